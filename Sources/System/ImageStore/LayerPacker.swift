import Archives
import EnginePorts
import OCIFormat
import SystemPackage

/// Compresses a layer into a blob while its archive is written.
///
/// Used by one thread at a time.
final class LayerPacker {
    private let blob: BlobFile
    private let encoder: any StreamEncoder
    private var plain = DigestHasher()
    private let compression: LayerCompression

    init(_ packing: LayerPacking, into path: FilePath, of layout: ImageLayout) throws(ImageStoreError) {
        let blob = try BlobFile(path, for: layout)
        self.blob = blob
        compression = packing.compression
        encoder = try LayoutFiles.perform("compress", path) {
            try packing.compression.codec.encoder(level: packing.level) { try blob.write($0) }
        }
    }

    /// Takes the next bytes of the uncompressed archive.
    func write(_ bytes: [UInt8]) throws {
        plain.update(bytes)
        try bytes.withUnsafeBytes(encoder.write)
    }

    /// Takes the next bytes of the uncompressed archive.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        plain.update(bytes)
        try encoder.write(bytes)
    }

    /// Ends the layer and puts it into the layout.
    func finish() throws -> LayerBlob {
        try encoder.finish()
        let (digest, size) = try blob.finish()
        let descriptor = Descriptor(mediaType: compression.layerMediaType, digest: digest, size: size)
        return LayerBlob(descriptor: descriptor, diffID: plain.finish())
    }

    /// Drops what was written.
    func abandon() { blob.abandon() }
}

extension LayerCompression {
    /// What compresses and decompresses so.
    var codec: Compression {
        switch self {
        case .uncompressed: .none
        case .gzip: .gzip
        case .zstd: .zstd
        }
    }
}

extension Compression {
    /// The layer compression, or nil where OCI layers have none such.
    var layerCompression: LayerCompression? {
        switch self {
        case .none: .uncompressed
        case .gzip: .gzip
        case .zstd: .zstd
        case .bzip2, .xz: nil
        }
    }
}
