package import Diagnostics
package import EnginePorts
package import OCIFormat

/// How images are assembled from layers.
package struct AssemblyOptions: Sendable, Hashable {
    /// How layers are packed.
    package var packing: LayerPacking
    /// Whether layers that have a blob of another packing are packed anew (`force-compression`).
    package var forcesPacking: Bool
    /// Seconds since 1970 that all of this build's times are set to (`SOURCE_DATE_EPOCH`).
    package var epoch: Int64?
    /// Whether files newer than `epoch` get its time in layers (`rewrite-timestamp`).
    package var rewritesTimes: Bool
    /// Whether the result is an index even for one platform.
    package var isMultiPlatform: Bool
    /// Whether each platform's files have a folder of their own (`platform-split`); nil for the usual.
    package var splitsPlatforms: Bool?
    /// Notes on the manifests and the index.
    package var annotations: ImageAnnotations
    /// Whether documents and layers have the types of Docker's schema 2 (`oci-mediatypes=false`).
    package var hasDockerTypes: Bool
    /// Names by digest that the image gets in the store, beside those that it is given.
    package var digestNames: DigestNames

    /// Makes options for gzip layers, OCI's types and real times.
    package init() {
        packing = LayerPacking(.gzip)
        forcesPacking = false
        epoch = nil
        rewritesTimes = false
        isMultiPlatform = false
        splitsPlatforms = nil
        annotations = ImageAnnotations()
        hasDockerTypes = false
        digestNames = DigestNames()
    }

    /// The descriptor of a layer with the type that its packing has in such an image.
    func typed(_ layer: Descriptor) -> Descriptor {
        guard let compression = layer.mediaType.layerCompression else { return layer }
        var typed = layer
        typed.mediaType = hasDockerTypes ? compression.dockerLayerMediaType : compression.layerMediaType
        return typed
    }

    /// Checks that the annotations have a place in an image of these platforms.
    ///
    /// - Throws: A diagnostic that names the note or the platform that has none.
    package func check(_ platforms: [Platform]) throws(Diagnostic) {
        for named in annotations.platforms where !platforms.contains(named) {
            throw Diagnostic(
                code: "export.annotation",
                message: "invalid annotation: the platform \(named) is not one that is built",
                remedy: "use one of \(platforms.map(\.description).joined(separator: ", "))")
        }
        let isIndex = isMultiPlatform || platforms.count > 1
        if !isIndex, let part = annotations.parts.first(where: \.isOfIndex) {
            throw Diagnostic(
                code: "export.annotation",
                message: "index annotations not supported for single platform export: \(part.rawValue)",
                remedy: "annotate the manifest, or build several platforms")
        }
        if hasDockerTypes, let part = annotations.parts.subtracting([.manifest]).first {
            throw Diagnostic(
                code: "export.annotation",
                message: "annotations of \(part.rawValue) can't be exported with oci-mediatypes=false",
                remedy: "leave oci-mediatypes out")
        }
    }
}

/// Names in the store that end with an image's own digest.
package struct DigestNames: Sendable, Hashable {
    /// The name to which the digest is put (`dangling-name-prefix`).
    package var prefix: ImageReference?
    /// Whether the prefix is for images without another name only.
    package var isForUnnamedOnly = false
    /// Whether each other name is given with the digest behind it too (`name-canonical`).
    package var pinsNames = false

    /// Makes options for no such names.
    package init() {}

    /// All names of an image: those given, and those by digest.
    func names(of digest: Digest, given: [ImageReference]) -> [ImageReference] {
        var names = given
        if pinsNames { names += given.filter { $0.digest == nil }.map { $0.pinned(to: digest) } }
        if let prefix, given.isEmpty || !isForUnnamedOnly { names.append(prefix.named(only: digest)) }
        return names
    }
}
