package import EnginePorts
package import OCIFormat
package import SystemPackage

/// Images into the store from files of this machine.
extension LayoutImageStore {
    /// Loads all images of an OCI image layout (a folder or an archive of one) or of a `docker save` archive.
    ///
    /// Archives may be compressed, and `-` is standard input. `reference` names an image that has no whole name of its
    /// own, if it is the only one; an image with several names is given once for each. Throws
    /// `ImageStoreError.notAnImage` where the file is something else or an image would have no name, `.damagedBlob`
    /// where a blob in it is wrong; then nothing gets a name.
    package func load(
        _ path: FilePath, as reference: ImageReference? = nil
    ) async throws(ImageStoreError) -> [LoadedImage] {
        try await BlockingWork.run { () throws(ImageStoreError) in
            let found =
                LayoutFiles.isFolder(path)
                ? try LayoutCopy(from: path, into: self).load() : try ArchiveLoader(path, into: self).load()
            var loaded: [LoadedImage] = []
            for image in found {
                let names = image.names.isEmpty && found.count == 1 ? [reference].compactMap(\.self) : image.names
                guard !names.isEmpty else {
                    throw .notAnImage(path: path.string, reason: "it doesn't name its image; give a name with it")
                }
                loaded += names.map { LoadedImage(reference: $0, descriptor: image.descriptor) }
            }
            for image in loaded { try self.name(image.descriptor, image.reference) }
            return loaded
        }
    }

    /// Makes an image with one layer of the tar of a root filesystem, which may be compressed; it has no name yet.
    ///
    /// `-` is standard input. `created` is the time in the config, RFC 3339.
    package func importRootFilesystem(
        _ path: FilePath, platform: Platform = .host, created: String? = nil
    ) async throws(ImageStoreError) -> Descriptor {
        try await BlockingWork.run { () throws(ImageStoreError) in
            let layer = try RootImport(path, into: self).run()
            let history = HistoryEntry(created: created, createdBy: "strata images import")
            let config = ImageConfig(
                platform: platform, rootfs: .init(diffIDs: [layer.diffID]), history: [history], created: created)
            return try self.putImage(config, layers: [layer.descriptor])
        }
    }

    /// Stores config and manifest of an image whose layers are there.
    func putImage(_ config: ImageConfig, layers: [Descriptor]) throws(ImageStoreError) -> Descriptor {
        let configBytes = try LayoutFiles.perform("encode", layout.folder) { try OCIDocument.encode(config) }
        return try putImage(configBytes: configBytes, platform: config.platform, layers: layers)
    }

    /// Stores config and manifest of an image whose layers are there.
    func putImage(
        configBytes: [UInt8], platform: Platform, layers: [Descriptor]
    ) throws(ImageStoreError) -> Descriptor {
        let manifest = Manifest(config: try put(configBytes, mediaType: .config), layers: layers)
        let bytes = try LayoutFiles.perform("encode", layout.folder) { try OCIDocument.encode(manifest) }
        var descriptor = try put(bytes, mediaType: .manifest)
        descriptor.platform = platform
        return descriptor
    }
}

/// An image that was loaded.
package struct LoadedImage: Sendable, Hashable {
    /// Its name.
    package var reference: ImageReference
    /// Its manifest or index.
    package var descriptor: Descriptor

    /// Makes a loaded image.
    package init(reference: ImageReference, descriptor: Descriptor) {
        self.reference = reference
        self.descriptor = descriptor
    }
}
