/// A name and its value in ENV or LABEL.
package struct KeyValue: Hashable, Sendable {
    /// The name, as it was written.
    package var name: Word

    /// The value, with its quotes.
    package var value: Word

    /// True for the old form `NAME VALUE`, in which the value takes the rest of the line.
    package var isLegacy: Bool
}

/// A name in ARG, with its default if it has one.
package struct ArgumentDeclaration: Hashable, Sendable {
    /// The name, as it was written.
    package var name: Word

    /// The default, with its quotes; nil without an equals sign.
    package var value: Word?

    /// The text of a comment above that begins with the name.
    package var description: String?
}
