/// A piece of text in one style.
package struct Span: Sendable, Hashable {
    /// The text, without control characters.
    package var text: String
    /// How it looks.
    package var style: Style

    /// Makes a span.
    package init(_ text: String, _ style: Style = .plain) {
        self.text = text
        self.style = style
    }
}
