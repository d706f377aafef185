/// `FROM [--platform=P] IMAGE [AS NAME]`.
package struct FromInstruction: Hashable, Sendable {
    /// The image or stage to start from, as it was written.
    package var image: Word

    /// The platform, as it was written.
    package var platform: Word?

    /// The word `AS` as it was written, in whatever case.
    package var asKeyword: Word?

    /// The stage's name as it was written, in whatever case.
    package var name: Word?

    /// The text of a comment above that begins with the stage's name.
    package var description: String?

    /// The stage's name in lower case, by which it is found.
    package var stageName: String? { name?.text.lowercased() }
}
