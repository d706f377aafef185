/// Reads the characters of a pattern that all kinds of patterns have in common.
struct GlobReader {
    private let pattern: String
    private let scalars: [Unicode.Scalar]
    private(set) var index = 0

    init(_ pattern: String) {
        self.pattern = pattern
        scalars = Array(pattern.unicodeScalars)
    }

    var isAtEnd: Bool { index >= scalars.count }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard index < scalars.count, scalars[index] == scalar else { return false }
        index += 1
        return true
    }

    /// Reads one part that is no star.
    ///
    /// True when it is a plain character, written as itself.
    mutating func readPlain(into tokens: inout GlobTokens) throws(PatternFault) -> Bool {
        guard !isAtEnd else { return true }
        let scalar = scalars[index]
        index += 1
        switch scalar {
        case "?":
            tokens.append(.anyCharacter)
        case "[":
            tokens.append(try characterClass())
        case "\\":
            guard !isAtEnd else { throw .malformed(pattern) }
            append(scalars[index], to: &tokens)
            index += 1
        default:
            append(scalar, to: &tokens)
            return true
        }
        return false
    }

    private func append(_ scalar: Unicode.Scalar, to tokens: inout GlobTokens) {
        for byte in String(Character(scalar)).utf8 {
            tokens.append(literal: byte)
        }
    }

    private mutating func characterClass() throws(PatternFault) -> GlobTokens.Token {
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while true {
            if !ranges.isEmpty, take("]") {
                return .characterClass(ranges: ranges, isNegated: isNegated)
            }
            let low = try classCharacter()
            let high = take("-") ? try classCharacter() : low
            // A range that runs backwards holds nothing, yet counts as one.
            ranges.append(low <= high ? low...high : UInt32.max...UInt32.max)
        }
    }

    private mutating func classCharacter() throws(PatternFault) -> UInt32 {
        guard !isAtEnd, scalars[index] != "-", scalars[index] != "]" else { throw .malformed(pattern) }
        if scalars[index] == "\\" {
            index += 1
        }
        guard index + 1 < scalars.count else { throw .malformed(pattern) }
        defer { index += 1 }
        return scalars[index].value
    }
}
