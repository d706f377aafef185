package import BuildGraph
package import OCIFormat

/// The algebra of cache keys; see docs/decisions/0003.
///
/// A definition key holds what a vertex does and what its inputs do; a content key holds what it does, the result that
/// it stands on and the digests of just the files that it reads. Files of a build context count by content in both.
package enum VertexKeys {
    /// The key of a vertex by its definition.
    ///
    /// - Parameters:
    ///   - vertex: The vertex.
    ///   - base: The definition key of its base; nil for an empty filesystem.
    ///   - reads: For each entry of `Operation.reads` the digest of context files or the input's definition key.
    /// - Returns: The key.
    package static func definition(of vertex: Vertex, base: Digest?, reads: [Digest]) -> Digest {
        key("definition", vertex, base, reads)
    }

    /// The key of a vertex by what it stands on and reads.
    ///
    /// - Parameters:
    ///   - vertex: The vertex.
    ///   - base: The result that it stands on; nil for an empty filesystem.
    ///   - reads: For each entry of `Operation.reads` the digest of the files that it selects.
    /// - Returns: The key.
    package static func content(of vertex: Vertex, base: Digest?, reads: [Digest]) -> Digest {
        key("content", vertex, base, reads)
    }

    /// The key of the layer that a linked copy makes: what it does and reads, whatever it stands on.
    ///
    /// - Parameters:
    ///   - vertex: A copy that is independent of its base.
    ///   - reads: For each entry of `Operation.reads` the digest of the files that it selects.
    /// - Returns: The key.
    package static func linkedLayer(of vertex: Vertex, reads: [Digest]) -> Digest {
        key("linked layer", vertex, nil, reads)
    }

    /// The identity of a base image's filesystem: its uncompressed layers.
    package static func result(of image: ImageSource) -> Digest {
        var hasher = DigestHasher()
        hasher.update(field: "image")
        for diffID in image.diffIDs { hasher.update(field: diffID.description) }
        return hasher.finish()
    }

    /// The identity of the filesystem that a command left: its own layer over the result that it stood on.
    package static func result(ofLayer layer: Digest, over base: Digest?) -> Digest {
        var hasher = DigestHasher()
        hasher.update(field: "layer")
        hasher.update(field: base?.description ?? "")
        hasher.update(field: layer.description)
        return hasher.finish()
    }

    private static func key(_ kind: String, _ vertex: Vertex, _ base: Digest?, _ reads: [Digest]) -> Digest {
        var hasher = DigestHasher()
        hasher.update(field: kind)
        hasher.update(field: vertex.definition.description)
        hasher.update(field: base?.description ?? "")
        for read in reads { hasher.update(field: read.description) }
        return hasher.finish()
    }
}
