import Testing

@testable import RegistryClient

@Suite("What a registry asks for in WWW-Authenticate")
struct AuthChallengeTests {
    @Test(arguments: [
        (
            #"Bearer realm="https://auth.example/token",service="reg,istry",scope="repository:a/b:pull,push""#,
            [
                AuthChallenge.bearer(
                    realm: "https://auth.example/token", service: "reg,istry", scope: "repository:a/b:pull,push")
            ]
        ),
        (#"Basic realm="Registry Realm""#, [.basic]),
        (#"bearer realm=http://t, error="x \" y""#, [.bearer(realm: "http://t", service: nil, scope: nil)]),
        (
            #"Negotiate abc, Basic realm="a", Bearer realm="b""#,
            [.basic, .bearer(realm: "b", service: nil, scope: nil)]
        ),
        ("Bearer", []), ("", []), ("=,=,", []),
    ])
    func headers(_ line: String, challenges: [AuthChallenge]) {
        #expect(AuthChallenge.parse([line]) == challenges)
    }
}
