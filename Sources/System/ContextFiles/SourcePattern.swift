import DockerfileSyntax
import EnginePorts

/// A source of COPY or ADD, cut into its parts.
struct SourcePattern {
    /// One name of the path.
    enum Part {
        case literal([UInt8])
        case wildcard(PathGlob)
    }

    /// As it was written, for errors.
    let text: String
    /// The names from the root down; none for the root.
    let parts: [Part]

    /// Reads a pattern: cleaned, and rooted in the tree whatever it begins with.
    ///
    /// Go's filepath.Match gives the wildcards.
    init(_ text: String, isPlain: Bool = false, partOf whole: String? = nil) throws(FileTreeError) {
        self.text = whole ?? text
        var parts: [Part] = []
        for name in CleanPath.clean("/" + text).split(separator: "/") {
            guard !isPlain, Self.hasWildcards(name) else {
                parts.append(.literal(Array(name.utf8)))
                continue
            }
            do {
                parts.append(.wildcard(try PathGlob(String(name))))
            } catch {
                throw .badPattern(self.text)
            }
        }
        self.parts = parts
    }

    /// How many names come before the first with wildcards.
    var literalCount: Int {
        parts.firstIndex { if case .wildcard = $0 { true } else { false } } ?? parts.count
    }

    /// The names before the first with wildcards.
    var literalNames: [[UInt8]] {
        parts.prefix(literalCount).compactMap { if case .literal(let name) = $0 { name } else { nil } }
    }

    /// Whether a name has a wildcard that no backslash takes away.
    ///
    /// A name without any is taken as it is, backslashes and all, as BuildKit does.
    private static func hasWildcards(_ name: Substring) -> Bool {
        var isEscaped = false
        for byte in name.utf8 {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if [UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "[")].contains(byte) {
                return true
            }
        }
        return false
    }

    static func hasWildcards(_ text: String) -> Bool { hasWildcards(text[...]) }
}

/// A `--parents` source: the folder up to the `/./` mark, and the pattern below it.
struct ParentsPattern {
    let text: String
    let base: SourcePattern
    /// Cleaned, without a leading slash; empty for the base itself.
    let pattern: String
    /// The pattern as a rule that "leaves out" what it selects: `**` and whole subtrees as in BuildKit.
    let rules: IgnoreRules

    init(_ text: String) throws(FileTreeError) {
        self.text = text
        var base = "/"
        var pattern = text
        if let mark = text.firstRange(of: "/./") {
            base = String(text[..<mark.lowerBound])
            pattern = String(text[mark.upperBound...])
        }
        self.base = try SourcePattern(base, partOf: text)
        self.pattern = String(CleanPath.clean("/" + pattern).dropFirst())
        do {
            rules = try IgnoreRules(patterns: self.pattern.isEmpty ? [] : [self.pattern])
        } catch {
            throw .badPattern(text)
        }
    }

    /// Whether it is an error if there is no such file: a pattern with wildcards, also before the mark, may match none.
    var mustMatch: Bool { base.literalCount == base.parts.count && !SourcePattern.hasWildcards(pattern) }

    /// The names of a pattern without wildcards.
    var names: [[UInt8]] { BytePath.names(Array(pattern.utf8)) }
}
