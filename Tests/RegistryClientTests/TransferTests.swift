import EnginePorts
import NIOHTTP1
import OCIFormat
import Testing

@testable import RegistryClient

@Suite("Transfers that don't go smoothly")
struct TransferTests {
    private func reference(_ server: ScriptedServer) throws -> ImageReference {
        try ImageReference(parsing: "\(server.authority)/app:1")
    }

    @Test("A broken connection is taken up where it broke")
    func resume() async throws {
        let bytes = patterned(1_000_000)
        let server = try await ScriptedServer { request in
            guard let range = request.headers.first(name: "range") else {
                return .init(body: bytes, breaksAfter: 300_000)
            }
            let start = Int(range.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
            let headers: HTTPHeaders = ["content-range": "bytes \(start)-999999/1000000"]
            let rest = Array(bytes[start...])
            return .init(
                status: .partialContent, headers: headers, body: rest, breaksAfter: start < 600_000 ? 300_000 : nil)
        }
        let got = try await withClient { client in
            try await client.blob(Descriptor(mediaType: .layer, content: bytes), from: try reference(server))
        }
        #expect(got == bytes)
        // What was under way when a connection broke may be lost, so where exactly it goes on isn't certain.
        let starts = server.requests.compactMap { request in
            request.headers.first(name: "range").flatMap { Int($0.dropFirst(6).dropLast()) }
        }
        #expect(starts.count >= 2 && starts == starts.sorted() && starts.allSatisfy { $0 > 0 })
        try await server.stop()
    }

    @Test("A host that ignores ranges sends all again, and nothing is handed on twice")
    func resumeWithoutRanges() async throws {
        let bytes = patterned(500_000)
        let server = try await ScriptedServer { request in
            .init(body: bytes, breaksAfter: request.headers.contains(name: "range") ? nil : 200_000)
        }
        let got = try await withClient { client in
            try await client.blob(Descriptor(mediaType: .layer, content: bytes), from: try reference(server))
        }
        #expect(got == bytes)
        try await server.stop()
    }

    @Test("Wrong bytes are refused")
    func wrongBytes() async throws {
        let server = try await ScriptedServer { _ in .init(body: Array("evil".utf8)) }
        let wanted = Descriptor(mediaType: .layer, content: Array("good".utf8))
        let mismatch = RegistryError.digestMismatch(
            expected: wanted.digest, actual: .sha256(of: "evil"), host: server.authority)
        try await withClient { client in
            await #expect(throws: mismatch) { try await client.blob(wanted, from: try reference(server)) }
            await #expect(throws: mismatch) { try await client.fetchDocument(wanted, from: try reference(server)) }
        }
        try await server.stop()
    }

    @Test("A consumer that fails ends the transfer")
    func consumer() async throws {
        struct Full: Error {}
        let server = try await ScriptedServer { _ in .init(body: patterned(10)) }
        let wanted = Descriptor(mediaType: .layer, content: patterned(10))
        try await withClient { client in
            await #expect(throws: RegistryError.consumerFailed) {
                try await client.fetchBlob(wanted, from: try reference(server)) { _ in throw Full() }
            }
        }
        try await server.stop()
    }

    @Test("A redirect to another host doesn't take the password along")
    func redirect() async throws {
        let storage = try await ScriptedServer { _ in .init(body: [7]) }
        let target = "http://\(storage.authority)/bucket/x?signature=1"
        let server = try await ScriptedServer { request in
            guard request.headers.contains(name: "authorization") else {
                return .init(status: .unauthorized, headers: ["www-authenticate": "Basic realm=\"r\""])
            }
            return .init(status: .temporaryRedirect, headers: ["location": target])
        }
        let auth = #"{"auths":{"\#(server.authority)":{"auth":"YTpi"}}}"#
        let got = try await withClient(auth: auth) { client in
            try await client.blob(Descriptor(mediaType: .layer, content: [7]), from: try reference(server))
        }
        #expect(got == [7])
        #expect(storage.requests.map(\.uri) == ["/bucket/x?signature=1"])
        #expect(storage.requests.allSatisfy { !$0.headers.contains(name: "authorization") })
        try await server.stop()
        try await storage.stop()
    }

    @Test("The next host is asked where a mirror is silent or has nothing, and all are named in the end")
    func fallback() async throws {
        let dead = try await ScriptedServer { _ in .init() }
        try await dead.stop()
        let empty = try await ScriptedServer { _ in .init(status: .notFound) }
        let full = try await ScriptedServer { _ in
            .init(headers: ["content-type": MediaType.index.rawValue], body: Array(#"{"manifests":[]}"#.utf8))
        }
        var hosts: [String: RegistryConfiguration.HostConfiguration] = [
            full.authority: .init(mirrors: [dead.authority, empty.authority], usesPlainHTTP: true),
            dead.authority: .init(usesPlainHTTP: true), empty.authority: .init(usesPlainHTTP: true),
        ]
        try await withClient(hosts: hosts) { client in
            let resolved = try await client.resolve(try reference(full))
            #expect(resolved.descriptor.mediaType == .index)
        }
        try await full.stop()
        hosts[full.authority]?.mirrors = [dead.authority]
        let name = try reference(full)
        let refused = "connection refused"
        try await withClient(hosts: hosts) { client in
            let asked = [
                HostAnswer(host: dead.authority, answer: refused), .init(host: full.authority, answer: refused),
            ]
            await #expect(throws: RegistryError.unreachable(reference: name.canonical, asked: asked)) {
                try await client.resolve(name)
            }
        }
        try await empty.stop()
    }

    @Test("HTTPS is not given up where it was not said to be plain", .timeLimit(.minutes(10)))
    func noDowngrade() async throws {
        let server = try await ScriptedServer { _ in .init() }
        let hosts: [String: RegistryConfiguration.HostConfiguration] = [server.authority: .init(usesPlainHTTP: false)]
        try await withClient(hosts: hosts) { client in
            let name = try reference(server)
            let asked = [HostAnswer(host: server.authority, answer: "it doesn't speak TLS")]
            await #expect(throws: RegistryError.unreachable(reference: name.canonical, asked: asked)) {
                try await client.resolve(name)
            }
        }
        #expect(server.requests.isEmpty)
        try await server.stop()
    }

    @Test("A cancelled task ends its transfer")
    func cancellation() async throws {
        let server = try await ScriptedServer { _ in .init(body: patterned(100), breaksAfter: 50) }
        let wanted = Descriptor(mediaType: .layer, content: patterned(100))
        let name = try reference(server)
        try await withClient { client in
            await withTaskGroup(of: RegistryError?.self) { group in
                group.addTask {
                    do throws(RegistryError) { _ = try await client.blob(wanted, from: name) } catch { return error }
                    return nil
                }
                group.cancelAll()
                #expect(await group.next() == .cancelled)
            }
        }
        try await server.stop()
    }

    @Test("A client that is only let go of ends by itself")
    func letGo() async throws {
        let server = try await ScriptedServer { _ in .init(body: [1]) }
        let sources = CredentialSources(environment: [:], home: nil) { _, _, _ in
            CredentialHelperOutput(exitCode: 1, output: [])
        }
        do {
            let client = HTTPRegistry(configuration: RegistryConfiguration(), credentials: sources)
            #expect(
                try await client.blob(Descriptor(mediaType: .layer, content: [1]), from: try reference(server)) == [1])
        }
        try await server.stop()
    }
}
