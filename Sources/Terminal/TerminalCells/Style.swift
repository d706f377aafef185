/// A colour of a cell.
package enum Color: Sendable, Hashable {
    /// The terminal's own.
    case terminal
    /// One of the 256 of xterm's palette; the first 16 are the terminal's named colours.
    case indexed(UInt8)
    /// 24-bit colour.
    case rgb(UInt8, UInt8, UInt8)
}

/// How a cell looks beside its character.
package struct Style: Sendable, Hashable {
    /// What a terminal can do to a character beside colouring it.
    package struct Attributes: OptionSet, Sendable, Hashable {
        /// The bits.
        package let rawValue: UInt8

        /// Makes a set from its bits.
        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// Heavier or brighter.
        package static let bold = Attributes(rawValue: 1)
        /// Fainter.
        package static let dim = Attributes(rawValue: 2)
        /// Slanted.
        package static let italic = Attributes(rawValue: 4)
        /// Underlined.
        package static let underline = Attributes(rawValue: 8)
        /// Foreground and background exchanged.
        package static let reverse = Attributes(rawValue: 16)
        /// Struck through.
        package static let strikethrough = Attributes(rawValue: 32)
    }

    /// The character's colour; nil takes what lies below.
    package var foreground: Color?
    /// The colour behind it; nil takes what lies below.
    package var background: Color?
    /// The attributes.
    package var attributes: Attributes

    /// Makes a style.
    package init(foreground: Color? = nil, background: Color? = nil, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// Nothing but what lies below.
    package static let plain = Style()

    /// This style laid over another: its colours where it has any, the attributes of both.
    package func over(_ base: Style) -> Style {
        Style(
            foreground: foreground ?? base.foreground, background: background ?? base.background,
            attributes: attributes.union(base.attributes))
    }
}

/// How many colours a terminal shows.
package enum ColorDepth: Int, Sendable, Hashable, Comparable, CaseIterable {
    case none, sixteen, indexed, direct

    /// Fewer colours come first.
    package static func < (left: ColorDepth, right: ColorDepth) -> Bool {
        left.rawValue < right.rawValue
    }
}
