import EnginePorts
import NIOCore
import NIOHTTP1
import OCIFormat
import Synchronization
import Testing

@testable import RegistryClient

@Suite("Tokens")
struct TokenTests {
    /// A registry that wants the token `t` of a server, which is the same host.
    private func server(
        token: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Answer
    ) async throws -> ScriptedServer {
        try await ScriptedServer { request in
            if request.uri.hasPrefix("/token") { return token(request) }
            if request.headers.first(name: "authorization") == "Bearer t" {
                return .init(headers: ["content-type": MediaType.index.rawValue], body: Array("{}".utf8))
            }
            let host = request.headers.first(name: "host") ?? ""
            let challenge = #"Bearer realm="http://\#(host)/token",service="my registry",scope="repository:app:pull""#
            return .init(status: .unauthorized, headers: ["www-authenticate": challenge])
        }
    }

    private func resolve(_ server: ScriptedServer, auth: String? = nil, times: Int = 1) async throws {
        let settings = RegistryConfiguration.HostConfiguration(usesPlainHTTP: true)
        try await withClient(hosts: [server.authority: settings], auth: auth) { client in
            for _ in 0..<times {
                _ = try await client.resolve(try ImageReference(parsing: "\(server.authority)/app:1"))
            }
        }
    }

    @Test("Who has no credentials asks by GET, and a token is used again")
    func anonymous() async throws {
        let server = try await server { _ in .init(body: Array(#"{"access_token":"t","expires_in":300}"#.utf8)) }
        try await resolve(server, times: 2)
        #expect(
            server.requests.map { "\($0.method) \($0.uri)" } == [
                "GET /v2/app/manifests/1",
                "GET /token?service=my%20registry&scope=repository%3Aapp%3Apull",
                "GET /v2/app/manifests/1", "GET /v2/app/manifests/1",
            ])
        try await server.stop()
    }

    @Test("A password goes by POST, and by GET where the server doesn't know that")
    func password() async throws {
        let server = try await server { request in
            request.method == .POST ? .init(status: .methodNotAllowed) : .init(body: Array(#"{"token":"t"}"#.utf8))
        }
        try await resolve(server, auth: #"{"auths":{"\#(server.authority)":{"auth":"YTpi"}}}"#)
        let asked = server.requests.filter { $0.uri.hasPrefix("/token") }
        #expect(asked.map(\.method) == [.POST, .GET])
        #expect(
            asked.first?.body == """
                client_id=strata&scope=repository%3Aapp%3Apull&service=my%20registry&grant_type=password&username=a&password=b
                """)
        #expect(asked.last?.headers.first(name: "authorization") == "Basic YTpi")
        try await server.stop()
    }

    @Test("An identity token is traded for a token")
    func identityToken() async throws {
        let server = try await server { request in
            request.body.contains("grant_type=refresh_token&refresh_token=id")
                ? .init(body: Array(#"{"access_token":"t"}"#.utf8)) : .init(status: .unauthorized)
        }
        try await resolve(server, auth: #"{"auths":{"\#(server.authority)":{"identitytoken":"id"}}}"#)
        #expect(server.requests.count == 3)
        try await server.stop()
    }

    @Test("A token server that refuses is named")
    func refused() async throws {
        let server = try await server { _ in
            .init(
                status: .forbidden, headers: ["content-type": "application/json"],
                body: Array(#"{"details":"incorrect username or password"}"#.utf8))
        }
        let error = await #expect(throws: RegistryError.self) { try await resolve(server) }
        let words = """
            its token server http://\(server.authority)/token says 403 Forbidden: incorrect username or password
            """
        #expect(
            error
                == .unauthorized(
                    reference: "\(server.authority)/app:1", asked: [HostAnswer(host: server.authority, answer: words)]))
        try await server.stop()
    }
}
