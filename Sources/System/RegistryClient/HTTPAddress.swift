/// The parts of an HTTP address that decide whom it speaks to.
struct HTTPAddress: Hashable, Sendable, CustomStringConvertible {
    /// How to speak.
    var scheme: RegistryEndpoint.Scheme
    /// Host and optional port.
    var authority: String
    /// The rest, from the first slash or question mark on.
    var path: String

    /// Takes an absolute address apart; nil where it is none of HTTP.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        guard let separator = text.firstRange(of: "://"),
            let scheme = RegistryEndpoint.Scheme(rawValue: text[..<separator.lowerBound].lowercased())
        else { return nil }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.isEmpty else { return nil }
        self.scheme = scheme
        self.authority = String(authority)
        path = String(rest.dropFirst(authority.count))
    }

    var description: String { "\(scheme.rawValue)://\(authority)\(path)" }

    /// The address that a `Location` header means when this one answered with it (RFC 3986, 5.2, without dot segments).
    func resolving(_ location: String) -> HTTPAddress? {
        if location.contains("://") { return HTTPAddress(location) }
        if location.hasPrefix("//") { return HTTPAddress("\(scheme.rawValue):\(location)") }
        var result = self
        if location.hasPrefix("/") {
            result.path = location
        } else {
            let folder = path.prefix { $0 != "?" }
            result.path = String(folder[...(folder.lastIndex(of: "/") ?? folder.startIndex)]) + location
        }
        return result
    }
}
