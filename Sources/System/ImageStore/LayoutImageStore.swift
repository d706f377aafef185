package import EnginePorts
package import OCIFormat
import Synchronization
package import SystemPackage

/// The store's images in an OCI image layout, which any OCI tool reads.
///
/// Several processes may use one layout: blobs appear whole by rename, and index.json changes under a lock.
package final class LayoutImageStore: ImageStorage {
    let layout: ImageLayout
    private let temporary: FilePath

    /// Opens the layout in a folder, making what is missing of it.
    ///
    /// `temporary` is a folder on the same filesystem, where files lie until they are whole.
    package init(folder: FilePath, temporary: FilePath) throws(ImageStoreError) {
        layout = ImageLayout(folder: folder)
        self.temporary = temporary
        try LayoutFiles.makeFolders(layout.blobFolder(.sha256))
        try LayoutFiles.makeFolders(temporary)
        if LayoutFiles.size(of: layout.markerPath) == nil {
            try LayoutFiles.replace(layout.markerPath, with: ImageLayout.marker, by: temporaryPath())
        }
        guard LayoutFiles.size(of: layout.indexPath) == nil else { return }
        // Another process may be doing the same, and may have named an image already.
        try changeIndex { _ in }
    }

    /// A new name in the temporary folder, which no other process that uses the folder makes.
    func temporaryPath() -> FilePath {
        temporary.appending("image-\(String(UInt64.random(in: 0 ... .max), radix: 36))")
    }

    package func hasBlob(_ digest: Digest) -> Bool {
        layout.hasBlob(digest)
    }

    package func beginBlob() async throws(ImageStoreError) -> any BlobWriting {
        try BlobWriter(temporaryPath(), for: layout)
    }

    package func putLayer(
        _ packing: LayerPacking,
        produce: @escaping @Sendable (_ sink: @escaping @Sendable ([UInt8]) throws -> Void) async throws -> Void
    ) async throws(ImageStoreError) -> LayerBlob {
        // The lock is never waited for: one thread writes, and it has ended when the layer is finished.
        let packer = Mutex(try LayerPacker(packing, into: temporaryPath(), of: layout))
        let failure = Mutex<ImageStoreError?>(nil)
        do {
            try await produce { bytes in
                do {
                    try packer.withLock { try $0.write(bytes) }
                } catch {
                    failure.withLock { $0 = error as? ImageStoreError }
                    throw error
                }
            }
        } catch {
            packer.withLock { $0.abandon() }
            throw failure.withLock { $0 } ?? .producerFailed
        }
        return try LayoutFiles.perform("compress", layout.folder) { try packer.withLock { try $0.finish() } }
    }

    package func putDocument(_ bytes: [UInt8], mediaType: MediaType) async throws(ImageStoreError) -> Descriptor {
        try put(bytes, mediaType: mediaType)
    }

    /// Stores a small document; one that is there already with the right size is left alone.
    func put(_ bytes: [UInt8], mediaType: MediaType) throws(ImageStoreError) -> Descriptor {
        let descriptor = Descriptor(mediaType: mediaType, content: bytes)
        let path = layout.path(of: descriptor.digest)
        if LayoutFiles.size(of: path) != descriptor.size {
            try LayoutFiles.replace(path, with: bytes, by: temporaryPath())
        }
        return descriptor
    }

    package func readDocument(_ digest: Digest) async throws(ImageStoreError) -> [UInt8] {
        try layout.readDocument(digest)
    }

    package func readBlob(
        _ digest: Digest, consume: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws(ImageStoreError) {
        try await layout.readBlob(digest, awaiting: consume)
    }

    package func openLayout(_ folder: FilePath) async throws(ImageStoreError) -> any ImageLayoutReading {
        try LayoutReader(folder)
    }
}
