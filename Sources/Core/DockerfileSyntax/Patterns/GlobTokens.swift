/// Why a pattern cannot be read.
package enum PatternFault: Error, Hashable, Sendable {
    /// A class is never closed or empty, or the pattern ends in a backslash.
    case malformed(String)
}

/// The parts of a path pattern, and the one matcher of all of them.
struct GlobTokens: Hashable, Sendable {
    enum Token: Hashable, Sendable {
        /// Exactly these bytes.
        case literal([UInt8])
        /// One character but a slash.
        case anyCharacter
        /// One character, but a slash, that is or is not in the ranges.
        case characterClass(ranges: [ClosedRange<UInt32>], isNegated: Bool)
        /// Any number of characters but slashes.
        case star
        /// Nothing, or any number of whole folders with the slash behind them.
        case folders
        /// Everything up to the end.
        case rest
    }

    private(set) var tokens: [Token] = []

    /// The bytes with which every match begins.
    var literalPrefix: [UInt8] {
        if case .literal(let bytes)? = tokens.first { bytes } else { [] }
    }

    /// The bytes with which every match ends.
    private var literalSuffix: [UInt8] {
        if case .literal(let bytes)? = tokens.last { bytes } else { [] }
    }

    mutating func append(_ token: Token) {
        tokens.append(token)
    }

    mutating func append(literal byte: UInt8) {
        if case .literal(let bytes)? = tokens.last {
            tokens[tokens.count - 1] = .literal(bytes + [byte])
        } else {
            tokens.append(.literal([byte]))
        }
    }

    /// Whether the whole of `path` matches.
    ///
    /// When a later part does not fit, only the last star and the last `folders` are tried further: neither can gain
    /// from changing an earlier one, since a star never passes a slash and `folders` can pass everything.
    func matches(_ path: [UInt8]) -> Bool {
        guard path.hasSuffix(literalSuffix) else { return false }
        var token = 0
        var index = 0
        var star: Fallback?
        var folders: Fallback?
        while true {
            if token == tokens.count, index == path.count {
                return true
            }
            if token < tokens.count {
                switch tokens[token] {
                case .rest:
                    return true
                case .star:
                    token += 1
                    star = Fallback(token: token, index: index)
                    continue
                case .folders:
                    token += 1
                    folders = Fallback(token: token, index: index)
                    star = nil
                    continue
                default:
                    if let end = Self.match(tokens[token], in: path, at: index) {
                        token += 1
                        index = end
                        continue
                    }
                }
            }
            guard let (nextToken, nextIndex) = Self.fallBack(&star, &folders, in: path) else { return false }
            token = nextToken
            index = nextIndex
        }
    }

    /// Where a wildcard may take more.
    private struct Fallback {
        var token: Int
        var index: Int
    }

    private static func fallBack(
        _ star: inout Fallback?, _ folders: inout Fallback?, in path: [UInt8]
    ) -> (token: Int, index: Int)? {
        if var fallback = star, fallback.index < path.count, path[fallback.index] != UInt8(ascii: "/") {
            fallback.index += 1
            star = fallback
            return (fallback.token, fallback.index)
        }
        star = nil
        guard var fallback = folders, let slash = path[fallback.index...].firstIndex(of: UInt8(ascii: "/")) else {
            return nil
        }
        fallback.index = slash + 1
        folders = fallback
        return (fallback.token, fallback.index)
    }

    /// Where the match of one token that is no wildcard ends.
    private static func match(_ token: Token, in path: [UInt8], at index: Int) -> Int? {
        switch token {
        case .literal(let bytes):
            return path[index...].starts(with: bytes) ? index + bytes.count : nil
        case .anyCharacter:
            guard let (scalar, end) = character(in: path, at: index) else { return nil }
            return scalar == 0x2F ? nil : end
        case .characterClass(let ranges, let isNegated):
            guard let (scalar, end) = character(in: path, at: index), scalar != 0x2F else { return nil }
            return ranges.contains { $0.contains(scalar) } != isNegated ? end : nil
        case .star, .folders, .rest:
            return nil
        }
    }

    /// A byte that is no UTF-8 counts as one replacement character.
    private static func character(in path: [UInt8], at index: Int) -> (scalar: UInt32, end: Int)? {
        guard index < path.count else { return nil }
        if path[index] < 0x80 {
            return (UInt32(path[index]), index + 1)
        }
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = path[index..<min(path.count, index + 4)].makeIterator()
        guard case .valid(let encoded) = parser.parseScalar(from: &iterator) else { return (0xFFFD, index + 1) }
        return (Unicode.UTF8.decode(encoded).value, index + encoded.count)
    }
}

extension [UInt8] {
    func hasSuffix(_ suffix: [UInt8]) -> Bool {
        count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
    }
}
