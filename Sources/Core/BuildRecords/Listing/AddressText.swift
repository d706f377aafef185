/// Addresses as they may be kept and shown.
package enum AddressText {
    /// The text without what each address in it tells of whoever asks: of `http` and `https` all before the `@`, which may
    /// be a token alone, of other schemes the password, in whose place `xxxxx` stands: `ssh://git:xxxxx@example.org/`.
    ///
    /// A setting as `https_proxy=me:secret@proxy:3128` is an address even without a scheme.
    package static func withoutCredentials(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let scheme = rest.range(of: "://") {
            let isWeb = isWeb(rest[..<scheme.lowerBound])
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let authority = rest.prefix { !"/?# \t\n".contains($0) }
            guard let at = authority.lastIndex(of: "@") else { continue }
            if isWeb {
                rest = rest[rest.index(after: at)...]
            } else if let colon = authority[..<at].firstIndex(of: ":") {
                result += "\(authority[..<colon]):xxxxx"
                rest = rest[at...]
            }
        }
        return bareProxy(in: result + rest)
    }

    /// The value of a variable as it may be kept and shown: that of a proxy is an address even without a scheme.
    package static func withoutCredentials(_ value: String, of variable: String) -> String {
        let setting = withoutCredentials("\(variable)=\(value)")
        return String(setting.dropFirst(variable.count + 1))
    }

    private static func isWeb(_ before: Substring) -> Bool {
        let scheme = before.reversed().prefix { $0.isLetter || $0.isNumber || "+-.".contains($0) }
        return ["http", "https"].contains(String(scheme.reversed()).lowercased())
    }

    private static func bareProxy(in text: String) -> String {
        guard let equals = text.firstIndex(of: "="), text[..<equals].lowercased().hasSuffix("_proxy") else {
            // `--build-arg=NAME=VALUE` in one word.
            guard let equals = text.firstIndex(of: "="), text.hasPrefix("-") else { return text }
            let start = text.index(after: equals)
            return String(text[..<start]) + bareProxy(in: String(text[start...]))
        }
        let start = text.index(after: equals)
        let value = text[start...]
        guard value.range(of: "://") == nil, let at = value.lastIndex(of: "@") else { return text }
        return String(text[..<start] + value[value.index(after: at)...])
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
