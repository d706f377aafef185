/// What became of a text whose variables were replaced.
package struct Expansion: Hashable, Sendable {
    /// The text as one word.
    package var text: String

    /// The text cut at spaces that stood outside quotes, or came out of a variable; empty words are left out.
    package var words: [String]

    /// The variables that were asked for and had a value, each once, in the order of their first use.
    package var used: [String]

    /// The variables that were asked for and had no value, each once, in the order of their first use.
    package var undefined: [String]
}
