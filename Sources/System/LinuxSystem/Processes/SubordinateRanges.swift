/// The ids that a user may use beside their own, as /etc/subuid and /etc/subgid give them.
struct SubordinateRanges: Hashable, Sendable {
    struct Range: Hashable, Sendable {
        var start: UInt32
        var count: UInt32
    }

    var ranges: [Range]

    /// Reads the lines `USER:START:COUNT` that name a user by name or number; others are passed over.
    init(text: String, user: UInt32, name: String) {
        ranges = text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0] == name || parts[0] == "\(user)", !parts[0].isEmpty else { return nil }
            let digits = parts[2].prefix { $0.isNumber }
            guard let start = UInt32(parts[1]), let count = UInt32(digits), count > 0 else { return nil }
            return Range(start: start, count: count)
        }
    }

    /// The arguments of newuidmap after the process: inside 0 is `own`, then all ranges follow from 1.
    func mapArguments(own: UInt32) -> [String] {
        var next: UInt64 = 1
        var arguments = ["0", "\(own)", "1"]
        for range in ranges {
            arguments += ["\(next)", "\(range.start)", "\(range.count)"]
            next += UInt64(range.count)
        }
        return arguments
    }
}
