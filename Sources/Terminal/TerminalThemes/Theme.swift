import TerminalCells

/// What a theme file says: a style for each role that it names.
package struct Theme: Sendable, Hashable {
    /// The ground that a theme is made for.
    package enum Background: String, Sendable, Hashable, CaseIterable {
        /// Light text on it.
        case dark
        /// Dark text on it.
        case light
    }

    /// A colour with what takes its place where a terminal has fewer.
    struct Paint: Sendable, Hashable {
        /// The colour in full.
        var color: Color
        /// Of 256; the nearest if nil.
        var indexed: UInt8?
        /// Of 16; the nearest if nil.
        var sixteen: UInt8?

        /// The colour for a terminal.
        func color(at depth: ColorDepth) -> Color {
            switch depth {
            case .direct, .none: color.reduced(to: depth)
            case .indexed: indexed.map(Color.indexed) ?? color.reduced(to: depth)
            case .sixteen: sixteen.map(Color.indexed) ?? color.reduced(to: depth)
            }
        }
    }

    /// A role's style with what takes its place where a terminal has fewer colours.
    struct Entry: Sendable, Hashable {
        /// The character's colour.
        var foreground: Paint?
        /// The colour behind it.
        var background: Paint?
        /// The attributes beside colours.
        var attributes: Style.Attributes = []
        /// Takes the place of all that on a terminal of 16 colours.
        var sixteen: Plain?
        /// Takes the place of all that on a terminal without colours.
        var mono: Style.Attributes?

        /// A style without further fallbacks.
        struct Plain: Sendable, Hashable {
            /// The character's colour.
            var foreground: Paint?
            /// The colour behind it.
            var background: Paint?
            /// The attributes beside colours.
            var attributes: Style.Attributes = []
        }
    }

    /// What it is called.
    package var name: String
    /// What it is like, in a sentence without a full stop.
    package var description = ""
    /// The ground that it is made for.
    package var background = Background.dark
    /// The styles by role.
    var entries: [Role: Entry] = [:]

    /// Makes a theme that names no role: everything is told by attributes.
    init(name: String) {
        self.name = name
    }
}
