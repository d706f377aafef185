import OCIFormat

/// What a web server said of a file when it was fetched.
struct HTTPRecord: Hashable, Sendable {
    /// SHA-256 of the contents.
    var digest: Digest
    /// The ETag header; empty where there was none.
    var tag: String
    /// The Last-Modified header; empty where there was none.
    var modified: String
    /// The Date header; empty where there was none.
    var answered: String

    init(digest: Digest, tag: String, modified: String, answered: String) {
        self.digest = digest
        self.tag = tag
        self.modified = modified
        self.answered = answered
    }

    /// Reads what `bytes` gave; nil for anything else.
    init?(_ bytes: [UInt8]) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        // What can't be read is fetched anew.
        guard lines.count == 4, let digest = try? Digest(parsing: lines[0]) else { return nil }
        self.init(digest: digest, tag: String(lines[1]), modified: String(lines[2]), answered: String(lines[3]))
    }

    /// Four lines; headers hold no line breaks.
    var bytes: [UInt8] {
        Array([digest.description, tag, modified, answered].joined(separator: "\n").utf8)
    }

    /// The headers that ask for the file only if it is another one now.
    ///
    /// A time serves only where the file had been left alone for a while when it was fetched: the server counts in whole
    /// seconds, and a file may change twice in one (RFC 9110, 8.8.2.2).
    var conditions: [(String, String)] {
        var headers: [(String, String)] = []
        if !tag.isEmpty { headers.append(("if-none-match", tag)) }
        if let changed = HTTPDate.seconds(modified), let asked = HTTPDate.seconds(answered), asked - changed > 2 {
            headers.append(("if-modified-since", modified))
        }
        return headers
    }
}

/// Dates of HTTP headers: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970; nil for what has another form.
    static func seconds(_ text: String) -> Int64? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let day = Int64(words[1]), (1...31).contains(day),
            let month = months.firstIndex(of: String(words[2])), let year = Int64(words[3]),
            (1601...9999).contains(year)
        else { return nil }
        let time = words[4].split(separator: ":").compactMap { Int64($0) }
        guard time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]), (0...60).contains(time[2])
        else { return nil }
        return days(year, Int64(month) + 1, day) * 86400 + time[0] * 3600 + time[1] * 60 + time[2]
    }

    /// Days since 1970 of a date of the Gregorian calendar, counted in years that begin in March.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
    }
}
