/// A pattern for one path, as Go's filepath.Match reads it: `*`, `?`, `[a-z]`, `[^a-z]` and backslash escapes.
///
/// No wildcard matches a slash. This is what the sources of COPY and ADD are.
package struct PathGlob: Hashable, Sendable {
    private let tokens: GlobTokens

    /// The path itself, with its escapes removed, when the pattern has no wildcards.
    package let literal: String?

    /// Reads a pattern.
    package init(_ pattern: String) throws(PatternFault) {
        var reader = GlobReader(pattern)
        var tokens = GlobTokens()
        while !reader.isAtEnd {
            if reader.take("*") {
                tokens.append(.star)
            } else {
                _ = try reader.readPlain(into: &tokens)
            }
        }
        self.tokens = tokens
        switch tokens.tokens.first {
        case nil: literal = ""
        case .literal(let bytes) where tokens.tokens.count == 1: literal = String(decoding: bytes, as: UTF8.self)
        default: literal = nil
        }
    }

    /// True when the pattern holds characters that filepath.Match would not take literally.
    package static func hasWildcards(_ pattern: String) -> Bool {
        pattern.utf8.contains {
            [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "\\")].contains($0)
        }
    }

    /// Whether the whole of `path` matches.
    package func matches(_ path: [UInt8]) -> Bool {
        tokens.matches(path)
    }

    /// Whether the whole of `path` matches.
    package func matches(_ path: String) -> Bool {
        tokens.matches(Array(path.utf8))
    }
}
