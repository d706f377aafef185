/// A part of the store's cache that can be removed by itself.
package struct CacheItem: Sendable, Hashable, Codable {
    /// What an item is removed by.
    package enum ID: Sendable, Hashable {
        /// A cache record, by its row.
        case record(Int64)
        /// An image that was unpacked, by its name and platform.
        case image(String)
        /// A layer of an image that no name leads to, by the digest of its uncompressed archive.
        case imageLayer(String)
        /// A cache mount, by its id.
        case mount(String)
        /// What was fetched from an address, by the name of its file or folder in the store.
        case fetched(String)
    }

    /// A layer that an item keeps on the disk.
    package struct Layer: Sendable, Hashable, Codable {
        /// The layer's name in the store.
        package var id: String
        /// Its bytes as they were counted when it was made.
        package var size: Int64

        /// Makes a layer of a size.
        package init(id: String, size: Int64) {
            self.id = id
            self.size = size
        }
    }

    /// What it is removed by.
    package var id: ID
    /// The kind of operation that made it (`run`, `copy`, `workdir`, `context`), or `image`, `mount`, `fetched`.
    package var kind: String
    /// The text that progress showed for the step, or the name of the mount or address.
    package var name: String
    /// The stage whose step made it, as people call it.
    package var stage: String?
    /// The Dockerfile as it was given.
    package var dockerfile: String?
    /// The line of the Dockerfile on which the instruction begins, from 1.
    package var line: Int?
    /// The layers that it keeps, the lowest first; its own is the last.
    package var layers: [Layer] = []
    /// Bytes that are no layer: those of a cache mount or of what was fetched.
    package var otherSize: Int64 = 0
    /// When it was made, in seconds since 1970.
    package var created: Double
    /// When it was used last, in seconds since 1970; of a store's items by itself or by what stands on it (`LastUse`).
    package var lastUsed: Double
    /// How often it was used.
    package var useCount = 0
    /// The build that made it, where one did.
    package var build: String?
    /// The running builds that work with it, by their identities.
    package var holders: [String] = []

    /// Makes an item that was never used.
    package init(id: ID, kind: String, name: String, created: Double) {
        self.id = id
        self.kind = kind
        self.name = name
        self.created = created
        lastUsed = created
    }
}

extension CacheItem {
    /// Its own layers: the uppermost, or of an image all.
    package var ownLayers: ArraySlice<Layer> {
        kind == "image" ? layers[...] : layers.suffix(1)
    }

    /// Bytes of its own layers, and those that are no layer.
    package var ownSize: Int64 {
        ownLayers.reduce(otherSize) { $0 + $1.size }
    }

    /// Where in a Dockerfile its step stands: stage, file and line; empty for what no step made.
    package var place: String {
        guard stage != nil || line != nil else { return "" }
        let file = dockerfile.map { String($0.split(separator: "/").last ?? "") } ?? ""
        return [stage, line.map { "\(file):\($0)" }].compactMap(\.self).joined(separator: " ")
    }

    /// Bytes of the layers that it stands on.
    package var sizeBelow: Int64 {
        layers.dropLast(ownLayers.count).reduce(0) { $0 + $1.size }
    }
}

extension CacheItem.ID: Codable, CustomStringConvertible {
    /// The text that `cache ls` shows and `cache prune --filter id=` takes: a record's row, or a kind and a name.
    package var description: String {
        switch self {
        case .record(let row): String(row)
        case .image(let name): "image:\(name)"
        case .imageLayer(let digest): "layer:\(digest)"
        case .mount(let id): "mount:\(id)"
        case .fetched(let name): "fetched:\(name)"
        }
    }

    /// Reads what `description` gives; nil for anything else.
    package init?(_ text: String) {
        if let row = Int64(text) {
            self = .record(row)
            return
        }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let rest = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "image": self = .image(rest)
        case "layer": self = .imageLayer(rest)
        case "mount": self = .mount(rest)
        case "fetched": self = .fetched(rest)
        default: return nil
        }
    }

    /// Decodes the text form.
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = Self(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(text) names no part of a cache"))
        }
        self = id
    }

    /// Encodes the text form.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
