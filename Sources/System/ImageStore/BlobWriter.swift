import EnginePorts
import OCIFormat
import SystemPackage

/// A blob that a task writes.
actor BlobWriter: BlobWriting {
    private let file: BlobFile

    init(_ path: FilePath, for layout: ImageLayout) throws(ImageStoreError) {
        file = try BlobFile(path, for: layout)
    }

    func write(_ bytes: [UInt8]) async throws(ImageStoreError) {
        try file.write(bytes)
    }

    func finish(expected: Digest?) async throws(ImageStoreError) -> (digest: Digest, size: Int64) {
        try file.finish(expected: expected)
    }

    func abandon() async {
        file.abandon()
    }
}
