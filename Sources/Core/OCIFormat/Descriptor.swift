/// A reference to a blob: what it is, its digest and size (OCI image spec, descriptor).
package struct Descriptor: Hashable, Sendable, Codable {
    /// What the blob is.
    package var mediaType: MediaType
    /// The digest of the blob.
    package var digest: Digest
    /// The size of the blob in bytes.
    package var size: Int64
    /// Where else the blob may be had.
    package var urls: [String]?
    /// Notes by name.
    package var annotations: [String: String]?
    /// The platform of an image in an index.
    package var platform: Platform?
    /// The type of an artifact.
    package var artifactType: String?
    /// The blob itself in base64, where it is carried along.
    package var data: String?

    /// Describes a blob.
    package init(
        mediaType: MediaType, digest: Digest, size: Int64, annotations: [String: String]? = nil,
        platform: Platform? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.annotations = annotations
        self.platform = platform
    }

    /// Describes bytes at hand.
    package init(
        mediaType: MediaType, content: [UInt8], annotations: [String: String]? = nil, platform: Platform? = nil
    ) {
        self.init(
            mediaType: mediaType, digest: Digest.sha256(of: content), size: Int64(content.count),
            annotations: annotations, platform: platform)
    }

    /// Whether this points from an index to a statement about an image (BuildKit's attestation storage).
    package var isAttestation: Bool {
        annotations?["vnd.docker.reference.type"] == "attestation-manifest"
    }
}
