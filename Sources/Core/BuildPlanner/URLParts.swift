import BuildGraph

/// An address taken apart as far as its sources need it; also one of the form `user@host:path`.
struct URLParts: Hashable, Sendable {
    /// All before the query and the fragment.
    var base: String
    /// The path, percent signs as written.
    var path: String
    /// What follows the question mark.
    var query: String?
    /// What follows the hash sign, decoded.
    var fragment: String?

    init(_ text: String) {
        var rest = text[...]
        if let hash = rest.firstIndex(of: "#") {
            fragment = PercentText.decoded(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        base = String(rest)
        if let separator = rest.firstRange(of: "://") {
            let authority = rest[separator.upperBound...].prefix { $0 != "/" }
            path = String(rest[authority.endIndex...])
        } else {
            path = rest.firstIndex(of: ":").map { String(rest[rest.index(after: $0)...]) } ?? base
        }
    }

    /// The scheme in lower case; nil where the text begins with none.
    static func scheme(of text: String) -> String? {
        guard let separator = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<separator.lowerBound]
        guard !scheme.isEmpty, scheme.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else { return nil }
        return scheme.lowercased()
    }
}
