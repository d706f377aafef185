/// `ONBUILD`.
package struct OnbuildInstruction: Hashable, Sendable {
    /// The text that is recorded in the image, with here-documents; ``Dockerfile/trigger(_:)`` reads it when another
    /// image builds on this one, and only then is it judged.
    package var expression: String
}
