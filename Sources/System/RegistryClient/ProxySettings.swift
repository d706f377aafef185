import BuildGraph

/// Which proxy a host is reached through, from the usual environment variables.
///
/// As in Go's `net/http`: lower and upper case names, `HTTPS_PROXY` for HTTPS, `HTTP_PROXY` for HTTP, none for loopback
/// addresses and for what `NO_PROXY` lists.
package struct ProxySettings: Sendable, Equatable {
    /// A proxy as a variable names it.
    package struct Proxy: Hashable, Sendable {
        /// Its host.
        package var host: String
        /// Its port.
        package var port: Int
        /// The user that it wants.
        package var user: String?
        /// The user's password.
        package var password: String?
        /// Whether it speaks SOCKS.
        package var isSOCKS: Bool
    }

    private var https: Proxy?
    private var http: Proxy?
    private var exceptions: [String]

    /// Reads the variables.
    package init(environment: [String: String]) {
        func value(_ name: String) -> String? {
            [name.lowercased(), name].compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        let fallback = value("ALL_PROXY")
        https = (value("HTTPS_PROXY") ?? fallback).flatMap(Self.parse)
        http = (value("HTTP_PROXY") ?? fallback).flatMap(Self.parse)
        exceptions = (value("NO_PROXY") ?? "").split { $0 == "," || $0 == " " }.map { $0.lowercased() }
    }

    /// The proxy for a host (with its port, if written), or nil to ask it directly.
    package func proxy(isEncrypted: Bool, _ authority: String) -> Proxy? {
        proxy(isEncrypted ? .https : .http, authority)
    }

    /// The proxy for a host, or nil to ask it directly.
    func proxy(_ scheme: RegistryEndpoint.Scheme, _ authority: String) -> Proxy? {
        guard let proxy = scheme == .https ? https : http, !isLoopback(authority) else { return nil }
        return exceptions.contains { Self.matches(authority.lowercased(), $0) } ? nil : proxy
    }

    private static func matches(_ authority: String, _ exception: String) -> Bool {
        if exception == "*" || exception == authority { return true }
        let host = authority.hasPrefix("[") ? authority : String(authority.prefix { $0 != ":" })
        if exception.contains("/") { return contains(network: exception, host) }
        let name = exception.hasPrefix("*.") ? String(exception.dropFirst()) : exception
        if name.hasPrefix(".") { return host.hasSuffix(name) }
        return host == name || host.hasSuffix(".\(name)")
    }

    private static func contains(network: String, _ host: String) -> Bool {
        let parts = network.split(separator: "/")
        guard parts.count == 2, let length = UInt32(parts[1]), length <= 32, let base = address(parts[0]),
            let asked = address(Substring(host))
        else { return false }
        let mask = length == 0 ? 0 : UInt32.max << (32 - length)
        return base & mask == asked & mask
    }

    private static func address(_ text: Substring) -> UInt32? {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        guard numbers.count == 4 else { return nil }
        return numbers.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads `[scheme://][user[:password]@]host[:port]`.
    private static func parse(_ text: String) -> Proxy? {
        var rest = Substring(text)
        var isSOCKS = false
        if let separator = text.firstRange(of: "://") {
            isSOCKS = text[..<separator.lowerBound].hasPrefix("socks5")
            rest = text[separator.upperBound...]
        }
        rest = rest.prefix { $0 != "/" }
        var user: String?
        var password: String?
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1)
            user = parts.first.map { PercentText.decoded($0) }
            password = parts.dropFirst().first.map { PercentText.decoded($0) }
            rest = rest[rest.index(after: at)...]
        }
        let host = rest.prefix { $0 != ":" }
        guard !host.isEmpty else { return nil }
        let port = Int(rest.dropFirst(host.count + 1)) ?? (isSOCKS ? 1080 : 80)
        return Proxy(host: String(host), port: port, user: user, password: password, isSOCKS: isSOCKS)
    }
}
