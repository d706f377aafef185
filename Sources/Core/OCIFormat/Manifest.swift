/// The manifest of one image: its config and its layers, lowest first (OCI image spec, manifest).
package struct Manifest: Hashable, Sendable, Codable {
    /// Always 2.
    package var schemaVersion: Int
    /// The type of this document; older OCI writers leave it out.
    package var mediaType: MediaType?
    /// What kind of artifact this is, where it is no image.
    package var artifactType: String?
    /// The image config.
    package var config: Descriptor
    /// The layers, lowest first.
    package var layers: [Descriptor]
    /// The manifest that this one is about.
    package var subject: Descriptor?
    /// Notes by name.
    package var annotations: [String: String]?

    /// Makes a manifest.
    package init(
        mediaType: MediaType = .manifest, config: Descriptor, layers: [Descriptor], annotations: [String: String]? = nil
    ) {
        schemaVersion = 2
        self.mediaType = mediaType
        self.config = config
        self.layers = layers
        self.annotations = annotations
    }

    /// Decodes a manifest; no layers and `null` are the same.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        schemaVersion = try container.decodeIfPresent(Int.self, forKey: .schemaVersion) ?? 2
        mediaType = try container.decodeIfPresent(MediaType.self, forKey: .mediaType)
        artifactType = try container.decodeIfPresent(String.self, forKey: .artifactType)
        config = try container.decode(Descriptor.self, forKey: .config)
        layers = try container.decodeIfPresent([Descriptor].self, forKey: .layers) ?? []
        subject = try container.decodeIfPresent(Descriptor.self, forKey: .subject)
        annotations = try container.decodeIfPresent([String: String].self, forKey: .annotations)
    }
}
