extension Screen {
    /// The rows as text, each over all columns; a wide cluster stands once for its two.
    package var text: [String] {
        (0..<size.rows).map { row in
            var text = String.UnicodeScalarView()
            for cell in self.row(row) { cell.scalars.append(to: &text) }
            return String(text)
        }
    }

    /// The screen for comparing and for reading: its text, a grid with a letter for each cell's style, and their key.
    ///
    /// Letters are given in the order in which styles appear, `.` to the plain one, so that equal screens give equal
    /// text. Blanks at the ends of rows are left out of the text; the grid shows how wide the rows are.
    package func golden() -> String {
        var letters = StyleLetters()
        let grid = (0..<size.rows).map { row in String(self.row(row).map { letters.letter(for: $0.look) }) }
        var lines = text.map(Self.withoutTrailingBlanks)
        lines += ["", "styles:"] + grid
        lines += letters.key
        if let cursor { lines.append("cursor: \(cursor.column),\(cursor.row)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func withoutTrailingBlanks(_ line: String) -> String {
        let end = line.utf8.lastIndex { $0 != 0x20 }.map { line.utf8.index(after: $0) }
        return String(line[..<(end ?? line.startIndex)])
    }
}

/// Letters for the styles of a screen.
private struct StyleLetters {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    private var letters: [PackedStyle: Character] = [.plain: "."]
    private(set) var key: [String] = []

    mutating func letter(for look: PackedStyle) -> Character {
        if let letter = letters[look] { return letter }
        let letter = key.count < Self.alphabet.count ? Self.alphabet[key.count] : Self.later(key.count)
        letters[look] = letter
        key.append("\(letter) \(look.style.name)")
        return letter
    }

    /// Letters of other alphabets where a screen has more styles than the Latin one.
    private static func later(_ index: Int) -> Character {
        Unicode.Scalar(UInt32(0x4E00 + index)).map { Character($0) } ?? "?"
    }
}

extension Style {
    /// The style in words, as in the key of a golden screen: `#ff8700 on 236 bold`.
    package var name: String {
        var words = [foreground.map(\.name), background.map { "on \($0.name)" }].compactMap { $0 }
        let names: [(Attributes, String)] = [
            (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"), (.reverse, "reverse"),
            (.strikethrough, "strikethrough"),
        ]
        words += names.filter { attributes.contains($0.0) }.map(\.1)
        return words.isEmpty ? "plain" : words.joined(separator: " ")
    }
}

extension Color {
    /// The colour in a word: `terminal`, `12` or `#ff8700`.
    package var name: String {
        switch self {
        case .terminal: "terminal"
        case .indexed(let index): String(index)
        case .rgb(let red, let green, let blue):
            "#"
                + [red, green, blue].map { (value: UInt8) in (value < 16 ? "0" : "") + String(value, radix: 16) }
                .joined()
        }
    }
}
