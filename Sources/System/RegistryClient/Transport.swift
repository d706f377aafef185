import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization
import SystemPackage

/// Sends single requests: chooses proxy and trust by host, follows redirects, tries a broken connection again.
///
/// Nothing is started before the first request, so that a build that needs no registry has no network threads.
final class Transport: Sendable {
    private static let connectTimeout = TimeAmount.seconds(10)
    private static let idleTimeout = TimeAmount.seconds(60)
    private static let answerTimeout = TimeAmount.seconds(60)
    private static let connectionAttempts = 2
    private static let redirectLimit = 10

    private let configuration: RegistryConfiguration
    private let proxies: ProxySettings
    private let systemAuthorities: String?
    private let clients = Mutex<[ProxySettings.Proxy?: HTTPClient]>([:])
    private let trust = Mutex<[String: TLSConfiguration]>([:])

    init(configuration: RegistryConfiguration, environment: [String: String]) {
        self.configuration = configuration
        proxies = ProxySettings(environment: environment)
        systemAuthorities = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    deinit {
        // The client insists on being shut down; here nobody waits for the end of its connections any more.
        for client in clients.withLock({ Array($0.values) }) { client.shutdown { _ in } }
    }

    /// Sends a request and gives the answer's head; its body is still to be read.
    ///
    /// A redirect to another host goes without the Authorization header, which is nothing to that host.
    func send(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPClientResponse {
        var request = request
        for _ in 0..<Self.redirectLimit {
            let response = try await sendOnce(request)
            guard request.method != .POST, [301, 302, 303, 307, 308].contains(response.status.code),
                let location = response.headers.first(name: "location")
            else { return response }
            guard let from = HTTPAddress(request.url), let target = from.resolving(location) else {
                throw .failed(reason: "it redirects to \"\(location)\", which is no address", isLasting: true)
            }
            if target.authority != from.authority || target.scheme != from.scheme {
                request.headers.remove(name: "authorization")
            }
            request.url = target.description
        }
        throw .failed(reason: "it redirects more than \(Self.redirectLimit) times", isLasting: true)
    }

    /// Ends all connections; nothing can be sent afterwards.
    func shutdown() async {
        let open = clients.withLock { clients in
            defer { clients = [:] }
            return Array(clients.values)
        }
        for client in open {
            // What fails here is only the orderly end of connections that nobody uses any more.
            try? await client.shutdown()
        }
    }

    private func sendOnce(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPClientResponse {
        guard let address = HTTPAddress(request.url) else {
            throw .failed(reason: "\"\(request.url)\" is no address", isLasting: true)
        }
        var request = request
        request.headers.replaceOrAdd(name: "user-agent", value: "strata")
        if address.scheme == .https { request.tlsConfiguration = try tlsConfiguration(for: address.authority) }
        let client = client(for: proxies.proxy(address.scheme, address.authority))
        var attempt = 1
        while true {
            do {
                return try await client.execute(request, timeout: Self.answerTimeout)
            } catch {
                let failure = TransportError(error)
                guard case .failed(_, isLasting: false) = failure, attempt < Self.connectionAttempts else {
                    throw failure
                }
                attempt += 1
                try await pause(.milliseconds(300))
            }
        }
    }

    private func client(for proxy: ProxySettings.Proxy?) -> HTTPClient {
        clients.withLock { clients in
            if let client = clients[proxy] { return client }
            var settings = HTTPClient.Configuration(
                redirectConfiguration: .disallow,
                timeout: .init(connect: Self.connectTimeout, read: Self.idleTimeout),
                proxy: proxy.map(HTTPClient.Configuration.Proxy.init))
            settings.connectionPool.retryConnectionEstablishment = false
            settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.blobsPerHost + 8
            // Several HTTP/1.1 connections carry layers faster than the small flow-control windows of one HTTP/2 one.
            settings.httpVersion = .http1Only
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
            clients[proxy] = client
            return client
        }
    }

    private func tlsConfiguration(for authority: String) throws(TransportError) -> TLSConfiguration {
        if let known = trust.withLock({ $0[authority] }) { return known }
        let settings = configuration.settings(for: authority)
        var result = TLSConfiguration.makeClientConfiguration()
        if settings.isInsecure { result.certificateVerification = .none }
        let files = (systemAuthorities.map { [$0] } ?? []) + settings.authorities.map(\.string)
        result.additionalTrustRoots = files.map { .file($0) }
        if let pair = settings.keyPairs.first {
            do {
                let chain = try NIOSSLCertificate.fromPEMFile(pair.certificate.string)
                result.certificateChain = chain.map { .certificate($0) }
                result.privateKey = .privateKey(try NIOSSLPrivateKey(file: pair.key.string, format: .pem))
            } catch {
                let files = "\(pair.certificate) and \(pair.key)"
                throw .failed(reason: "its client certificate can't be read from \(files): \(error)", isLasting: true)
            }
        }
        let finished = result
        trust.withLock { $0[authority] = finished }
        return finished
    }
}

extension HTTPClient.Configuration.Proxy {
    fileprivate init(_ proxy: ProxySettings.Proxy) {
        guard !proxy.isSOCKS else {
            self = .socksServer(host: proxy.host, port: proxy.port)
            return
        }
        let authorization = proxy.user.map {
            HTTPClient.Authorization.basic(username: $0, password: proxy.password ?? "")
        }
        self = .server(host: proxy.host, port: proxy.port, authorization: authorization)
    }
}

/// Waits before the next attempt.
func pause(_ duration: Duration) async throws(TransportError) {
    do {
        try await Task.sleep(for: duration)
    } catch {
        throw .cancelled
    }
}
