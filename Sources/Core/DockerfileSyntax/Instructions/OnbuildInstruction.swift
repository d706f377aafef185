/// `ONBUILD`.
package struct OnbuildInstruction: Hashable, Sendable {
    /// The text that is recorded in the image, with here-documents; ``Dockerfile/trigger(_:)`` reads it again.
    package var expression: String

    /// The instruction to run when another image builds on this one.
    package var instruction: Instruction
}
