/// What comes from a terminal.
package enum TerminalInput: Sendable, Hashable {
    /// A key.
    case key(KeyPress)
    /// The mouse.
    case mouse(MouseEvent)
    /// Text that was pasted.
    case paste(String)
    /// The terminal has another size.
    case resize(Size)
    /// The program was stopped and goes on.
    case resumed
    /// The terminal is gone.
    case closed
}

/// A key that was pressed, with what was held.
package struct KeyPress: Sendable, Hashable {
    /// A key.
    package enum Key: Sendable, Hashable {
        /// A character as typed: `A` is typed with shift, and space is one.
        case character(Character)
        case enter, tab, escape, backspace, delete, insert
        case up, down, left, right, pageUp, pageDown, home, end
        /// F1 to F12.
        case function(Int)
    }

    /// What is held beside a key.
    package struct Modifiers: OptionSet, Sendable, Hashable {
        /// The bits.
        package let rawValue: UInt8

        /// Makes a set from its bits.
        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// Control.
        package static let control = Modifiers(rawValue: 1)
        /// Alt, as terminals tell it: an escape before the key.
        package static let alt = Modifiers(rawValue: 2)
        /// Shift, for keys that are no characters.
        package static let shift = Modifiers(rawValue: 4)
    }

    /// The key.
    package var key: Key
    /// What was held.
    package var modifiers: Modifiers

    /// Makes a key press.
    package init(_ key: Key, _ modifiers: Modifiers = []) {
        self.key = key
        self.modifiers = modifiers
    }
}

/// What the mouse did.
package struct MouseEvent: Sendable, Hashable {
    /// What it did.
    package enum Kind: Sendable, Hashable {
        case press, release, drag, wheelUp, wheelDown
    }

    /// What it did, with the left button where one is meant.
    package var kind: Kind
    /// Over which cell.
    package var point: Point

    /// Makes an event.
    package init(_ kind: Kind, at point: Point) {
        self.kind = kind
        self.point = point
    }
}
