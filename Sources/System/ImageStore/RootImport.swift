import Archives
import EnginePorts
import OCIFormat
import SystemPackage

/// Makes a layer of the tar of a root filesystem: kept as it is where layers may be packed so, else packed anew.
struct RootImport {
    private let path: FilePath
    private let store: LayoutImageStore

    init(_ path: FilePath, into store: LayoutImageStore) {
        self.path = path
        self.store = store
    }

    func run() throws(ImageStoreError) -> LayerBlob {
        do {
            let file = try LayoutFiles.openInput(path)
            return try file.closeAfter {
                let start = try LayoutFiles.nextChunk(of: file, size: ImageLayout.chunkSize) ?? []
                let source = MemorySource(start, then: FileSource(file))
                guard let kept = Compression.detect(start).layerCompression else { return try pack(source) }
                return try keep(source, kept)
            }
        } catch let error as ImageStoreError {
            throw error
        } catch let error as Errno {
            throw LayoutFiles.failure("read", path, error)
        } catch {
            throw .notAnImage(path: path.string, reason: "it can't be read as a tar: \(error)")
        }
    }

    /// Copies the file into a blob and reads it through on the way, for the digest of what it holds.
    private func keep(_ source: MemorySource, _ compression: LayerCompression) throws -> LayerBlob {
        let blob = try BlobFile(store.temporaryPath(), for: store.layout)
        let raw = TappedSource(source) { try blob.write($0) }
        let hash = PlainHash()
        let isPlain = compression == .uncompressed
        let plain = TappedSource(try compression.codec.plainBytes(of: raw)) { bytes in
            // A plain tar is its own blob, whose digest is being computed already.
            if !isPlain { hash.hasher.update(bytes) }
        }
        try readThrough(plain)
        try raw.drain()
        let (digest, size) = try blob.finish()
        let descriptor = Descriptor(mediaType: compression.layerMediaType, digest: digest, size: size)
        return LayerBlob(descriptor: descriptor, diffID: isPlain ? digest : hash.hasher.finish())
    }

    /// Unpacks what no layer may be packed with and packs it with gzip.
    private func pack(_ source: MemorySource) throws -> LayerBlob {
        let packer = try LayerPacker(LayerPacking(.gzip), into: store.temporaryPath(), of: store.layout)
        let (_, plain) = try Compression.decompress(source)
        try readThrough(TappedSource(plain) { try packer.write($0) })
        return try packer.finish()
    }

    /// Reads a tar to its very end; throws where it is none.
    private func readThrough(_ plain: TappedSource) throws {
        let reader = try TarReader(plain)
        var isEmpty = true
        while try reader.next() != nil { isEmpty = false }
        guard !isEmpty else { throw ImageStoreError.notAnImage(path: path.string, reason: "it has no files") }
        try reader.drain()
        try plain.drain()
    }

    private final class PlainHash {
        var hasher = DigestHasher()
    }
}
