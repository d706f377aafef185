package import EnginePorts
package import OCIFormat
package import SystemPackage

/// Images into the store from files of this machine.
extension LayoutImageStore {
    /// Loads all images of an OCI image layout (a folder or an archive of one) or of a `docker save` archive.
    ///
    /// Archives may be compressed. `name` names an image that has no whole name of its own, if it is the only one.
    /// Throws `ImageStoreError.notAnImage` where the file is something else, `.damagedBlob` where a blob in it is wrong.
    package func load(
        _ path: FilePath, naming name: ImageReference? = nil
    ) async throws(ImageStoreError) -> [LoadedImage] {
        try await BlockingWork.run { () throws(ImageStoreError) in
            var images =
                LayoutFiles.isFolder(path)
                ? try LayoutCopy(from: path, into: self).load() : try ArchiveLoader(path, into: self).load()
            if let name, images.count == 1, images[0].names.isEmpty { images[0].names = [name] }
            for image in images {
                for name in image.names { try self.name(image.descriptor, name) }
            }
            return images
        }
    }

    /// Makes an image with one layer of the tar of a root filesystem, which may be compressed, and names it.
    ///
    /// `created` is the time in the config, RFC 3339.
    package func importRoot(
        _ path: FilePath, as name: ImageReference, platform: Platform = .host, created: String? = nil
    ) async throws(ImageStoreError) -> Descriptor {
        try await BlockingWork.run { () throws(ImageStoreError) in
            let layer = try RootImport(path, into: self).run()
            let history = HistoryEntry(created: created, createdBy: "strata images import")
            let config = ImageConfig(
                platform: platform, rootfs: .init(diffIDs: [layer.diffID]), history: [history], created: created)
            let descriptor = try self.putImage(config, layers: [layer.descriptor])
            try self.name(descriptor, name)
            return descriptor
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
    /// Its manifest or index.
    package var descriptor: Descriptor
    /// Its names, empty where the file gave it none.
    package var names: [ImageReference]

    /// Makes a loaded image.
    package init(descriptor: Descriptor, names: [ImageReference]) {
        self.descriptor = descriptor
        self.names = names
    }
}
