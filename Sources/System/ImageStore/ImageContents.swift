import EnginePorts
import OCIFormat
import SystemPackage

/// All that hangs from the descriptor of an image: its manifests, and every blob once.
struct ImageContents {
    /// One manifest of an image with its config.
    struct Image {
        var descriptor: Descriptor
        var manifest: Manifest
        var config: ImageConfig?
    }

    private static let depthLimit = 8

    /// Every blob that is named, the root first, each once.
    private(set) var blobs: [Descriptor] = []
    /// The images, statements about images left out, in the order of the index.
    private(set) var images: [Image] = []
    private var seen: Set<Digest> = []
    private var present: Int64 = 0

    /// Walks from a manifest or an index; entries of an index whose manifest is not there are passed over.
    ///
    /// Throws where the root itself or a config can't be read.
    init(of root: Descriptor, in layout: ImageLayout) throws(ImageStoreError) {
        try visit(root, in: layout, depth: 0)
    }

    /// Bytes of the blobs that are there.
    var size: Int64 { present }

    /// The platforms of the images.
    var platforms: [Platform] {
        images.compactMap { image in
            image.descriptor.platform?.normalized ?? image.config?.platform
        }
    }

    /// When the newest image was made, in seconds since 1970.
    var created: Double? {
        images.compactMap { $0.config?.created.flatMap(secondsSince1970) }.max()
    }

    /// The image that this machine runs, else the first one.
    var preferred: Image? {
        let ranked = images.map { image in
            (rank: (image.descriptor.platform ?? image.config?.platform).flatMap(Platform.host.rank) ?? Int.max, image)
        }
        return ranked.min { $0.rank < $1.rank }?.1
    }

    private mutating func visit(_ descriptor: Descriptor, in layout: ImageLayout, depth: Int) throws(ImageStoreError) {
        guard depth < Self.depthLimit else {
            throw .notAnImage(path: layout.folder.string, reason: "its indexes are nested too deeply")
        }
        guard seen.insert(descriptor.digest).inserted else { return }
        add(descriptor, layout)
        if descriptor.mediaType.isIndex {
            let index = try layout.document(ImageIndex.self, descriptor)
            for child in index.manifests where layout.hasBlob(child.digest) {
                try visit(child, in: layout, depth: depth + 1)
            }
        } else if descriptor.mediaType.isManifest {
            try visitManifest(descriptor, in: layout)
        }
    }

    private mutating func visitManifest(_ descriptor: Descriptor, in layout: ImageLayout) throws(ImageStoreError) {
        let manifest = try layout.document(Manifest.self, descriptor)
        for blob in [manifest.config] + manifest.layers where seen.insert(blob.digest).inserted {
            add(blob, layout)
        }
        guard !descriptor.isAttestation else { return }
        let config =
            manifest.config.mediaType.isConfig && layout.hasBlob(manifest.config.digest)
            ? try layout.document(ImageConfig.self, manifest.config) : nil
        images.append(Image(descriptor: descriptor, manifest: manifest, config: config))
    }

    private mutating func add(_ descriptor: Descriptor, _ layout: ImageLayout) {
        blobs.append(ImageName.bare(descriptor))
        present += LayoutFiles.size(of: layout.path(of: descriptor.digest)) ?? 0
    }
}
