import EnginePorts
import OCIFormat
import SystemPackage

/// Copies all images of a layout in a folder into the store.
struct LayoutCopy {
    private let source: ImageLayout
    private let store: LayoutImageStore

    init(from folder: FilePath, into store: LayoutImageStore) throws(ImageStoreError) {
        source = ImageLayout(folder: folder)
        self.store = store
        guard LayoutFiles.size(of: source.markerPath) != nil else {
            throw .notAnImage(path: folder.string, reason: "it has no file oci-layout")
        }
    }

    func load() throws(ImageStoreError) -> [FoundImage] {
        let entries = try source.readIndex().manifests.filter { !$0.isAttestation }
        guard !entries.isEmpty else { throw .notAnImage(path: source.folder.string, reason: "it lists no image") }
        for entry in entries {
            let contents = try ImageContents(of: entry, in: source)
            // Children before parents, so that whatever is visible is complete.
            for blob in contents.blobs.reversed() { try copy(blob) }
        }
        return FoundImage.grouping(entries)
    }

    private func copy(_ blob: Descriptor) throws(ImageStoreError) {
        guard LayoutFiles.size(of: store.layout.path(of: blob.digest)) != blob.size else { return }
        let file = try BlobFile(store.temporaryPath(), for: store.layout, algorithm: blob.digest.algorithm)
        try source.readBlob(blob.digest) { chunk throws(ImageStoreError) in try file.write(chunk) }
        _ = try file.finish(expected: blob.digest)
    }
}

/// An image of a layout or an archive with the names that it has there, perhaps none.
struct FoundImage {
    var descriptor: Descriptor
    var names: [ImageReference]

    /// One image for each manifest of an index, with all its names, in the order of the index.
    static func grouping(_ entries: [Descriptor]) -> [FoundImage] {
        var images: [FoundImage] = []
        for entry in entries {
            let names = ImageName.reference(of: entry).map { [$0] } ?? []
            if let known = images.firstIndex(where: { $0.descriptor.digest == entry.digest }) {
                images[known].names += names
            } else {
                images.append(FoundImage(descriptor: ImageName.bare(entry), names: names))
            }
        }
        return images
    }
}
