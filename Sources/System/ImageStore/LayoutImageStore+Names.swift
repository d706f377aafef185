package import EnginePorts
package import OCIFormat
import SystemPackage

/// Names of images: the entries of index.json.
extension LayoutImageStore {
    package func tag(_ descriptor: Descriptor, as reference: ImageReference) async throws(ImageStoreError) {
        try name(descriptor, reference)
    }

    /// Gives an image a name, taking it from another one if needed.
    func name(_ descriptor: Descriptor, _ reference: ImageReference) throws(ImageStoreError) {
        guard layout.hasBlob(descriptor.digest) else { throw .missingBlob(descriptor.digest) }
        let entry = ImageName.named(ImageName.bare(descriptor), reference)
        try changeIndex { manifests in
            manifests.removeAll { ImageName.reference(of: $0) == reference }
            manifests.append(entry)
            manifests.sort(by: Self.precedes)
        }
    }

    package func lookUp(_ reference: ImageReference) async throws(ImageStoreError) -> Descriptor? {
        try layout.readIndex().manifests.first { ImageName.reference(of: $0) == reference }.map(ImageName.bare)
    }

    package func untag(_ reference: ImageReference) async throws(ImageStoreError) {
        try changeIndex { manifests in
            manifests.removeAll { ImageName.reference(of: $0) == reference }
        }
    }

    package func list() async throws(ImageStoreError) -> [StoredImage] {
        var images: [StoredImage] = []
        for entry in try layout.readIndex().manifests {
            guard let reference = ImageName.reference(of: entry) else { continue }
            // An image that is damaged is listed all the same, with what is known of it.
            let contents = try? ImageContents(of: entry, in: layout)
            images.append(
                StoredImage(
                    reference: reference, descriptor: ImageName.bare(entry), platforms: contents?.platforms ?? [],
                    size: contents?.size ?? 0, created: contents?.created))
        }
        return images.sorted { $0.reference.canonical < $1.reference.canonical }
    }

    /// Changes index.json; no other process or thread does at the same time, and readers see the old or the new one.
    func changeIndex(_ change: (inout [Descriptor]) -> Void) throws(ImageStoreError) {
        try LayoutFiles.locked(layout.folder.appending("index.json.lock")) { () throws(ImageStoreError) in
            var index = LayoutFiles.size(of: layout.indexPath) == nil ? ImageIndex() : try layout.readIndex()
            change(&index.manifests)
            let bytes = try LayoutFiles.perform("encode", layout.indexPath) { try OCIDocument.encode(index) }
            try LayoutFiles.replace(layout.indexPath, with: bytes, by: temporaryPath())
        }
    }

    private static func precedes(_ left: Descriptor, _ right: Descriptor) -> Bool {
        let names = [left, right].map { $0.annotations?[ImageName.reference] ?? "" }
        return names[0] < names[1]
    }
}
