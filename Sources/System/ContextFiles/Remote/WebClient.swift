import AsyncHTTPClient
import EnginePorts
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
import SystemPackage

/// Sends GET requests: chooses the proxy by host, follows redirects, tries a broken connection again.
///
/// Nothing is started before the first request, so that a build that fetches nothing has no network threads.
final class WebClient: Sendable {
    private static let connectTimeout = TimeAmount.seconds(10)
    private static let idleTimeout = TimeAmount.seconds(60)
    private static let attempts = 2
    private static let redirectLimit = 10

    private let settings: RemoteSettings
    private let clients = Mutex<[RemoteSettings.Proxy?: HTTPClient]>([:])

    init(_ settings: RemoteSettings) {
        self.settings = settings
    }

    deinit {
        // The client insists on being shut down; nobody waits for the end of its connections any more.
        for client in clients.withLock({ Array($0.values) }) { client.shutdown { _ in } }
    }

    /// Asks for an address and gives the head of the answer; its body is still to be read.
    func get(_ url: String, headers: [(String, String)]) async throws(RemoteSourceError) -> HTTPClientResponse {
        let address = WebAddress(url)
        var request = HTTPClientRequest(url: address.url)
        request.headers.add(name: "user-agent", value: "strata")
        request.headers.add(name: "accept", value: "*/*")
        if let authorization = address.authorization {
            request.headers.add(name: "authorization", value: authorization)
        }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let client = client(for: settings.proxy(address.isEncrypted, address.authority))
        var attempt = 1
        while true {
            do {
                return try await client.execute(request, timeout: Self.idleTimeout)
            } catch {
                if Task.isCancelled { throw .cancelled }
                guard attempt < Self.attempts, Self.mayPass(error) else { throw Self.failure(error, of: url) }
                attempt += 1
            }
        }
    }

    /// An error of the client as the port's.
    static func failure(_ error: any Error, of url: String) -> RemoteSourceError {
        switch error {
        case let error as RemoteSourceError: return error
        case is CancellationError: return .cancelled
        default:
            let address = WebAddress(url)
            return .unreachable(source: address.shown, reason: "\(address.authority): \(words(error))")
        }
    }

    private static func mayPass(_ error: any Error) -> Bool {
        guard let error = error as? HTTPClientError else { return false }
        return [.remoteConnectionClosed, .uncleanShutdown, .connectTimeout].contains(error)
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: words(client: error)
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { words($0.error) } ?? "its name can't be resolved"
        case let error as IOError: "\(Errno(rawValue: error.errnoCode))".lowercased()
        default: "\(error)"
        }
    }

    private static func words(client error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout: "no connection within 10 seconds"
        case .readTimeout, .deadlineExceeded: "no answer within 60 seconds"
        case .remoteConnectionClosed, .uncleanShutdown: "it closed the connection"
        case .redirectLimitReached: "it redirects more than \(redirectLimit) times"
        case .redirectCycleDetected: "it redirects in a circle"
        default: error.shortDescription
        }
    }

    private func client(for proxy: RemoteSettings.Proxy?) -> HTTPClient {
        clients.withLock { clients in
            if let client = clients[proxy] { return client }
            var configuration = HTTPClient.Configuration(
                redirectConfiguration: .follow(max: Self.redirectLimit, allowCycles: false),
                timeout: .init(connect: Self.connectTimeout, read: Self.idleTimeout),
                proxy: proxy.map(HTTPClient.Configuration.Proxy.init))
            configuration.connectionPool.retryConnectionEstablishment = false
            configuration.httpVersion = .http1Only
            if let file = settings.environment["SSL_CERT_FILE"], !file.isEmpty {
                var trust = TLSConfiguration.makeClientConfiguration()
                trust.additionalTrustRoots = [.file(file)]
                configuration.tlsConfiguration = trust
            }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            clients[proxy] = client
            return client
        }
    }
}

extension HTTPClient.Configuration.Proxy {
    fileprivate init(_ proxy: RemoteSettings.Proxy) {
        if proxy.isSOCKS {
            self = .socksServer(host: proxy.host, port: proxy.port)
        } else {
            let authorization = proxy.user.map {
                HTTPClient.Authorization.basic(username: $0, password: proxy.password ?? "")
            }
            self = .server(host: proxy.host, port: proxy.port, authorization: authorization)
        }
    }
}
