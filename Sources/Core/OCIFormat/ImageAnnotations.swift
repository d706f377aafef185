/// Notes by name that a build puts on an image: on its manifests, on the index over them, on the descriptors of both
/// (BuildKit, docs/annotations.md).
package struct ImageAnnotations: Hashable, Sendable {
    /// What of an image is annotated.
    package enum Part: String, Hashable, Sendable, CaseIterable {
        /// The manifest of each platform.
        case manifest
        /// What points to a manifest: in the index, or in the layout's index.json.
        case manifestDescriptor = "manifest-descriptor"
        /// The index over the platforms.
        case index
        /// What points to the index, in the layout's index.json.
        case indexDescriptor = "index-descriptor"

        /// Whether it is about the index and not about a single manifest.
        package var isOfIndex: Bool { self == .index || self == .indexDescriptor }
    }

    /// Where a note goes.
    package struct Key: Hashable, Sendable {
        /// What is annotated.
        package var part: Part
        /// The only platform whose manifest is meant; nil for all, and always for an index.
        package var platform: Platform?
        /// The note's name.
        package var name: String

        /// Makes a key; an index has no platform, so it is dropped there.
        package init(_ part: Part = .manifest, platform: Platform? = nil, name: String) {
            self.part = part
            self.platform = part.isOfIndex ? nil : platform
            self.name = name
        }
    }

    private var values: [Key: String] = [:]

    /// Makes an empty set.
    package init() {}

    /// The value of a note.
    package subscript(key: Key) -> String? {
        get { values[key] }
        set { values[key] = newValue }
    }

    /// Whether there are none.
    package var isEmpty: Bool { values.isEmpty }

    /// The platforms that notes name, each once, in the order of their names.
    package var platforms: [Platform] {
        Set(values.keys.compactMap(\.platform)).sorted { $0.description < $1.description }
    }

    /// What of an image is annotated at all.
    package var parts: Set<Part> { Set(values.keys.map(\.part)) }

    /// The notes on a part, nil where there are none; those for the platform go before those for all.
    package func notes(on part: Part, of platform: Platform? = nil) -> [String: String]? {
        var notes: [String: String] = [:]
        for (key, value) in values where key.part == part && key.platform == nil { notes[key.name] = value }
        if let platform {
            for (key, value) in values where key.part == part && key.platform == platform { notes[key.name] = value }
        }
        return notes.isEmpty ? nil : notes
    }

    /// Takes the notes of others, whose values go before its own.
    package mutating func merge(_ others: ImageAnnotations) {
        values.merge(others.values) { $1 }
    }
}
