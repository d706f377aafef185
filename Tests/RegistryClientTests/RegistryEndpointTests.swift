import OCIFormat
import Testing

@testable import RegistryClient

@Suite("Whom to ask, and how")
struct RegistryEndpointTests {
    private func addresses(
        _ name: String, _ hosts: [String: RegistryConfiguration.HostConfiguration]
    ) throws -> [String] {
        let endpoints = RegistryConfiguration(hosts: hosts).endpoints(for: try ImageReference(parsing: name))
        return endpoints.flatMap { endpoint in endpoint.schemes.map { endpoint.url($0, "tags") } }
    }

    @Test("Docker Hub has a host of its own, loopback addresses may speak HTTP")
    func defaults() throws {
        #expect(try addresses("alpine", [:]) == ["https://registry-1.docker.io/v2/library/alpine/tags"])
        #expect(try addresses("gcr.io/a/b", [:]) == ["https://gcr.io/v2/a/b/tags"])
        #expect(
            try addresses("localhost:5000/a", [:]) == [
                "https://localhost:5000/v2/a/tags", "http://localhost:5000/v2/a/tags",
            ])
        #expect(try addresses("localhost:5000/a", ["localhost:5000": .init(usesPlainHTTP: false)]).count == 1)
    }

    @Test("Mirrors come first, with their path before the repository")
    func mirrors() throws {
        let hosts: [String: RegistryConfiguration.HostConfiguration] = [
            "docker.io": .init(mirrors: ["m.example:5000", "https://c.example/hub/"]),
            "m.example:5000": .init(usesPlainHTTP: true),
        ]
        #expect(
            try addresses("alpine", hosts) == [
                "http://m.example:5000/v2/library/alpine/tags?ns=docker.io",
                "https://c.example/v2/hub/library/alpine/tags?ns=docker.io",
                "https://registry-1.docker.io/v2/library/alpine/tags",
            ])
    }

    @Test(arguments: [
        ("/v2/x", "https://a.example/v2/x"), ("http://b/x?y", "http://b/x?y"), ("//c/x", "https://c/x"),
        ("z", "https://a.example/v2/blobs/z"),
    ])
    func redirects(_ location: String, target: String) {
        let address = HTTPAddress("https://a.example/v2/blobs/y?ns=docker.io")
        #expect(address?.resolving(location)?.description == target)
    }

    @Test("Proxies follow the usual variables")
    func proxies() {
        let settings = ProxySettings(environment: [
            "HTTPS_PROXY": "http://u%40x:p@proxy.example:3128/", "http_proxy": "plain:8080",
            "NO_PROXY": "corp.example, .dev.example,10.0.0.0/8,special:5000",
        ])
        let proxy = settings.proxy(.https, "gcr.io")
        #expect(proxy == .init(host: "proxy.example", port: 3128, user: "u@x", password: "p", isSOCKS: false))
        #expect(settings.proxy(.http, "gcr.io")?.host == "plain")
        for host in ["corp.example", "a.corp.example:443", "a.dev.example", "10.1.2.3", "special:5000", "localhost"] {
            #expect(settings.proxy(.https, host) == nil, "\(host)")
        }
        #expect(settings.proxy(.https, "special:5001") != nil)
        #expect(settings.proxy(.https, "notcorp.example") != nil)
        #expect(ProxySettings(environment: [:]).proxy(.https, "gcr.io") == nil)
    }
}
