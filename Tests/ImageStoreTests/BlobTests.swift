import EnginePorts
import Foundation
import OCIFormat
import Synchronization
import SystemPackage
import Testing

@testable import ImageStore

@Suite("Blobs of the store")
struct BlobTests {
    @Test("What is written in pieces is read back whole, and nothing stays in the temporary folder")
    func roundTrip() async throws {
        let space = try TestStore()
        let bytes = [UInt8](repeating: 7, count: 700_000) + [1, 2, 3]
        let writer = try await space.store.beginBlob()
        #expect(!space.store.hasBlob(.sha256(of: bytes)))
        try await writer.write(Array(bytes[..<300_000]))
        try await writer.write(Array(bytes[300_000...]))
        let (digest, size) = try await writer.finish(expected: nil)
        #expect(digest == .sha256(of: bytes) && size == 700_003)
        #expect(space.store.hasBlob(digest))
        let collected = Collected()
        try await space.store.readBlob(digest) { chunk in collected.bytes.withLock { $0 += chunk } }
        #expect(collected.bytes.withLock { $0 } == bytes)
        #expect(try space.leftovers().isEmpty)
    }

    @Test("Bytes of another digest are refused and dropped, and so is what is abandoned")
    func refused() async throws {
        let space = try TestStore()
        let writer = try await space.store.beginBlob()
        try await writer.write([1])
        let expected = Digest.sha256(of: [2])
        let error = await #expect(throws: ImageStoreError.self) { _ = try await writer.finish(expected: expected) }
        guard case .damagedBlob(expected, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let other = try await space.store.beginBlob()
        try await other.write([3])
        await other.abandon()
        #expect(try space.leftovers().isEmpty)
        #expect(!space.store.hasBlob(expected))
    }

    @Test("A damaged blob is named with its file, and writing it again mends it")
    func damaged() async throws {
        let space = try TestStore()
        let digest = try await space.putBlob(Array("whole".utf8))
        let file = space.path("images/blobs/sha256/\(digest.hex)").string
        try Data("hole".utf8).write(to: URL(fileURLWithPath: file))
        let damaged = ImageStoreError.damagedBlob(digest, path: file)
        await #expect(throws: damaged) { try await space.store.readDocument(digest) }
        await #expect(throws: damaged) { try await space.store.readBlob(digest) { _ in } }
        try await space.putBlob(Array("whole".utf8))
        #expect(try await space.store.readDocument(digest) == Array("whole".utf8))
    }

    @Test("A missing blob is named")
    func missing() async throws {
        let space = try TestStore()
        let digest = Digest.sha256(of: "nothing")
        await #expect(throws: ImageStoreError.missingBlob(digest)) { try await space.store.readDocument(digest) }
        await #expect(throws: ImageStoreError.missingBlob(digest)) { try await space.store.readBlob(digest) { _ in } }
    }

    @Test("A layer is packed while it is produced", arguments: LayerCompression.allCases)
    func putLayer(_ compression: LayerCompression) async throws {
        let space = try TestStore()
        let plain = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 >> 6) }
        let layer = try await space.store.putLayer(LayerPacking(compression)) { sink in
            try sink(Array(plain[..<1_000_000]))
            try sink(Array(plain[1_000_000...]))
        }
        #expect(layer.diffID == .sha256(of: plain))
        #expect(layer.descriptor.mediaType == compression.layerMediaType)
        #expect((layer.descriptor.digest == layer.diffID) == (compression == .uncompressed))
        #expect(space.store.hasBlob(layer.descriptor.digest))
        #expect(try space.leftovers().isEmpty)
    }

    @Test("A producer that fails leaves nothing")
    func producerFails() async throws {
        struct Broken: Error {}
        let space = try TestStore()
        await #expect(throws: ImageStoreError.producerFailed) {
            try await space.store.putLayer(LayerPacking(.gzip)) { sink in
                try sink([1, 2, 3])
                throw Broken()
            }
        }
        #expect(try space.leftovers().isEmpty)
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2024-02-29T12:00:00.5Z", 1_709_208_000.5),
            ("2024-02-29T14:00:00+02:00", 1_709_208_000), ("0001-01-01T00:00:00Z", -62_135_596_800), ("soon", nil),
            ("2024-13-01T00:00:00Z", nil),
        ] as [(String, Double?)])
    func times(_ text: String, seconds: Double?) {
        #expect(secondsSince1970(text) == seconds)
    }
}
