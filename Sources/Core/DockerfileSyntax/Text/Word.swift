package import Diagnostics

/// A piece of a Dockerfile: its text after continuation lines are joined, and where it stands.
package struct Word: Hashable, Sendable, CustomStringConvertible {
    /// The text, with quotes, escapes and variables as they were written.
    package var text: String

    /// Where the text stands; it may reach over several lines.
    package var range: SourceRange

    /// Creates a word.
    package init(text: String, range: SourceRange) {
        self.text = text
        self.range = range
    }

    /// The text alone.
    package var description: String { text }
}
