import AsyncHTTPClient
import EnginePorts
import NIOCore
import NIOHTTP1
import OCIFormat

/// One blob on its way: what has come so far, so that another connection or another host can go on from there.
struct BlobDownload {
    /// Takes the bytes in order.
    typealias Consumer = @Sendable ([UInt8]) async throws -> Void

    private static let chunkSize = 256 << 10

    private let descriptor: Descriptor
    private let consume: Consumer
    private var hasher: DigestHasher
    private var pending: [UInt8] = []
    /// Bytes that came, of which `pending` are not yet consumed.
    private(set) var received: Int64 = 0

    init(_ descriptor: Descriptor, consume: @escaping Consumer) {
        self.descriptor = descriptor
        self.consume = consume
        hasher = DigestHasher(algorithm: descriptor.digest.algorithm)
    }

    /// Whether all bytes have come.
    var isComplete: Bool { received == descriptor.size }

    /// The header that asks for what is missing.
    var headers: HTTPHeaders {
        received == 0 ? [:] : ["Range": "bytes=\(received)-"]
    }

    /// Takes what an answer holds; returns when it ends or breaks off, whether or not all has come.
    mutating func take(_ response: HTTPClientResponse, from host: String) async throws(RegistryError) {
        var toSkip = response.status == .partialContent ? try overlap(of: response, host) : received
        var parts = response.body.makeAsyncIterator()
        while var part = try await next(&parts) {
            let skipped = min(toSkip, Int64(part.readableBytes))
            part.moveReaderIndex(forwardBy: Int(skipped))
            toSkip -= skipped
            try await take(part, from: host)
        }
        try await flush()
    }

    /// Hands on the rest and checks the whole.
    mutating func finish(host: String) async throws(RegistryError) {
        try await flush()
        let actual = hasher.finish()
        guard actual == descriptor.digest else {
            throw .digestMismatch(expected: descriptor.digest, actual: actual, host: host)
        }
    }

    /// The next part, or nil at the end, be it the real one or that of a broken connection.
    private func next(
        _ parts: inout HTTPClientResponse.Body.AsyncIterator
    ) async throws(RegistryError) -> ByteBuffer? {
        do {
            return try await parts.next()
        } catch {
            if TransportError(error) == .cancelled || Task.isCancelled { throw .cancelled }
            return nil
        }
    }

    private mutating func take(_ part: ByteBuffer, from host: String) async throws(RegistryError) {
        guard part.readableBytes > 0 else { return }
        received += Int64(part.readableBytes)
        guard received <= descriptor.size else {
            let reason = "\(descriptor.digest) has more than its \(descriptor.size) bytes"
            throw .badAnswer(host: host, reason: reason)
        }
        part.withUnsafeReadableBytes { bytes in
            hasher.update(bytes)
            pending.append(contentsOf: bytes)
        }
        if pending.count >= Self.chunkSize { try await flush() }
    }

    private mutating func flush() async throws(RegistryError) {
        guard !pending.isEmpty else { return }
        let chunk = pending
        pending = []
        pending.reserveCapacity(Self.chunkSize + 65536)
        do {
            try await consume(chunk)
        } catch {
            throw .consumerFailed
        }
    }

    /// How many bytes of a partial answer are already here; its `Content-Range` begins at or before what is missing.
    private func overlap(of response: HTTPClientResponse, _ host: String) throws(RegistryError) -> Int64 {
        let range = response.headers.first(name: "content-range") ?? ""
        let start = range.drop { !$0.isNumber }.prefix { $0.isNumber }
        guard let start = Int64(start), start <= received else {
            throw .badAnswer(host: host, reason: "it answered a request for the rest with the range \"\(range)\"")
        }
        return received - start
    }
}
