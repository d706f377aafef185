/// A Swift file cut into code and comments, so that checks see neither words in strings nor braces in comments.
struct SwiftText {
    /// The lines as written.
    let lines: [String]
    /// The same lines with comments and the insides of string literals replaced by spaces.
    let code: [String]
    /// The comment text of each line, with its slashes; empty where a line has none.
    let comments: [String]

    init(_ text: String) {
        var scanner = Scanner(text: Array(text.unicodeScalars))
        scanner.scan()
        lines = Self.split(String(String.UnicodeScalarView(scanner.text)))
        code = Self.split(String(String.UnicodeScalarView(scanner.code)))
        comments = Self.split(String(String.UnicodeScalarView(scanner.comments))).map {
            String($0.trimmingPrefix { $0 == " " })
        }
    }

    private static func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Copies each character to `code` or `comments` and a space to the other, keeping lines and columns.
    private struct Scanner {
        let text: [Unicode.Scalar]
        var code: [Unicode.Scalar] = []
        var comments: [Unicode.Scalar] = []
        var at = 0

        mutating func scan() {
            while at < text.count { scanOne() }
        }

        mutating func scanOne() {
            guard text[at] == "/" || text[at] == "\"" || text[at] == "#" else { return takeCode() }
            if starts(with: "//") {
                while at < text.count && text[at] != "\n" { skipComment() }
            } else if starts(with: "/*") {
                skipBlockComment()
            } else if let literal = openingOfString() {
                skipString(literal)
            } else {
                takeCode()
            }
        }

        func starts(with word: String) -> Bool {
            let scalars = Array(word.unicodeScalars)
            return at + scalars.count <= text.count && text[at..<at + scalars.count].elementsEqual(scalars)
        }

        mutating func takeCode() {
            code.append(text[at])
            comments.append(text[at] == "\n" ? "\n" : " ")
            at += 1
        }

        mutating func skipComment() {
            code.append(text[at] == "\n" ? "\n" : " ")
            comments.append(text[at])
            at += 1
        }

        mutating func blank(_ count: Int = 1) {
            for _ in 0..<count where at < text.count {
                let kept: Unicode.Scalar = text[at] == "\n" ? "\n" : " "
                code.append(kept)
                comments.append(kept)
                at += 1
            }
        }

        mutating func skipBlockComment() {
            var depth = 0
            repeat {
                if starts(with: "/*") { depth += 1 } else if starts(with: "*/") { depth -= 1 }
                let isMark = starts(with: "/*") || starts(with: "*/")
                for _ in 0..<(isMark ? 2 : 1) { skipComment() }
            } while depth > 0 && at < text.count
        }

        /// The number of `#` and of quotes (1 or 3) that open a string here.
        func openingOfString() -> (pounds: Int, quotes: Int)? {
            var end = at
            while end < text.count && text[end] == "#" { end += 1 }
            guard end < text.count, text[end] == "\"" else { return nil }
            let isLong = end + 2 < text.count && text[end + 1] == "\"" && text[end + 2] == "\""
            return (end - at, isLong ? 3 : 1)
        }

        mutating func skipString(_ literal: (pounds: Int, quotes: Int)) {
            let pounds = String(repeating: "#", count: literal.pounds)
            let end = String(repeating: "\"", count: literal.quotes) + pounds
            blank(literal.pounds + literal.quotes)
            while at < text.count && (text[at] != "\"" || !starts(with: end)) {
                if text[at] != "\\" {
                    blank()
                } else if starts(with: "\\" + pounds + "(") {
                    skipInterpolation(after: pounds.count + 2)
                } else {
                    blank(starts(with: "\\" + pounds) ? pounds.count + 2 : 1)
                }
            }
            blank(end.unicodeScalars.count)
        }

        mutating func skipInterpolation(after opening: Int) {
            blank(opening)
            var depth = 1
            while at < text.count && depth > 0 {
                if let literal = openingOfString() {
                    skipString(literal)
                } else {
                    if text[at] == "(" { depth += 1 } else if text[at] == ")" { depth -= 1 }
                    blank()
                }
            }
        }
    }
}
