import BuildEvents

extension Listings {
    /// The store's images, an object a line.
    package static func imagesJSON(_ images: [Image]) -> String {
        lines(images) { image, text in
            text.member("name", image.name)
            text.member("digest", image.digest)
            text.member("platforms", list: image.platforms)
            text.member("size", image.size)
            text.member("created_at", ifPresent: image.created.map(time))
        }
    }

    static func time(_ seconds: Double) -> String {
        Timestamp.text(nanoseconds: Timestamp.nanoseconds(ofSeconds: seconds))
    }

    static func lines<Value>(_ values: [Value], _ body: (Value, inout JSONText) -> Void) -> String {
        var text = JSONText()
        for value in values {
            text.object { body(value, &$0) }
            text.newline()
        }
        return text.string
    }
}
