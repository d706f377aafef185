/// A list of manifests, one for each platform or name (OCI image spec, image index).
package struct ImageIndex: Hashable, Sendable, Codable {
    /// Always 2.
    package var schemaVersion: Int
    /// The type of this document; older OCI writers leave it out.
    package var mediaType: MediaType?
    /// What kind of artifact this is, where it is no image.
    package var artifactType: String?
    /// The manifests and nested indexes.
    package var manifests: [Descriptor]
    /// The manifest that this one is about.
    package var subject: Descriptor?
    /// Notes by name.
    package var annotations: [String: String]?

    /// Makes an index.
    package init(
        mediaType: MediaType = .index, manifests: [Descriptor] = [], annotations: [String: String]? = nil
    ) {
        schemaVersion = 2
        self.mediaType = mediaType
        self.manifests = manifests
        self.annotations = annotations
    }

    /// Decodes an index; no manifests and `null` are the same.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        schemaVersion = try container.decodeIfPresent(Int.self, forKey: .schemaVersion) ?? 2
        mediaType = try container.decodeIfPresent(MediaType.self, forKey: .mediaType)
        artifactType = try container.decodeIfPresent(String.self, forKey: .artifactType)
        manifests = try container.decodeIfPresent([Descriptor].self, forKey: .manifests) ?? []
        subject = try container.decodeIfPresent(Descriptor.self, forKey: .subject)
        annotations = try container.decodeIfPresent([String: String].self, forKey: .annotations)
    }

    /// The manifest that runs best on a platform, or nil where none does.
    ///
    /// The first of the nearest wins; an entry that names no platform is taken only when nothing else fits.
    package func bestMatch(for platform: Platform) -> Descriptor? {
        let candidates = manifests.filter { !$0.isAttestation }
        let ranked = candidates.compactMap { candidate -> (rank: Int, descriptor: Descriptor)? in
            guard let offered = candidate.platform else { return (Int.max, candidate) }
            return platform.rank(of: offered).map { ($0, candidate) }
        }
        return ranked.min { $0.rank < $1.rank }?.descriptor
    }

    /// The platforms that are offered, in the order of the list, statements left out.
    package var platforms: [Platform] {
        manifests.filter { !$0.isAttestation }.compactMap(\.platform)
    }
}
