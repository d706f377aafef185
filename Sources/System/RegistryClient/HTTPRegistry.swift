import AsyncHTTPClient
package import EnginePorts
import NIOCore
import NIOHTTP1
package import OCIFormat
import Synchronization

/// Registries over HTTP: mirrors in turn and then the registry itself, each with its own credentials.
///
/// Starts nothing before it is first asked.
package final class HTTPRegistry: ImageRegistry {
    private static let documentLimit = 16 << 20

    private let configuration: RegistryConfiguration
    private let transport: Transport
    private let session: RegistrySession
    private let gate: RequestGate
    /// Hosts that did not answer are asked after the others from then on.
    private let silent = Mutex<Set<String>>([])

    /// Takes how to reach registries and where credentials are; `environment` also has the proxies.
    package init(configuration: RegistryConfiguration, credentials: CredentialSources) {
        self.configuration = configuration
        transport = Transport(configuration: configuration, environment: credentials.environment)
        session = RegistrySession(transport: transport, credentials: CredentialStore(credentials))
        gate = RequestGate(width: configuration.blobsPerHost)
    }

    /// Ends all connections and waits for that; without it they end some time after the last reference is gone.
    package func shutdown() async {
        await transport.shutdown()
    }

    package func resolve(_ reference: ImageReference) async throws(RegistryError) -> ResolvedManifest {
        let name = reference.digest?.description ?? reference.tag ?? ImageReference.defaultTag
        let (answer, host) = try await document("manifests/\(name)", of: reference)
        let actual = Digest.sha256(of: answer.bytes)
        if let expected = reference.digest { try Self.check(answer.bytes, is: expected, host) }
        let descriptor = Descriptor(
            mediaType: try Self.mediaType(of: answer, host), digest: reference.digest ?? actual,
            size: Int64(answer.bytes.count))
        return ResolvedManifest(descriptor: descriptor, bytes: answer.bytes)
    }

    package func fetchDocument(
        _ descriptor: Descriptor, from reference: ImageReference
    ) async throws(RegistryError) -> [UInt8] {
        let isManifest = descriptor.mediaType.isManifest || descriptor.mediaType.isIndex
        let path = "\(isManifest ? "manifests" : "blobs")/\(descriptor.digest)"
        let (answer, host) = try await document(path, of: reference)
        try Self.check(answer.bytes, is: descriptor.digest, host)
        return answer.bytes
    }

    package func fetchBlob(
        _ descriptor: Descriptor, from reference: ImageReference,
        consume: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws(RegistryError) {
        var download = BlobDownload(descriptor, consume: consume)
        var asked = AskedHosts()
        for endpoint in endpoints(for: reference) {
            do throws(EndpointFailure) {
                try await fetch(&download, descriptor, at: endpoint)
                return try await Self.finishing(&download, endpoint.authority)
            } catch .final(let error) {
                throw error
            } catch {
                note(error, of: endpoint, in: &asked)
            }
        }
        throw asked.error(for: "\(descriptor.digest) of \(reference)")
    }
}

extension HTTPRegistry {
    private struct Answer {
        var bytes: [UInt8]
        var contentType: MediaType?
    }

    /// Fetches a small document from the first host that has it.
    private func document(
        _ path: String, of reference: ImageReference
    ) async throws(RegistryError) -> (Answer, host: String) {
        var asked = AskedHosts()
        for endpoint in endpoints(for: reference) {
            do throws(EndpointFailure) {
                return (try await document(path, at: endpoint), endpoint.authority)
            } catch .final(let error) {
                throw error
            } catch {
                note(error, of: endpoint, in: &asked)
            }
        }
        throw asked.error(for: reference.canonical)
    }

    private func document(_ path: String, at endpoint: RegistryEndpoint) async throws(EndpointFailure) -> Answer {
        let accepted = MediaType.acceptedManifests.map(\.rawValue) + ["*/*"]
        let headers: HTTPHeaders = path.hasPrefix("manifests") ? ["Accept": accepted.joined(separator: ", ")] : [:]
        let response = try await session.get(path, at: endpoint, headers: headers)
        do {
            let body = try await response.body.collect(upTo: Self.documentLimit)
            let type = response.headers.first(name: "content-type").map { MediaType(rawValue: $0) }
            return Answer(bytes: Array(body.readableBytesView), contentType: type)
        } catch is NIOTooManyBytesError {
            throw .other("its answer is longer than \(Self.documentLimit) bytes", isPassing: false)
        } catch {
            throw EndpointFailure(TransportError(error))
        }
    }

    /// Hosts in the order of asking.
    private func endpoints(for reference: ImageReference) -> [RegistryEndpoint] {
        let all = configuration.endpoints(for: reference)
        let silent = silent.withLock { $0 }
        return all.filter { !silent.contains($0.authority) } + all.filter { silent.contains($0.authority) }
    }

    private func note(_ failure: EndpointFailure, of endpoint: RegistryEndpoint, in asked: inout AskedHosts) {
        asked.append(endpoint.authority, failure)
        guard case .unreachable = failure else { return }
        silent.withLock { _ = $0.insert(endpoint.authority) }
    }

    /// The type that the answer has, or that the document gives itself where the host says nothing of use.
    private static func mediaType(of answer: Answer, _ host: String) throws(RegistryError) -> MediaType {
        if let type = answer.contentType, type.isIndex || type.isManifest { return type }
        struct Shape: Decodable {
            var schemaVersion: Int?
            var mediaType: MediaType?
            var manifests: [Descriptor]?
            var config: Descriptor?
        }
        let shape: Shape
        do {
            shape = try OCIDocument.decode(Shape.self, from: answer.bytes)
        } catch {
            let type = answer.contentType.map { "\($0)" } ?? "nothing known"
            throw .badAnswer(host: host, reason: "it gave \(type) where a manifest should be")
        }
        if let type = shape.mediaType, type.isIndex || type.isManifest { return type }
        if shape.schemaVersion == 1 {
            throw .badAnswer(host: host, reason: "it gave a manifest of schema 1, which is no longer in use")
        }
        if shape.manifests != nil { return .index }
        if shape.config != nil { return .manifest }
        throw .badAnswer(host: host, reason: "it gave JSON that is neither a manifest nor an index")
    }

    private static func check(_ bytes: [UInt8], is expected: Digest, _ host: String) throws(RegistryError) {
        var hasher = DigestHasher(algorithm: expected.algorithm)
        hasher.update(bytes)
        let actual = hasher.finish()
        guard actual == expected else { throw .digestMismatch(expected: expected, actual: actual, host: host) }
    }
}

extension HTTPRegistry {
    /// How often a connection may break without bringing anything new.
    private static let fruitlessAttempts = 4

    /// Fetches what is missing of a blob from one host, again and again as long as something comes.
    private func fetch(
        _ download: inout BlobDownload, _ descriptor: Descriptor, at endpoint: RegistryEndpoint
    ) async throws(EndpointFailure) {
        guard await gate.enter(endpoint.authority) else { throw .final(.cancelled) }
        defer { gate.leave(endpoint.authority) }
        var fruitless = 0
        repeat {
            let before = download.received
            let response = try await session.get(
                "blobs/\(descriptor.digest)", at: endpoint, headers: download.headers)
            do throws(RegistryError) {
                try await download.take(response, from: endpoint.authority)
            } catch {
                throw .final(error)
            }
            if download.isComplete { return }
            fruitless = download.received > before ? 0 : fruitless + 1
            do throws(TransportError) { try await pause(.milliseconds(200)) } catch { throw EndpointFailure(error) }
        } while fruitless < Self.fruitlessAttempts
        let progress = "\(download.received) of \(descriptor.size) bytes"
        throw .unreachable("it broke off after \(progress)")
    }

    private static func finishing(_ download: inout BlobDownload, _ host: String) async throws(EndpointFailure) {
        do throws(RegistryError) {
            try await download.finish(host: host)
        } catch {
            throw .final(error)
        }
    }
}
