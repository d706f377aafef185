/// The media type of a blob, one of the OCI image spec's or of Docker's schema 2 that preceded it.
package struct MediaType: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    /// The type as it is written, without parameters.
    package let rawValue: String

    /// Takes a type as it is written; parameters after a semicolon are dropped.
    package init(rawValue: String) {
        let bare = rawValue.prefix { $0 != ";" }
        self.rawValue = bare.last == " " ? String(bare.dropLast()) : String(bare)
    }

    /// Takes a type as it is written.
    package init(stringLiteral value: String) {
        self.init(rawValue: value)
    }

    /// An OCI manifest.
    package static let manifest: MediaType = "application/vnd.oci.image.manifest.v1+json"
    /// An OCI index.
    package static let index: MediaType = "application/vnd.oci.image.index.v1+json"
    /// An OCI image config.
    package static let config: MediaType = "application/vnd.oci.image.config.v1+json"
    /// An uncompressed OCI layer.
    package static let layer: MediaType = "application/vnd.oci.image.layer.v1.tar"
    /// A gzipped OCI layer.
    package static let layerGzip: MediaType = "application/vnd.oci.image.layer.v1.tar+gzip"
    /// A zstd-compressed OCI layer.
    package static let layerZstd: MediaType = "application/vnd.oci.image.layer.v1.tar+zstd"
    /// The config of an artifact that has none.
    package static let emptyJSON: MediaType = "application/vnd.oci.empty.v1+json"
    /// A Docker schema 2 manifest.
    package static let dockerManifest: MediaType = "application/vnd.docker.distribution.manifest.v2+json"
    /// A Docker manifest list.
    package static let dockerIndex: MediaType = "application/vnd.docker.distribution.manifest.list.v2+json"
    /// A Docker image config.
    package static let dockerConfig: MediaType = "application/vnd.docker.container.image.v1+json"
    /// An uncompressed Docker layer.
    package static let dockerLayer: MediaType = "application/vnd.docker.image.rootfs.diff.tar"
    /// A gzipped Docker layer.
    package static let dockerLayerGzip: MediaType = "application/vnd.docker.image.rootfs.diff.tar.gzip"
    /// A zstd-compressed layer with containerd's name of Docker's form.
    package static let dockerLayerZstd: MediaType = "application/vnd.docker.image.rootfs.diff.tar.zstd"
    /// A Docker schema 1 manifest, which strata refuses by name.
    package static let dockerSchema1: MediaType = "application/vnd.docker.distribution.manifest.v1+prettyjws"

    /// Every type of index and manifest that strata reads, in the order of preference.
    package static let acceptedManifests: [MediaType] = [.index, .manifest, .dockerIndex, .dockerManifest]

    /// Whether this is a list of manifests.
    package var isIndex: Bool { self == .index || self == .dockerIndex }

    /// Whether this is a manifest of one image.
    package var isManifest: Bool { self == .manifest || self == .dockerManifest }

    /// Whether this is an image config.
    package var isConfig: Bool { self == .config || self == .dockerConfig }

    /// Whether this is a filesystem layer of any compression.
    package var isLayer: Bool { layerCompression != nil }

    /// How a layer of this type is packed, or nil where it is no layer; foreign layers count by their compression.
    package var layerCompression: LayerCompression? {
        let families = [
            "application/vnd.oci.image.layer.", "application/vnd.docker.image.rootfs.",
        ]
        guard families.contains(where: rawValue.hasPrefix) else { return nil }
        if rawValue.hasSuffix("gzip") { return .gzip }
        if rawValue.hasSuffix("zstd") { return .zstd }
        return rawValue.hasSuffix("tar") ? .uncompressed : nil
    }
}

extension MediaType: CustomStringConvertible {
    /// The type as it is written.
    package var description: String { rawValue }
}

/// How the tar of a layer is packed.
package enum LayerCompression: String, Hashable, Sendable, Codable, CaseIterable {
    /// A plain tar.
    case uncompressed
    /// RFC 1952.
    case gzip
    /// RFC 8878.
    case zstd

    /// The OCI media type of a layer so packed.
    package var layerMediaType: MediaType {
        switch self {
        case .uncompressed: .layer
        case .gzip: .layerGzip
        case .zstd: .layerZstd
        }
    }

    /// The media type of a layer so packed in an image of Docker's schema 2.
    package var dockerLayerMediaType: MediaType {
        switch self {
        case .uncompressed: .dockerLayer
        case .gzip: .dockerLayerGzip
        case .zstd: .dockerLayerZstd
        }
    }
}
