import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import SystemPackage

/// Why a request got no answer.
enum TransportError: Error, Hashable, Sendable {
    /// The calling task was cancelled.
    case cancelled
    /// The words continue "HOST: …"; a lasting failure isn't worth a second attempt.
    case failed(reason: String, isLasting: Bool)

    /// Puts an error of the HTTP client into words.
    init(_ error: any Error) {
        switch error {
        case let error as TransportError: self = error
        case is CancellationError: self = .cancelled
        case let error as HTTPClientError: self.init(client: error)
        case let error as NIOConnectionError: self.init(connection: error)
        case let error as IOError: self.init(system: error)
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: self.init(tls: "\(error)")
        default: self = .failed(reason: "\(error)", isLasting: false)
        }
    }

    private init(client error: HTTPClientError) {
        switch error {
        case .cancelled: self = .cancelled
        case .connectTimeout, .getConnectionFromPoolTimeout:
            self = .failed(reason: "no connection within 10 seconds", isLasting: false)
        case .readTimeout, .deadlineExceeded:
            self = .failed(reason: "no answer within 60 seconds", isLasting: false)
        case .remoteConnectionClosed, .uncleanShutdown:
            self = .failed(reason: "it closed the connection", isLasting: false)
        case .tlsHandshakeTimeout: self = .failed(reason: "no TLS handshake within 10 seconds", isLasting: false)
        case .proxyAuthenticationRequired:
            self = .failed(reason: "the proxy wants a user and a password", isLasting: true)
        case .invalidProxyResponse, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            self = .failed(reason: "the proxy doesn't connect (\(error.shortDescription))", isLasting: false)
        default: self = .failed(reason: error.shortDescription, isLasting: false)
        }
    }

    private init(connection error: NIOConnectionError) {
        if let first = error.connectionErrors.first {
            self.init(first.error)
        } else {
            self = .failed(reason: "its name can't be resolved", isLasting: false)
        }
    }

    private init(system error: IOError) {
        let errno = Errno(rawValue: error.errnoCode)
        let isLasting = [.connectionRefused, .networkUnreachable, .noRouteToHost].contains(errno)
        self = .failed(reason: "\(errno)".lowercased(), isLasting: isLasting)
    }

    private init(tls text: String) {
        let known = [
            ("CERTIFICATE_VERIFY_FAILED", "its certificate is signed by no authority that is trusted"),
            ("WRONG_VERSION_NUMBER", "it doesn't speak TLS"), ("HTTP_REQUEST", "it doesn't speak TLS"),
            ("failedToValidateHostname", "its certificate is for another host"),
            ("uncleanShutdown", "it closed the connection"),
        ]
        let words = known.first { text.contains($0.0) }?.1
        self = .failed(reason: words ?? "TLS failed: \(text)", isLasting: words != nil)
    }
}
