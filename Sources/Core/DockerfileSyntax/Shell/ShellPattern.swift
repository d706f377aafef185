/// A pattern of `${x#p}` and its like: `*` stands for any characters, `?` for one, a backslash takes them literally.
struct ShellPattern {
    enum Token: Equatable {
        case literal(Unicode.Scalar)
        case any
        case star
    }

    private let tokens: [Token]

    /// Reads a pattern.
    ///
    /// A backslash must stand before `*`, `?`, a backslash, or the `}` or `/` that would end the pattern.
    init(_ pattern: String) throws(ExpansionFault) {
        var tokens: [Token] = []
        var iterator = pattern.unicodeScalars.makeIterator()
        while let scalar = iterator.next() {
            switch scalar {
            case "*" where tokens.last == .star: break
            case "*": tokens.append(.star)
            case "?": tokens.append(.any)
            case "\\":
                guard let escaped = iterator.next(), "*?\\}/".unicodeScalars.contains(escaped) else {
                    throw .invalidPattern(pattern)
                }
                tokens.append(.literal(escaped))
            default: tokens.append(.literal(scalar))
            }
        }
        self.tokens = tokens
    }

    func removingPrefix(of value: String, longest: Bool) throws(ExpansionFault) -> String {
        let scalars = Array(value.unicodeScalars)
        guard let end = try Self.end(of: tokens, in: scalars[...], longest: longest) else { return value }
        return String(String.UnicodeScalarView(scalars[end...]))
    }

    func removingSuffix(of value: String, longest: Bool) throws(ExpansionFault) -> String {
        let reversed = Array(value.unicodeScalars.reversed())
        guard let end = try Self.end(of: tokens.reversed(), in: reversed[...], longest: longest) else { return value }
        return String(String.UnicodeScalarView(reversed[end...].reversed()))
    }

    /// Replaces the longest match at the first place that has one, or all such matches from left to right.
    func replacing(in value: String, by replacement: String, all: Bool) throws(ExpansionFault) -> String {
        let scalars = Array(value.unicodeScalars)
        let starts = try matchStarts(in: scalars)
        var result = String.UnicodeScalarView()
        var added = 0
        var index = 0
        var lastEnd: Int?
        while index <= scalars.count {
            let end = starts[index] ? try Self.end(of: tokens, in: scalars[index...], longest: true) : nil
            guard let end, !(end == index && lastEnd == index) else {
                if index < scalars.count {
                    result.append(scalars[index])
                }
                index += 1
                continue
            }
            added += replacement.utf8.count
            guard added <= ShellLexer.maximumLength else { throw .tooLong }
            result.append(contentsOf: replacement.unicodeScalars)
            lastEnd = end
            if end == index, index < scalars.count {
                result.append(scalars[index])
            }
            index = max(end, index + (end == index ? 1 : 0))
            if !all {
                break
            }
        }
        if index < scalars.count {
            result.append(contentsOf: scalars[index...])
        }
        return String(result)
    }

    /// For each place of a text, its end included, whether a match begins there: found backwards in one walk.
    private func matchStarts(in scalars: [Unicode.Scalar]) throws(ExpansionFault) -> [Bool] {
        try Self.checkEffort(tokens, in: scalars[...])
        var starts = Array(repeating: false, count: scalars.count + 1)
        var walk = Walk(tokens.reversed(), startsAnywhere: true)
        starts[scalars.count] = walk.isMatch
        for index in scalars.indices.reversed() {
            walk.take(scalars[index])
            starts[index] = walk.isMatch
        }
        return starts
    }

    /// Where the longest or the shortest match ends that starts at the beginning.
    private static func end(
        of tokens: [Token], in text: ArraySlice<Unicode.Scalar>, longest: Bool
    ) throws(ExpansionFault) -> Int? {
        try checkEffort(tokens, in: text)
        var walk = Walk(tokens)
        var end = walk.isMatch ? text.startIndex : nil
        for index in text.indices {
            guard !walk.isDead, longest || end == nil else { break }
            walk.take(text[index])
            if walk.isMatch { end = index + 1 }
        }
        return end
    }

    /// Many stars over a long text take longer than anybody waits.
    private static func checkEffort(
        _ tokens: [Token], in text: ArraySlice<Unicode.Scalar>
    ) throws(ExpansionFault) {
        let stars = tokens.count { $0 == .star }
        guard stars <= 1 || stars * text.count <= maximumEffort else { throw .tooManyStars }
    }

    private static let maximumEffort = 50_000_000
}
