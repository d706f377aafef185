import EnginePorts
import OCIFormat
import SystemPackage

/// A layout of someone else's, only read.
struct LayoutReader: ImageLayoutReading {
    private let layout: ImageLayout
    private let index: ImageIndex

    /// Opens a layout; throws where the folder is none.
    init(_ folder: FilePath) throws(ImageStoreError) {
        layout = ImageLayout(folder: folder)
        guard LayoutFiles.isFolder(folder) else {
            let isFile = LayoutFiles.size(of: folder) != nil
            throw .notAnImage(
                path: folder.string,
                reason: isFile ? "it is a file; an archive has to be unpacked first" : "there is nothing")
        }
        guard LayoutFiles.size(of: layout.markerPath) != nil else {
            throw .notAnImage(path: folder.string, reason: "it has no file oci-layout")
        }
        index = try layout.readIndex()
    }

    func resolve(tag: String?, digest: Digest?) async throws(ImageStoreError) -> ResolvedManifest {
        let descriptor = try find(tag: tag, digest: digest)
        return ResolvedManifest(
            descriptor: ImageName.bare(descriptor), bytes: try layout.readDocument(descriptor.digest))
    }

    func readDocument(_ digest: Digest) async throws(ImageStoreError) -> [UInt8] {
        try layout.readDocument(digest)
    }

    func readBlob(
        _ digest: Digest, consume: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws(ImageStoreError) {
        try await layout.readBlob(digest, awaiting: consume)
    }

    private func find(tag: String?, digest: Digest?) throws(ImageStoreError) -> Descriptor {
        if let digest { return try find(digest) }
        let images = index.manifests.filter { !$0.isAttestation }
        if tag == nil, images.count == 1 { return images[0] }
        let tag = tag ?? ImageReference.defaultTag
        guard let found = images.first(where: { ImageName.tags(of: $0).contains(tag) }) else {
            let known = Set(images.compactMap { ImageName.tags(of: $0).first })
            throw .unknownTag(tag, path: layout.folder.string, known: known.sorted())
        }
        return found
    }

    /// Looks in the index first, and then takes the blob for what it says it is.
    private func find(_ digest: Digest) throws(ImageStoreError) -> Descriptor {
        if let listed = index.manifests.first(where: { $0.digest == digest }) { return listed }
        struct Shape: Decodable {
            var mediaType: MediaType?
            var manifests: [Descriptor]?
        }
        let bytes = try layout.readDocument(digest)
        let path = layout.path(of: digest).string
        do {
            let shape = try OCIDocument.decode(Shape.self, from: bytes)
            let type = shape.mediaType ?? (shape.manifests == nil ? .manifest : .index)
            return Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count))
        } catch {
            throw .notAnImage(path: path, reason: error.description)
        }
    }
}
