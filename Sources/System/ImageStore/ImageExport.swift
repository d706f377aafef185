import Archives
import EnginePorts
import OCIFormat
import SystemPackage

/// An image on its way out of the store, as an archive or as a layout of its own.
struct ImageExport {
    private let layout: ImageLayout
    private let blobs: [Descriptor]
    /// The small files beside the blobs, by their names.
    private let documents: [String: [UInt8]]

    init(
        _ image: Descriptor, names: [ImageReference], format: ArchiveFormat, layout: ImageLayout
    ) throws(ImageStoreError) {
        let contents = try ImageContents(of: image, in: layout)
        guard !contents.images.isEmpty else { throw .missingBlob(image.digest) }
        self.layout = layout
        blobs = contents.blobs
        let bare = ImageName.bare(image)
        let entries = names.isEmpty ? [bare] : names.map { ImageName.exported(bare, $0) }
        var documents = [
            "oci-layout": ImageLayout.marker, "index.json": try Self.encode(ImageIndex(manifests: entries), layout),
        ]
        if format == .docker, let chosen = contents.preferred {
            let entry = DockerArchiveEntry(
                config: Self.blobName(chosen.manifest.config.digest), names: names.map(\.familiar),
                layers: chosen.manifest.layers.map { Self.blobName($0.digest) })
            documents["manifest.json"] = try Self.encode([entry], layout)
        }
        self.documents = documents
    }

    private static func blobName(_ digest: Digest) -> String { "blobs/\(digest.algorithm.rawValue)/\(digest.hex)" }

    private static func encode(_ document: some Encodable, _ layout: ImageLayout) throws(ImageStoreError) -> [UInt8] {
        try LayoutFiles.perform("encode", layout.folder) { try OCIDocument.encode(document) }
    }

    /// Writes a tar with its members sorted by name, times and owners zero, so that equal images give equal archives.
    func writeArchive(into sink: @escaping ([UInt8]) throws -> Void) throws(ImageStoreError) {
        do {
            let writer = try TarWriter { bytes in
                do { try sink(Array(bytes)) } catch { throw SinkFailure() }
            }
            for member in members { try append(member, to: writer) }
            try writer.finish()
        } catch let error as ImageStoreError {
            throw error
        } catch is SinkFailure {
            throw .consumerFailed
        } catch {
            throw .notAnImage(path: layout.folder.string, reason: "\(error)")
        }
    }

    private struct SinkFailure: Error {}

    private enum Member {
        case folder(String)
        case blob(String, Descriptor)
        case document(String, [UInt8])

        var name: String {
            switch self {
            case .folder(let name), .blob(let name, _), .document(let name, _): name
            }
        }
    }

    private var members: [Member] {
        let algorithms = Set(blobs.map(\.digest.algorithm.rawValue))
        let folders = ["blobs/"] + algorithms.map { "blobs/\($0)/" }
        let all =
            folders.map(Member.folder) + blobs.map { .blob(Self.blobName($0.digest), $0) }
            + documents.map { .document($0.key, $0.value) }
        return all.sorted { $0.name < $1.name }
    }

    private func append(_ member: Member, to writer: TarWriter) throws {
        let path = Array(member.name.utf8)
        switch member {
        case .folder:
            try writer.append(TarEntry(path: path, kind: .directory, mode: 0o755))
        case .document(_, let bytes):
            try writer.append(TarEntry(path: path, kind: .file, mode: 0o444, size: Int64(bytes.count)))
            try bytes.withUnsafeBytes(writer.write)
        case .blob(_, let descriptor):
            let file = layout.path(of: descriptor.digest)
            guard let size = LayoutFiles.size(of: file) else { throw ImageStoreError.missingBlob(descriptor.digest) }
            guard size == descriptor.size else {
                throw ImageStoreError.damagedBlob(descriptor.digest, path: file.string)
            }
            try writer.append(TarEntry(path: path, kind: .file, mode: 0o444, size: size))
            try layout.readBlob(descriptor.digest) { chunk throws(ImageStoreError) in
                do {
                    try chunk.withUnsafeBytes(writer.write)
                } catch {
                    throw .consumerFailed
                }
            }
        }
    }

    /// Writes a layout into a folder; images that are there under other names stay.
    func writeLayout(to folder: FilePath) throws(ImageStoreError) {
        let target = ImageLayout(folder: folder)
        try LayoutFiles.makeFolders(target.blobFolder(.sha256))
        let temporary = folder.appending(".strata-\(blobs.first?.digest.short ?? "image")")
        for blob in blobs where LayoutFiles.size(of: target.path(of: blob.digest)) != blob.size {
            let file = try BlobFile(temporary, for: target, algorithm: blob.digest.algorithm)
            try layout.readBlob(blob.digest) { chunk throws(ImageStoreError) in try file.write(chunk) }
            _ = try file.finish(expected: blob.digest)
        }
        try LayoutFiles.replace(target.markerPath, with: ImageLayout.marker, by: temporary)
        try LayoutFiles.replace(target.indexPath, with: try mergedIndex(with: target), by: temporary)
    }

    private func mergedIndex(with target: ImageLayout) throws(ImageStoreError) -> [UInt8] {
        let own = documents["index.json"] ?? []
        guard LayoutFiles.size(of: target.indexPath) != nil else { return own }
        var index = try target.readIndex()
        return try LayoutFiles.perform("encode", target.indexPath) {
            let added = try OCIDocument.decode(ImageIndex.self, from: own).manifests
            let names = Set(added.flatMap(ImageName.tags))
            index.manifests.removeAll { entry in
                entry.digest == added.first?.digest || ImageName.tags(of: entry).contains { names.contains($0) }
            }
            index.manifests += added
            return try OCIDocument.encode(index)
        }
    }
}

/// An image in the manifest.json of a `docker save` archive.
struct DockerArchiveEntry: Codable {
    var config: String
    var names: [String]?
    var layers: [String]

    private enum CodingKeys: String, CodingKey {
        case config = "Config"
        case names = "RepoTags"
        case layers = "Layers"
    }

    init(config: String, names: [String], layers: [String]) {
        self.config = config
        self.names = names.isEmpty ? nil : names
        self.layers = layers
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        config = try container.decode(String.self, forKey: .config)
        names = try container.decodeIfPresent([String].self, forKey: .names)
        layers = try container.decodeIfPresent([String].self, forKey: .layers) ?? []
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(config, forKey: .config)
        // Docker writes null where there are no names, and some readers want the member.
        try container.encode(names, forKey: .names)
        try container.encode(layers, forKey: .layers)
    }
}
