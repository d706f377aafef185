import AsyncHTTPClient
import EnginePorts
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// Gets tokens from a registry's token server (distribution spec, "Token Authentication" and "OAuth2").
struct TokenClient: Sendable {
    /// What is asked for.
    struct Request: Sendable {
        /// The token server's address.
        var realm: String
        /// The registry's name for itself.
        var service: String?
        /// What the token is to allow.
        var scope: String
        /// Who asks; nil for nobody in particular.
        var credentials: Credentials?
    }

    /// A token and how long it is good for.
    struct Token: Sendable {
        var value: String
        var lifetime: Duration
    }

    let transport: Transport

    /// Asks for a token: with credentials by POST, where the server knows that, else by GET.
    func token(for request: Request) async throws(EndpointFailure) -> Token {
        if case .registryToken(let token)? = request.credentials {
            return Token(value: token, lifetime: .seconds(3600))
        }
        if let form = Self.form(for: request) {
            let response = try await send(Self.post(form, to: request.realm))
            if response.status.isSuccess { return try await decode(response, realm: request.realm) }
            let mayKnowGet = [400, 401, 404, 405].contains(response.status.code) && !request.hasIdentityToken
            guard mayKnowGet else { throw await refusal(response, realm: request.realm) }
        }
        let response = try await send(Self.get(request))
        guard response.status.isSuccess else { throw await refusal(response, realm: request.realm) }
        return try await decode(response, realm: request.realm)
    }

    /// The form of a POST; nil without credentials, which only GET may do.
    private static func form(for request: Request) -> String? {
        var fields = [("client_id", "strata"), ("scope", request.scope)]
        if let service = request.service { fields.append(("service", service)) }
        switch request.credentials {
        case .password(let user, let password)?:
            fields += [("grant_type", "password"), ("username", user), ("password", password)]
        case .identityToken(let token)?:
            fields += [("grant_type", "refresh_token"), ("refresh_token", token)]
        case .registryToken?, nil: return nil
        }
        return fields.map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&")
    }

    private static func post(_ form: String, to realm: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: realm)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.body = .bytes(Array(form.utf8))
        return request
    }

    private static func get(_ request: Request) -> HTTPClientRequest {
        var query = request.scope.split(separator: " ").map { "scope=\(percentEncoded($0))" }
        if let service = request.service { query.insert("service=\(percentEncoded(service))", at: 0) }
        if case .password(let user, _)? = request.credentials { query.append("account=\(percentEncoded(user))") }
        let separator = request.realm.contains("?") ? "&" : "?"
        var result = HTTPClientRequest(url: request.realm + separator + query.joined(separator: "&"))
        if case .password(let user, let password)? = request.credentials {
            result.setBasicAuth(username: user, password: password)
        }
        return result
    }

    private func send(_ request: HTTPClientRequest) async throws(EndpointFailure) -> HTTPClientResponse {
        do throws(TransportError) {
            return try await transport.send(request)
        } catch {
            guard case .failed(let reason, _) = error else { throw .final(.cancelled) }
            throw .unreachable("its token server \(request.url.prefix { $0 != "?" }): \(reason)")
        }
    }

    private func refusal(_ response: HTTPClientResponse, realm: String) async -> EndpointFailure {
        let words = "its token server \(realm) says \(await response.words())"
        let isPassing = response.status.code == 429 || response.status.code >= 500
        return isPassing ? .other(words, isPassing: true) : .unauthorized(words)
    }

    private func decode(_ response: HTTPClientResponse, realm: String) async throws(EndpointFailure) -> Token {
        struct Answer: Decodable {
            var token: String?
            var access_token: String?
            var expires_in: Int64?
        }
        do {
            let body = try await response.body.collect(upTo: 1 << 20)
            let answer = try JSONDecoder().decode(Answer.self, from: Data(body.readableBytesView))
            guard let value = answer.token ?? answer.access_token, !value.isEmpty else {
                throw EndpointFailure.other("its token server \(realm) gave no token", isPassing: false)
            }
            return Token(value: value, lifetime: .seconds(max(answer.expires_in ?? 60, 60)))
        } catch let failure as EndpointFailure {
            throw failure
        } catch is CancellationError {
            throw .final(.cancelled)
        } catch {
            throw .other("its token server \(realm) gave no readable answer: \(error)", isPassing: false)
        }
    }
}

extension TokenClient.Request {
    fileprivate var hasIdentityToken: Bool {
        if case .identityToken? = credentials { true } else { false }
    }
}
