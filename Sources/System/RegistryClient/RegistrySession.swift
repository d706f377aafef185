import AsyncHTTPClient
import EnginePorts
import NIOCore
import NIOHTTP1
import Synchronization

/// Asks hosts for things in a repository: with the scheme that a host speaks and the authorization that it wants.
final class RegistrySession: Sendable {
    private static let attempts = 3

    private struct Grant: Sendable {
        var header: String
        var end: ContinuousClock.Instant
    }

    private let transport: Transport
    private let credentials: CredentialStore
    private let grants = Mutex<[String: Grant]>([:])
    private let spoken = Mutex<[String: RegistryEndpoint.Scheme]>([:])

    init(transport: Transport, credentials: CredentialStore) {
        self.transport = transport
        self.credentials = credentials
    }

    /// Gets `path` of an endpoint's repository; the answer is a success, its body still to be read.
    func get(
        _ path: String, at endpoint: RegistryEndpoint, headers: HTTPHeaders
    ) async throws(EndpointFailure) -> HTTPClientResponse {
        var delay = Duration.milliseconds(500)
        for _ in 1..<Self.attempts {
            do throws(EndpointFailure) {
                return try await getOnce(path, at: endpoint, headers: headers)
            } catch .other(_, isPassing: true) {
                do throws(TransportError) { try await pause(delay) } catch { throw EndpointFailure(error) }
                delay *= 3
            }
        }
        return try await getOnce(path, at: endpoint, headers: headers)
    }

    private func getOnce(
        _ path: String, at endpoint: RegistryEndpoint, headers: HTTPHeaders
    ) async throws(EndpointFailure) -> HTTPClientResponse {
        let known = spoken.withLock { $0[endpoint.authority] }
        let schemes = known.map { [$0] } ?? endpoint.schemes
        var unreachable = EndpointFailure.unreachable("no way to ask it")
        for scheme in schemes {
            do throws(EndpointFailure) {
                let response = try await getAuthorized(path, at: endpoint, scheme, headers: headers)
                spoken.withLock { $0[endpoint.authority] = scheme }
                return response
            } catch .unreachable(let reason) {
                // Of HTTPS and the HTTP that is tried after it, the first one's failure says more.
                if scheme == schemes.first { unreachable = .unreachable(reason) }
            }
        }
        throw unreachable
    }

    private func getAuthorized(
        _ path: String, at endpoint: RegistryEndpoint, _ scheme: RegistryEndpoint.Scheme, headers: HTTPHeaders
    ) async throws(EndpointFailure) -> HTTPClientResponse {
        var request = HTTPClientRequest(url: endpoint.url(scheme, path))
        request.headers = headers
        let known = grant(for: endpoint)
        if let known { request.headers.replaceOrAdd(name: "authorization", value: known) }
        let first = try await send(request)
        guard first.status == .unauthorized else { return try await checked(first) }
        let refusal = await first.words()
        let challenges = AuthChallenge.parse(first.headers["www-authenticate"])
        guard let header = try await answer(challenges, at: endpoint, scheme) else { throw .unauthorized(refusal) }
        request.headers.replaceOrAdd(name: "authorization", value: header)
        return try await checked(try await send(request))
    }

    private func send(_ request: HTTPClientRequest) async throws(EndpointFailure) -> HTTPClientResponse {
        do throws(TransportError) {
            return try await transport.send(request)
        } catch {
            throw EndpointFailure(error)
        }
    }

    private func checked(_ response: HTTPClientResponse) async throws(EndpointFailure) -> HTTPClientResponse {
        switch response.status.code {
        case 200..<300: return response
        case 404: throw .notFound(await response.words())
        case 401, 403: throw .unauthorized(await response.words())
        case 429, 500...: throw .other(await response.words(), isPassing: true)
        default: throw .other(await response.words(), isPassing: false)
        }
    }
}

extension RegistrySession {
    /// The Authorization header that an endpoint took lately.
    private func grant(for endpoint: RegistryEndpoint) -> String? {
        let now = ContinuousClock.now
        return grants.withLock { grants in
            guard let grant = grants[Self.key(endpoint)], grant.end > now else { return nil }
            return grant.header
        }
    }

    private static func key(_ endpoint: RegistryEndpoint) -> String { "\(endpoint.authority)/\(endpoint.repository)" }

    /// The Authorization header that answers one of the challenges, or nil where there are no fitting credentials.
    private func answer(
        _ challenges: [AuthChallenge], at endpoint: RegistryEndpoint, _ scheme: RegistryEndpoint.Scheme
    ) async throws(EndpointFailure) -> String? {
        let own: Credentials?
        do throws(RegistryError) {
            own = try await credentials.credentials(for: endpoint.authority, repository: endpoint.repository)
        } catch {
            throw .final(error)
        }
        for challenge in challenges {
            switch challenge {
            case .bearer(let realm, let service, let scope):
                try check(realm: realm, of: endpoint, scheme, credentials: own)
                let request = TokenClient.Request(
                    realm: realm, service: service, scope: scope ?? endpoint.pullScope, credentials: own)
                let token = try await TokenClient(transport: transport).token(for: request)
                return keep("Bearer \(token.value)", for: token.lifetime, endpoint)
            case .basic:
                guard case .password(let user, let password)? = own else { continue }
                var request = HTTPClientRequest(url: "https://localhost")
                request.setBasicAuth(username: user, password: password)
                guard let header = request.headers.first(name: "authorization") else { continue }
                return keep(header, for: .seconds(86400), endpoint)
            }
        }
        return nil
    }

    private func keep(_ header: String, for lifetime: Duration, _ endpoint: RegistryEndpoint) -> String {
        // A margin for the time that a request is under way.
        let end = ContinuousClock.now + lifetime - .seconds(10)
        grants.withLock { $0[Self.key(endpoint)] = Grant(header: header, end: end) }
        return header
    }

    /// Refuses to send a password in the clear because a host that speaks HTTPS asks for it.
    private func check(
        realm: String, of endpoint: RegistryEndpoint, _ scheme: RegistryEndpoint.Scheme, credentials: Credentials?
    ) throws(EndpointFailure) {
        guard let address = HTTPAddress(realm) else {
            throw .other("its token server \"\(realm)\" is no address", isPassing: false)
        }
        if credentials != nil, address.scheme == .http, scheme == .https, !isLoopback(address.authority) {
            throw .other("its token server \(realm) would get the password unencrypted", isPassing: false)
        }
    }
}
