import OCIFormat

/// A host that may have an image: a mirror, or the registry of the image's name.
struct RegistryEndpoint: Hashable, Sendable {
    /// The two ways to speak to a host.
    enum Scheme: String, Sendable {
        case https, http
    }

    /// Host and optional port.
    var authority: String
    /// The repository at this host, with a mirror's path before it.
    var repository: String
    /// The registry that this host mirrors; nil for the registry itself.
    var mirrored: String?
    /// How to speak to the host, best first.
    var schemes: [Scheme]

    /// The address of something in the repository, such as `manifests/latest`.
    func url(_ scheme: Scheme, _ path: String) -> String {
        // Mirrors of several registries tell them apart by this argument; others ignore it.
        let namespace = mirrored.map { "?ns=\(percentEncoded($0))" } ?? ""
        return "\(scheme.rawValue)://\(authority)/v2/\(repository)/\(path)\(namespace)"
    }

    /// The scope of a token that allows to read the repository.
    var pullScope: String { "repository:\(repository):pull" }
}

extension RegistryConfiguration {
    /// Docker Hub's name in image names, and the host that serves it.
    static let hub = (name: "docker.io", authority: "registry-1.docker.io")

    /// Whom to ask for an image: mirrors in turn, then the registry itself.
    func endpoints(for reference: ImageReference) -> [RegistryEndpoint] {
        let mirrors = hosts[reference.registry]?.mirrors ?? []
        let own = reference.registry == Self.hub.name ? Self.hub.authority : reference.registry
        let itself = RegistryEndpoint(
            authority: own, repository: reference.repository, mirrored: nil, schemes: schemes(for: own))
        return mirrors.map { endpoint(mirror: $0, of: reference) } + [itself]
    }

    /// The settings of the host that a URL names.
    func settings(for authority: String) -> HostConfiguration {
        if let exact = hosts[authority] { return exact }
        let alias = authority == Self.hub.authority ? hosts[Self.hub.name] : nil
        return alias ?? HostConfiguration()
    }

    private func endpoint(mirror: String, of reference: ImageReference) -> RegistryEndpoint {
        var text = Substring(mirror)
        var written: RegistryEndpoint.Scheme?
        for scheme in [RegistryEndpoint.Scheme.https, .http] where text.hasPrefix("\(scheme.rawValue)://") {
            text = text.dropFirst(scheme.rawValue.count + 3)
            written = scheme
        }
        let authority = String(text.prefix { $0 != "/" })
        let path = text.dropFirst(authority.count).split(separator: "/").joined(separator: "/")
        return RegistryEndpoint(
            authority: authority, repository: path.isEmpty ? reference.repository : "\(path)/\(reference.repository)",
            mirrored: reference.registry, schemes: written.map { [$0] } ?? schemes(for: authority))
    }

    /// Docker tries HTTP after HTTPS for loopback addresses, and for hosts that are both `http` and `insecure`.
    private func schemes(for authority: String) -> [RegistryEndpoint.Scheme] {
        let settings = settings(for: authority)
        switch settings.usesPlainHTTP {
        case true?: return settings.isInsecure ? [.https, .http] : [.http]
        case false?: return [.https]
        case nil: return isLoopback(authority) ? [.https, .http] : [.https]
        }
    }
}

/// Whether host and optional port name this machine: 127.0.0.0/8, ::1 or localhost.
func isLoopback(_ authority: String) -> Bool {
    if authority.hasPrefix("[::1]") { return true }
    let host = authority.prefix { $0 != ":" }
    if host == "localhost" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers.first == 127 && numbers.allSatisfy { $0 != nil }
}

/// A text as it may stand in a URL's query or a form (RFC 3986, unreserved characters stay).
func percentEncoded(_ text: some StringProtocol) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            bytes.append(byte)
        default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
