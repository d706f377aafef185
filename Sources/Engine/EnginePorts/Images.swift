package import OCIFormat
package import SystemPackage

/// The store's images: an OCI image layout on disk.
///
/// Implemented by ImageStore.
package protocol ImageStorage: Sendable {
    /// Whether a blob is there, whole.
    func hasBlob(_ digest: Digest) -> Bool

    /// Begins a blob that becomes visible by `finish`.
    func beginBlob() async throws(ImageStoreError) -> any BlobWriting

    /// Stores a layer, compressed while it is produced.
    ///
    /// `produce` writes the uncompressed archive to the sink that it is given, from any one thread, and may throw.
    func putLayer(
        _ packing: LayerPacking,
        produce: @escaping @Sendable (_ sink: @escaping @Sendable ([UInt8]) throws -> Void) async throws -> Void
    ) async throws(ImageStoreError) -> LayerBlob

    /// Stores a small document and gives its descriptor.
    func putDocument(_ bytes: [UInt8], mediaType: MediaType) async throws(ImageStoreError) -> Descriptor

    /// Reads a small blob (a manifest, an index, a config), verified against its digest.
    func readDocument(_ digest: Digest) async throws(ImageStoreError) -> [UInt8]

    /// Reads a blob chunk by chunk, verified at the end.
    func readBlob(
        _ digest: Digest, consume: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws(ImageStoreError)

    /// Gives a manifest or index a name, taking it from another one if needed.
    func tag(_ descriptor: Descriptor, as reference: ImageReference) async throws(ImageStoreError)

    /// What a name stands for in the store; nil if it is unknown.
    func lookUp(_ reference: ImageReference) async throws(ImageStoreError) -> Descriptor?

    /// All named images, sorted by name.
    func list() async throws(ImageStoreError) -> [StoredImage]

    /// Removes a name; the blobs stay until nothing names them.
    func untag(_ reference: ImageReference) async throws(ImageStoreError)

    /// Opens an OCI image layout in a folder of this machine for reading.
    func openLayout(_ folder: FilePath) async throws(ImageStoreError) -> any ImageLayoutReading

    /// Writes an image of the store with all its blobs as an archive (`oci`, `docker`) chunk by chunk.
    func exportArchive(
        _ image: Descriptor, names: [ImageReference], format: ArchiveFormat,
        into sink: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws(ImageStoreError)

    /// Writes an image of the store as an OCI image layout into a folder (`type=oci,tar=false`).
    func exportLayout(_ image: Descriptor, names: [ImageReference], to folder: FilePath) async throws(ImageStoreError)
}

/// A blob that is being written.
package protocol BlobWriting: Sendable {
    /// Takes the next bytes.
    func write(_ bytes: [UInt8]) async throws(ImageStoreError)

    /// Ends the blob; with `expected`, bytes of another digest are refused and dropped.
    func finish(expected: Digest?) async throws(ImageStoreError) -> (digest: Digest, size: Int64)

    /// Drops what was written.
    func abandon() async
}

/// An OCI image layout that is only read.
package protocol ImageLayoutReading: Sendable {
    /// The manifest or index of a tag (`org.opencontainers.image.ref.name`), a digest, or the only one with nil.
    func resolve(tag: String?, digest: Digest?) async throws(ImageStoreError) -> ResolvedManifest

    /// Reads a small blob, verified.
    func readDocument(_ digest: Digest) async throws(ImageStoreError) -> [UInt8]

    /// Reads a blob chunk by chunk, verified at the end.
    func readBlob(
        _ digest: Digest, consume: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws(ImageStoreError)
}

/// A named image.
package struct StoredImage: Sendable, Hashable {
    /// The name.
    package var reference: ImageReference
    /// What it stands for.
    package var descriptor: Descriptor
    /// The platforms that it has.
    package var platforms: [Platform]
    /// Bytes of its blobs, shared ones counted once.
    package var size: Int64
    /// The config's time, in seconds since 1970; nil where it has none.
    package var created: Double?

    /// Makes an entry.
    package init(
        reference: ImageReference, descriptor: Descriptor, platforms: [Platform], size: Int64, created: Double?
    ) {
        self.reference = reference
        self.descriptor = descriptor
        self.platforms = platforms
        self.size = size
        self.created = created
    }
}

/// The two archive formats of images.
package enum ArchiveFormat: String, Sendable, Hashable {
    /// An OCI image layout in a tar.
    case oci
    /// What `docker load` reads: manifest.json with an OCI image layout beside it.
    case docker
}

/// How an exported layer is packed.
package struct LayerPacking: Sendable, Hashable {
    /// The algorithm.
    package var compression: LayerCompression
    /// The algorithm's own level; nil for its default.
    package var level: Int?

    /// Makes a packing.
    package init(_ compression: LayerCompression, level: Int? = nil) {
        self.compression = compression
        self.level = level
    }
}

/// Why the image store could not do something.
package enum ImageStoreError: Error, Sendable, Hashable {
    /// A system call failed.
    case system(call: String, path: String, errno: Int32)
    /// The disk is full.
    case diskFull(path: String)
    /// A blob is not there.
    case missingBlob(Digest)
    /// A blob's bytes are not those of its digest; with the file.
    case damagedBlob(Digest, path: String)
    /// A folder or archive is no image, and why.
    case notAnImage(path: String, reason: String)
    /// A layout has no such tag; with those that it has.
    case unknownTag(String, path: String, known: [String])
    /// `consume` or the sink threw.
    case consumerFailed
    /// `produce` threw; the producer keeps its own error.
    case producerFailed
}
