/// A pattern of `${x#p}` and its like: `*` stands for any characters, `?` for one, a backslash takes them literally.
struct ShellPattern {
    private enum Token: Equatable {
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

    func removingPrefix(of value: String, longest: Bool) -> String {
        let scalars = Array(value.unicodeScalars)
        let ends = Self.matchEnds(tokens, in: scalars[...])
        guard let end = longest ? ends.last : ends.first else { return value }
        return String(String.UnicodeScalarView(scalars[end...]))
    }

    func removingSuffix(of value: String, longest: Bool) -> String {
        let reversed = Array(value.unicodeScalars.reversed())
        let ends = Self.matchEnds(tokens.reversed(), in: reversed[...])
        guard let end = longest ? ends.last : ends.first else { return value }
        return String(String.UnicodeScalarView(reversed[end...].reversed()))
    }

    /// Replaces the longest match at the first place that has one, or all such matches from left to right.
    func replacing(in value: String, by replacement: String, all: Bool) -> String {
        let scalars = Array(value.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        var lastEnd: Int?
        while index <= scalars.count {
            let end = Self.matchEnds(tokens, in: scalars[index...]).last
            guard let end, !(end == index && lastEnd == index) else {
                if index < scalars.count {
                    result.append(scalars[index])
                }
                index += 1
                continue
            }
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

    /// All indices at which a match that starts at the beginning may end, in rising order.
    ///
    /// Follows every way through the pattern at once, in time proportional to text times pattern.
    private static func matchEnds(_ tokens: [Token], in text: ArraySlice<Unicode.Scalar>) -> [Int] {
        var ends: [Int] = []
        var states = closure(of: [0], tokens)
        for index in text.startIndex...text.endIndex {
            if states.contains(tokens.count) {
                ends.append(index)
            }
            guard index < text.endIndex, !states.isEmpty else { break }
            var following: Set<Int> = []
            for state in states where state < tokens.count {
                switch tokens[state] {
                case .literal(let scalar) where scalar == text[index]: following.insert(state + 1)
                case .any where text[index] != "\n": following.insert(state + 1)
                case .star where text[index] != "\n": following.insert(state)
                default: break
                }
            }
            states = closure(of: following, tokens)
        }
        return ends
    }

    /// A star may also stand for nothing.
    private static func closure(of states: Set<Int>, _ tokens: [Token]) -> Set<Int> {
        var result = states
        for state in states {
            var next = state
            while next < tokens.count, tokens[next] == .star {
                next += 1
                result.insert(next)
            }
        }
        return result
    }
}
