/// Addresses as they may be kept and shown.
package enum AddressText {
    /// The text with `xxxxx` in the place of the password of each address in it: `https://me:xxxxx@example.org/`.
    package static func withoutPassword(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let scheme = rest.range(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let authority = rest.prefix { !"/?# \t\n".contains($0) }
            guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
                continue
            }
            result += "\(authority[..<colon]):xxxxx"
            rest = rest[at...]
        }
        return result + rest
    }
}

extension Substring {
    /// The first place of a text; the standard library's own search is Foundation's.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
