import EnginePorts
import SystemPackage
import Testing

@testable import RegistryClient

@Suite("Credentials are found as Docker finds them")
struct CredentialStoreTests {
    private func store(
        _ json: String,
        helper: @escaping CredentialHelper = { _, _, _ in CredentialHelperOutput(exitCode: 1, output: []) }
    ) -> CredentialStore {
        CredentialStore(
            CredentialSources(environment: ["DOCKER_AUTH_CONFIG": json], home: nil, helper: helper))
    }

    @Test(
        arguments: [
            ("registry-1.docker.io", "library/alpine", Credentials.password(user: "hub", password: "p:1")),
            ("gcr.io", "a/b", .identityToken("t")),
            ("quay.io", "org/app", .password(user: "org", password: "x")),
            ("quay.io", "orgs/app", .password(user: "all", password: "x")),
            ("other.example", "a", nil),
        ] as [(String, String, Credentials?)])
    func auths(_ host: String, _ repository: String, expected: Credentials?) async throws {
        let store = store(
            """
            {"auths": {"https://index.docker.io/v1/": {"auth": "aHViOnA6MQ=="}, "gcr.io": {"identitytoken": "t"},
             "quay.io": {"username": "all", "password": "x"}, "quay.io/org": {"username": "org", "password": "x"}}}
            """)
        #expect(try await store.credentials(for: host, repository: repository) == expected)
    }

    @Test("A helper of the server comes before the store of all, and that before the file")
    func helpers() async throws {
        let json = """
            {"auths": {"a.example": {"username": "file", "password": "x"}, "c.example": {"username": "c", "password": "x"}},
             "credsStore": "all", "credHelpers": {"b.example": "own"}}
            """
        let store = store(json) { program, arguments, server in
            guard arguments == ["get"], server != "c.example" else {
                return CredentialHelperOutput(
                    exitCode: 1, output: Array("credentials not found in native keychain".utf8))
            }
            let user = server == "a.example" ? "<token>" : program
            let answer = #"{"ServerURL": "\#(server)", "Username": "\#(user)", "Secret": "s"}"#
            return CredentialHelperOutput(exitCode: 0, output: Array(answer.utf8))
        }
        let own = try await store.credentials(for: "b.example", repository: "r")
        #expect(own == .password(user: "docker-credential-own", password: "s"))
        #expect(try await store.credentials(for: "a.example", repository: "r") == .identityToken("s"))
        #expect(try await store.credentials(for: "c.example", repository: "r") == .password(user: "c", password: "x"))
    }

    @Test("What can't be read is named")
    func mistakes() async throws {
        let broken = await #expect(throws: RegistryError.self) {
            try await store("{").credentials(for: "a", repository: "r")
        }
        #expect(broken.map { "\($0)".contains("$DOCKER_AUTH_CONFIG") } == true)
        await #expect(
            throws: RegistryError.badCredentials(
                source: "$DOCKER_AUTH_CONFIG", reason: "\"auth\" of a is no base64 of user:password")
        ) {
            try await store(#"{"auths":{"a":{"auth":"%%"}}}"#).credentials(for: "a", repository: "r")
        }
        await #expect(
            throws: RegistryError.badCredentials(
                source: "$DOCKER_AUTH_CONFIG", reason: "docker-credential-x ended with 2: locked")
        ) {
            try await store(#"{"credsStore":"x"}"#) { _, _, _ in
                CredentialHelperOutput(exitCode: 2, output: Array("locked".utf8))
            }.credentials(for: "a", repository: "r")
        }
    }
}
