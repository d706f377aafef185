import EnginePorts
import OCIFormat
import Synchronization

@testable import RegistryClient

/// Runs a body with a client that knows no credentials but those given, and ends the client's connections after it.
@discardableResult
func withClient<Result>(
    hosts: [String: RegistryConfiguration.HostConfiguration] = [:], auth: String? = nil,
    _ body: (HTTPRegistry) async throws -> Result
) async throws -> Result {
    let sources = CredentialSources(environment: auth.map { ["DOCKER_AUTH_CONFIG": $0] } ?? [:], home: nil) { _, _, _ in
        CredentialHelperOutput(exitCode: 1, output: [])
    }
    let client = HTTPRegistry(configuration: RegistryConfiguration(hosts: hosts), credentials: sources)
    do {
        let result = try await body(client)
        await client.shutdown()
        return result
    } catch {
        await client.shutdown()
        throw error
    }
}

extension HTTPRegistry {
    /// A whole blob at once.
    func blob(_ descriptor: Descriptor, from reference: ImageReference) async throws(RegistryError) -> [UInt8] {
        let collected = Collected()
        try await fetchBlob(descriptor, from: reference) { chunk in collected.bytes.withLock { $0 += chunk } }
        return collected.bytes.withLock { $0 }
    }

    private final class Collected: Sendable {
        let bytes = Mutex<[UInt8]>([])
    }
}

/// Bytes that differ from place to place.
func patterned(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
}
