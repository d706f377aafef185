/// One step of an image's history; those with a layer stand in the order of the layers (OCI image spec, config).
package struct HistoryEntry: Hashable, Sendable, Codable {
    /// When the step was made, as RFC 3339.
    package var created: String?
    /// Who made it.
    package var author: String?
    /// The instruction, such as `COPY a b # buildkit`.
    package var createdBy: String?
    /// A remark; BuildKit's frontend writes `buildkit.dockerfile.v0`.
    package var comment: String?
    /// Whether the step made no layer.
    package var isEmptyLayer: Bool

    /// Makes an entry.
    package init(
        created: String? = nil, createdBy: String? = nil, comment: String? = nil, author: String? = nil,
        isEmptyLayer: Bool = false
    ) {
        self.created = created
        self.author = author
        self.createdBy = createdBy
        self.comment = comment
        self.isEmptyLayer = isEmptyLayer
    }

    private enum CodingKeys: String, CodingKey {
        case created, author, comment
        case createdBy = "created_by"
        case isEmptyLayer = "empty_layer"
    }

    /// Decodes an entry; it has a layer unless it says otherwise.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        created = try container.decodeIfPresent(String.self, forKey: .created)
        author = try container.decodeIfPresent(String.self, forKey: .author)
        createdBy = try container.decodeIfPresent(String.self, forKey: .createdBy)
        comment = try container.decodeIfPresent(String.self, forKey: .comment)
        isEmptyLayer = try container.decodeIfPresent(Bool.self, forKey: .isEmptyLayer) ?? false
    }

    /// Encodes an entry; `empty_layer` is written only where true.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(created, forKey: .created)
        try container.encodeIfPresent(author, forKey: .author)
        try container.encodeIfPresent(createdBy, forKey: .createdBy)
        try container.encodeIfPresent(comment, forKey: .comment)
        if isEmptyLayer { try container.encode(true, forKey: .isEmptyLayer) }
    }
}
