/// Says that a base image was not asked for again, and how to have it asked for.
package enum ResolutionNote {
    /// The note for an image that was resolved at an instant in seconds since 1970.
    package static func text(image: String, resolved: Double, now: Double) -> String {
        "\(image) resolved \(Age.text(since: resolved, now: now)); --pull asks again"
    }
}
