import TerminalCells

/// A control sequence (`ESC [` …) that came from the terminal and that ncurses did not know as a key.
struct ControlSequence: Hashable {
    /// What it says.
    enum Meaning: Hashable {
        case input(TerminalInput)
        /// A terminal's answer about one of its modes: 1 and 2 mean that it can be set.
        case mode(Int, setting: Int)
        case pasteBegins
        /// Three bytes follow: button, column and row.
        case mouseBytesFollow
        case nothing
    }

    /// The bytes between the introducer and the final one.
    var parameters: [UInt8]
    /// The byte that ends it.
    var final: UInt8

    var meaning: Meaning {
        let text = String(decoding: parameters, as: UTF8.self)
        let letter = Character(Unicode.Scalar(final))
        if text.hasPrefix("<"), letter == "M" || letter == "m" {
            return mouse(Self.numbers(text.dropFirst()), isPress: letter == "M")
        }
        if text.hasPrefix("?"), text.hasSuffix("$"), letter == "y" {
            let numbers = Self.numbers(text.dropFirst().dropLast())
            return numbers.count == 2 ? .mode(numbers[0], setting: numbers[1]) : .nothing
        }
        if text.isEmpty, letter == "M" { return .mouseBytesFollow }
        return key(Self.numbers(text[...]), letter)
    }

    /// Numbers between semicolons; an empty one is 1, and of sub-numbers behind colons the first counts.
    private static func numbers(_ text: Substring) -> [Int] {
        text.split(separator: ";", omittingEmptySubsequences: false).map { part in
            Int(part.prefix { $0 != ":" }) ?? 1
        }
    }

    // MARK: Keys

    private static let letters: [Character: KeyPress.Key] = [
        "A": .up, "B": .down, "C": .right, "D": .left, "H": .home, "F": .end, "P": .function(1), "Q": .function(2),
        "R": .function(3), "S": .function(4), "Z": .tab,
    ]
    private static let tildes: [Int: KeyPress.Key] = [
        1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end, 11: .function(1),
        12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5), 17: .function(6), 18: .function(7),
        19: .function(8), 20: .function(9), 21: .function(10), 23: .function(11), 24: .function(12),
    ]

    private func key(_ numbers: [Int], _ letter: Character) -> Meaning {
        let held = KeyPress.Modifiers(xterm: numbers.count > 1 ? numbers[1] : 1)
        switch letter {
        case "~" where numbers.first == 200: return .pasteBegins
        case "~" where numbers.first == 27 && numbers.count == 3: return typed(numbers[2], held)
        case "~": return Self.tildes[numbers.first ?? 0].map { .input(.key(KeyPress($0, held))) } ?? .nothing
        case "u": return typed(numbers.first ?? 0, held)
        case "Z": return .input(.key(KeyPress(.tab, held.union(.shift))))
        default: return Self.letters[letter].map { .input(.key(KeyPress($0, held))) } ?? .nothing
        }
    }

    /// A key that the terminal tells by its character.
    private func typed(_ code: Int, _ held: KeyPress.Modifiers) -> Meaning {
        guard let code = UInt32(exactly: code), let scalar = Unicode.Scalar(code) else { return .nothing }
        switch code {
        case 13: return .input(.key(KeyPress(.enter, held)))
        case 9: return .input(.key(KeyPress(.tab, held)))
        case 27: return .input(.key(KeyPress(.escape, held)))
        case 8, 127: return .input(.key(KeyPress(.backspace, held)))
        case 0..<32, 0x80..<0xA0, 0xE000..<0xF900: return .nothing
        default:
            let character = Character(scalar)
            let shifted = held.contains(.shift) ? Character(first: character.uppercased(), or: character) : character
            return .input(.key(KeyPress(.character(shifted), held.subtracting(.shift))))
        }
    }

    // MARK: Mouse

    private func mouse(_ numbers: [Int], isPress: Bool) -> Meaning {
        guard numbers.count == 3 else { return .nothing }
        return Self.mouse(button: numbers[0], isPress: isPress, column: numbers[1], row: numbers[2])
            .map { .input(.mouse($0)) } ?? .nothing
    }

    /// What a report of the mouse says; nil for buttons that nothing is done with.
    ///
    /// Columns and rows count from 1.
    static func mouse(button: Int, isPress: Bool, column: Int, row: Int) -> MouseEvent? {
        let point = Point(max(0, column - 1), max(0, row - 1))
        // 4, 8 and 16 tell the keys that are held, 32 that the mouse moved.
        switch button & ~28 {
        case 0: return MouseEvent(isPress ? .press : .release, at: point)
        case 32: return MouseEvent(.drag, at: point)
        case 64: return MouseEvent(.wheelUp, at: point)
        case 65: return MouseEvent(.wheelDown, at: point)
        default: return nil
        }
    }
}

extension Character {
    /// The only character of a text, or another where it has more.
    fileprivate init(first text: String, or other: Character) {
        self = text.count == 1 ? Character(text) : other
    }
}
