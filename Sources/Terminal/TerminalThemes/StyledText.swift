package import TerminalCells

/// Text with the control sequences (SGR, ECMA-48 8.3.117) that colour it in a terminal.
package enum StyledText {
    /// The rows of a screen as lines, each in its colours and ended with them, without blanks at their ends that show
    /// nothing; where `isStyled` is false, without any sequence.
    package static func lines(_ screen: Screen, isStyled: Bool) -> String {
        var text = ""
        for row in 0..<screen.size.rows {
            let cells = (0..<screen.size.columns).map { screen[Point($0, row)] }
            let end = cells.lastIndex { $0.text != " " || (isStyled && isVisible($0.style)) }.map { $0 + 1 } ?? 0
            var style = Style.plain
            for cell in cells.prefix(end) {
                if isStyled, cell.style != style {
                    style = cell.style
                    text += sequence(style)
                }
                text += cell.text
            }
            text += style == .plain ? "\n" : "\u{1B}[m\n"
        }
        return text
    }

    /// The sequence that sets a style and nothing else.
    package static func sequence(_ style: Style) -> String {
        let attributes: [(Style.Attributes, String)] = [
            (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"), (.strikethrough, "9"),
        ]
        var numbers = ["0"] + attributes.filter { style.attributes.contains($0.0) }.map(\.1)
        numbers += style.foreground.map { color($0, base: 30) } ?? []
        numbers += style.background.map { color($0, base: 40) } ?? []
        return "\u{1B}[\(numbers.joined(separator: ";"))m"
    }

    private static func color(_ color: Color, base: Int) -> [String] {
        switch color {
        case .terminal: []
        case .indexed(let index) where index < 8: [String(base + Int(index))]
        case .indexed(let index) where index < 16: [String(base + 52 + Int(index))]
        case .indexed(let index): [String(base + 8), "5", String(index)]
        case .rgb(let red, let green, let blue): [String(base + 8), "2", String(red), String(green), String(blue)]
        }
    }

    /// Whether a blank in the style shows.
    private static func isVisible(_ style: Style) -> Bool {
        style.background.map { $0 != .terminal } ?? false
            || !style.attributes.isDisjoint(with: [.reverse, .underline, .strikethrough])
    }
}
