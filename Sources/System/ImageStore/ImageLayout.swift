import EnginePorts
import LinuxSystem
import OCIFormat
import SystemPackage

/// An OCI image layout on disk, read: where its blobs are and what they hold (OCI image spec, image layout).
struct ImageLayout: Sendable {
    /// How much of a blob is read at a time.
    static let chunkSize = 256 << 10
    /// What a document may have at most; manifests and configs are far smaller.
    static let documentLimit: Int64 = 64 << 20
    /// The contents of the file that tells a layout from another folder.
    static let marker = Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)

    /// The folder with `oci-layout`, `index.json` and `blobs`.
    let folder: FilePath

    var markerPath: FilePath { folder.appending("oci-layout") }
    var indexPath: FilePath { folder.appending("index.json") }

    /// Where the blobs of an algorithm are.
    func blobFolder(_ algorithm: Digest.Algorithm) -> FilePath {
        folder.appending("blobs").appending(algorithm.rawValue)
    }

    /// Where a blob is, be it there or not.
    func path(of digest: Digest) -> FilePath {
        blobFolder(digest.algorithm).appending(digest.hex)
    }

    /// Whether a blob is there.
    func hasBlob(_ digest: Digest) -> Bool {
        LayoutFiles.size(of: path(of: digest)) != nil
    }

    /// The index; throws where there is none.
    func readIndex() throws(ImageStoreError) -> ImageIndex {
        guard let bytes = try LayoutFiles.read(indexPath) else {
            throw .notAnImage(path: folder.string, reason: "it has no index.json")
        }
        return try decode(ImageIndex.self, bytes, path: indexPath)
    }

    /// The bytes of a small blob, checked.
    func readDocument(_ digest: Digest) throws(ImageStoreError) -> [UInt8] {
        let path = path(of: digest)
        if let size = LayoutFiles.size(of: path), size > Self.documentLimit {
            throw .notAnImage(path: path.string, reason: "a document of \(size) bytes is none")
        }
        guard let bytes = try LayoutFiles.read(path) else { throw .missingBlob(digest) }
        var hasher = DigestHasher(algorithm: digest.algorithm)
        hasher.update(bytes)
        guard hasher.finish() == digest else { throw .damagedBlob(digest, path: path.string) }
        return bytes
    }

    /// Decodes a document of the layout.
    func document<Document: Decodable>(
        _ type: Document.Type, _ descriptor: Descriptor
    ) throws(ImageStoreError) -> Document {
        try decode(type, try readDocument(descriptor.digest), path: path(of: descriptor.digest))
    }

    /// Reads a blob chunk by chunk, checked at its end.
    func readBlob(
        _ digest: Digest, consume: ([UInt8]) throws(ImageStoreError) -> Void
    ) throws(ImageStoreError) {
        let file = try open(digest)
        defer { file.closeQuietly() }
        var hasher = DigestHasher(algorithm: digest.algorithm)
        while let chunk = try nextChunk(of: file, digest) {
            hasher.update(chunk)
            try consume(chunk)
        }
        guard hasher.finish() == digest else { throw .damagedBlob(digest, path: path(of: digest).string) }
    }

    /// Reads a blob chunk by chunk for a consumer that may wait, checked at its end.
    func readBlob(
        _ digest: Digest, awaiting consume: @Sendable ([UInt8]) async throws -> Void
    ) async throws(ImageStoreError) {
        let file = try open(digest)
        defer { file.closeQuietly() }
        var hasher = DigestHasher(algorithm: digest.algorithm)
        while let chunk = try nextChunk(of: file, digest) {
            hasher.update(chunk)
            do {
                try await consume(chunk)
            } catch {
                throw .consumerFailed
            }
        }
        guard hasher.finish() == digest else { throw .damagedBlob(digest, path: path(of: digest).string) }
    }

    private func open(_ digest: Digest) throws(ImageStoreError) -> FileDescriptor {
        let path = path(of: digest)
        do {
            return try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
        } catch Errno.noSuchFileOrDirectory {
            throw .missingBlob(digest)
        } catch {
            throw LayoutFiles.failure("open", path, (error as? Errno) ?? .ioError)
        }
    }

    private func nextChunk(of file: FileDescriptor, _ digest: Digest) throws(ImageStoreError) -> [UInt8]? {
        try LayoutFiles.perform("read", path(of: digest)) {
            try LayoutFiles.nextChunk(of: file, size: Self.chunkSize)
        }
    }

    private func decode<Document: Decodable>(
        _ type: Document.Type, _ bytes: [UInt8], path: FilePath
    ) throws(ImageStoreError) -> Document {
        do {
            return try OCIDocument.decode(type, from: bytes)
        } catch {
            throw .notAnImage(path: path.string, reason: error.description)
        }
    }
}
