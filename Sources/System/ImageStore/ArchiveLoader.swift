import Archives
import EnginePorts
import OCIFormat
import SystemPackage

/// Loads images from a tar: an OCI image layout, or what `docker save` writes, old or new.
///
/// The archive is read once from its beginning: blobs go straight into the store, documents wait in memory for the end.
final class ArchiveLoader {
    private static let documentLimit: Int64 = 16 << 20

    private let path: FilePath
    private let store: LayoutImageStore
    private var documents: [String: [UInt8]] = [:]
    private var layers: [String: LayerBlob] = [:]
    private var blobs: [String: Digest] = [:]
    private var links: [String: String] = [:]

    init(_ path: FilePath, into store: LayoutImageStore) {
        self.path = path
        self.store = store
    }

    /// Reads the archive and gives its images, not yet named.
    func load() throws(ImageStoreError) -> [FoundImage] {
        try readMembers()
        let saved = try document([DockerArchiveEntry].self, "manifest.json") ?? []
        if let index = try document(ImageIndex.self, "index.json"), !index.manifests.isEmpty {
            return try images(of: index, saved: saved)
        }
        guard !saved.isEmpty else {
            throw problem("it has neither an index.json nor a manifest.json that lists an image")
        }
        return try saved.map(image)
    }

    private func problem(_ reason: String) -> ImageStoreError { .notAnImage(path: path.string, reason: reason) }

    private func document<Document: Decodable>(
        _ type: Document.Type, _ name: String
    ) throws(ImageStoreError) -> Document? {
        guard let bytes = documents[name] else { return nil }
        do {
            return try OCIDocument.decode(type, from: bytes)
        } catch {
            throw problem("\(name): \(error.description)")
        }
    }
}

extension ArchiveLoader {
    private func readMembers() throws(ImageStoreError) {
        do {
            let file = try LayoutFiles.openInput(path)
            try file.closeAfter {
                let (_, plain) = try Compression.decompress(FileSource(file))
                let reader = try TarReader(plain)
                while let member = try reader.next() { try take(member, reader) }
            }
        } catch let error as ImageStoreError {
            throw error
        } catch let error as Errno {
            throw LayoutFiles.failure("read", path, error)
        } catch {
            throw problem("it can't be read as a tar: \(error)")
        }
    }

    private func take(_ member: TarEntry, _ reader: TarReader) throws {
        let name = Self.normalized(member.path)
        switch member.kind {
        case .file: try takeFile(name, member, reader)
        case .hardLink(let target): links[name] = Self.normalized(target)
        case .symlink(let target):
            let folder = name.split(separator: "/").dropLast().joined(separator: "/")
            links[name] = Self.normalized(Array("\(folder)/".utf8) + target)
        case .directory, .fifo, .characterDevice, .blockDevice: break
        }
    }

    private func takeFile(_ name: String, _ member: TarEntry, _ reader: TarReader) throws {
        if let digest = Self.digest(ofBlob: name) {
            let blob = try BlobFile(store.temporaryPath(), for: store.layout, algorithm: digest.algorithm)
            try reader.readContents { _, bytes in try blob.write(bytes) }
            _ = try blob.finish(expected: digest, from: "\(path):\(name)")
            blobs[name] = digest
        } else if Self.isLayer(name) {
            layers[name] = try takeLayer(reader)
        } else if name.hasSuffix(".json") || name == "oci-layout" {
            guard member.size <= Self.documentLimit else { throw problem("\(name) has \(member.size) bytes") }
            var bytes: [UInt8] = []
            try reader.readContents { _, part in bytes.append(contentsOf: part) }
            documents[name] = bytes
        }
    }

    /// Stores a layer of an old archive, which names it by a path, as it is; mostly it isn't compressed.
    private func takeLayer(_ reader: TarReader) throws -> LayerBlob {
        let blob = try BlobFile(store.temporaryPath(), for: store.layout)
        var start: [UInt8] = []
        try reader.readContents { _, bytes in
            if start.count < Compression.magicLength { start.append(contentsOf: bytes.prefix(Compression.magicLength)) }
            try blob.write(bytes)
        }
        guard let compression = Compression.detect(start).layerCompression else {
            throw problem("a layer in it is compressed in a way that images can't be")
        }
        let (digest, size) = try blob.finish()
        let descriptor = Descriptor(mediaType: compression.layerMediaType, digest: digest, size: size)
        return LayerBlob(descriptor: descriptor, diffID: digest)
    }

    private static func isLayer(_ name: String) -> Bool {
        [".tar", ".tar.gz", ".tgz", ".tar.zst"].contains(where: name.hasSuffix)
    }

    /// The digest that a member's name promises, where it is a blob of a layout.
    private static func digest(ofBlob name: String) -> Digest? {
        let parts = name.split(separator: "/")
        guard parts.count == 3, parts[0] == "blobs" else { return nil }
        // Another file in the folder of blobs is none of the image's.
        return try? Digest(parsing: "\(parts[1]):\(parts[2])")
    }

    /// A member's name from the archive's root, with `.` and `..` resolved; only compared, never opened.
    private static func normalized(_ path: [UInt8]) -> String {
        var parts: [Substring] = []
        for part in String(decoding: path, as: UTF8.self).split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}

extension ArchiveLoader {
    /// Images of a layout's index; those without a name take it from manifest.json, where that is there too.
    private func images(of index: ImageIndex, saved: [DockerArchiveEntry]) throws(ImageStoreError) -> [FoundImage] {
        var images = FoundImage.grouping(index.manifests.filter { !$0.isAttestation })
        for position in images.indices {
            let contents = try ImageContents(of: images[position].descriptor, in: store.layout)
            for blob in contents.images.flatMap({ [$0.manifest.config] + $0.manifest.layers }) {
                guard store.hasBlob(blob.digest) else { throw .missingBlob(blob.digest) }
            }
            guard images[position].names.isEmpty else { continue }
            let configs = Set(contents.images.map(\.manifest.config.digest.hex))
            let own = saved.filter { entry in configs.contains { entry.config.contains($0) } }
            images[position].names = try own.flatMap { $0.names ?? [] }.map(reference)
        }
        return images
    }

    /// An image of an archive that has only manifest.json.
    private func image(_ entry: DockerArchiveEntry) throws(ImageStoreError) -> FoundImage {
        guard let bytes = try configBytes(entry.config) else { throw problem("\(entry.config) is missing") }
        let config: ImageConfig
        do {
            config = try OCIDocument.decode(ImageConfig.self, from: bytes)
        } catch {
            throw problem("\(entry.config): \(error.description)")
        }
        let diffIDs = config.rootfs.diffIDs
        guard diffIDs.count == entry.layers.count else {
            throw problem("\(entry.config) has \(diffIDs.count) layers and manifest.json \(entry.layers.count)")
        }
        var layers: [Descriptor] = []
        for name in entry.layers { layers.append(try layer(name)) }
        let descriptor = try store.putImage(configBytes: bytes, platform: config.platform, layers: layers)
        return FoundImage(descriptor: descriptor, names: try (entry.names ?? []).map(reference))
    }

    private func configBytes(_ name: String) throws(ImageStoreError) -> [UInt8]? {
        if let bytes = documents[name] { return bytes }
        guard let digest = blobs[name] else { return nil }
        return try store.layout.readDocument(digest)
    }

    private func layer(_ name: String) throws(ImageStoreError) -> Descriptor {
        var name = name
        var steps = 0
        while let target = links[name], steps < 16 {
            name = target
            steps += 1
        }
        if let layer = layers[name] { return layer.descriptor }
        guard let digest = blobs[name] else { throw problem("the layer \(name) is missing") }
        return try describeLayer(digest)
    }

    /// A layer that the archive names by digest but doesn't describe.
    private func describeLayer(_ digest: Digest) throws(ImageStoreError) -> Descriptor {
        let path = store.layout.path(of: digest)
        let start = try LayoutFiles.perform("read", path) {
            let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
            return try file.closeAfter { try LayoutFiles.nextChunk(of: file, size: Compression.magicLength) ?? [] }
        }
        guard let compression = Compression.detect(start).layerCompression else {
            throw problem("the layer \(digest) is compressed in a way that images can't be")
        }
        return Descriptor(
            mediaType: compression.layerMediaType, digest: digest, size: LayoutFiles.size(of: path) ?? 0)
    }

    private func reference(_ text: String) throws(ImageStoreError) -> ImageReference {
        do {
            return try ImageReference(parsing: text)
        } catch {
            throw problem(error.description)
        }
    }
}
