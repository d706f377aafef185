import OCIFormat

/// The annotations by which layouts and archives name their images.
enum ImageName {
    /// OCI's: a tag, or with many tools the whole name.
    static let reference = "org.opencontainers.image.ref.name"
    /// containerd's: always the whole name.
    static let full = "io.containerd.image.name"

    /// The whole name that an entry of an index has, nil where it has none or only a tag.
    static func reference(of descriptor: Descriptor) -> ImageReference? {
        for key in [full, reference] {
            guard let text = descriptor.annotations?[key], key == full || text.contains("/") || text.contains(":"),
                // A name by other rules is no name of ours; the entry is left as it is.
                let name = try? ImageReference(parsing: text)
            else { continue }
            return name
        }
        return nil
    }

    /// The tag that an entry of an index has, by itself or in a whole name.
    static func tags(of descriptor: Descriptor) -> [String] {
        let written = descriptor.annotations?[reference]
        return [written, reference(of: descriptor)?.tag].compactMap { $0 }
    }

    /// The descriptor as the store's index has it: both annotations hold the whole name.
    static func named(_ descriptor: Descriptor, _ name: ImageReference) -> Descriptor {
        annotated(descriptor, [reference: name.canonical, full: name.canonical])
    }

    /// The descriptor as archives have it: OCI's annotation holds the tag alone.
    static func exported(_ descriptor: Descriptor, _ name: ImageReference) -> Descriptor {
        annotated(descriptor, [reference: name.tag ?? ImageReference.defaultTag, full: name.canonical])
    }

    /// The descriptor without the annotations that name it.
    static func bare(_ descriptor: Descriptor) -> Descriptor {
        var result = descriptor
        result.annotations = descriptor.annotations?.filter { $0.key != reference && $0.key != full }
        if result.annotations?.isEmpty == true { result.annotations = nil }
        return result
    }

    private static func annotated(_ descriptor: Descriptor, _ names: [String: String]) -> Descriptor {
        var result = descriptor
        result.annotations = (descriptor.annotations ?? [:]).merging(names) { $1 }
        return result
    }
}
