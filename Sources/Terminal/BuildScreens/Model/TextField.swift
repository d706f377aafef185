import TerminalCells

/// A line of text that is being typed.
package struct TextField: Sendable, Hashable {
    /// What a key did to it.
    enum Outcome: Sendable, Hashable {
        case edited, accepted, left, ignored
    }

    private var characters: [Character]
    private var cursor: Int

    /// Makes a field that holds text, with the cursor behind it.
    package init(_ text: String = "") {
        characters = Array(text)
        cursor = characters.count
    }

    /// What it holds.
    package var text: String { String(characters) }

    /// Takes a key.
    mutating func take(_ press: KeyPress) -> Outcome {
        switch (press.key, press.modifiers) {
        case (.enter, _): return .accepted
        case (.escape, _), (.character("c"), .control): return .left
        case (.character("a"), .control), (.home, _): cursor = 0
        case (.character("e"), .control), (.end, _): cursor = characters.count
        case (.character("u"), .control): remove(0..<cursor)
        case (.character("w"), .control): remove(wordStart..<cursor)
        case (.left, _): cursor = max(0, cursor - 1)
        case (.right, _): cursor = min(characters.count, cursor + 1)
        case (.delete, _): if cursor < characters.count { remove(cursor..<(cursor + 1)) }
        case (.backspace, _):
            guard !characters.isEmpty else { return .left }
            if cursor > 0 { remove((cursor - 1)..<cursor) }
        case (.character(let character), []), (.character(let character), .shift): insert([character])
        default: return .ignored
        }
        return .edited
    }

    /// Takes pasted text; line ends become spaces.
    mutating func paste(_ text: String) {
        insert(Cleaning.line(String(text.map { $0.isNewline ? " " : $0 })).map { $0 })
    }

    private mutating func insert(_ new: [Character]) {
        characters.insert(contentsOf: new, at: cursor)
        cursor += new.count
    }

    private mutating func remove(_ range: Range<Int>) {
        characters.removeSubrange(range)
        cursor = range.lowerBound
    }

    private var wordStart: Int {
        let before = characters[..<cursor]
        guard let end = before.lastIndex(where: { $0 != " " }) else { return 0 }
        return before[..<end].lastIndex(of: " ").map { $0 + 1 } ?? 0
    }

    /// Draws the text within one row and puts the screen's cursor into it; a text too long shows the cursor's part.
    func draw(on screen: inout Screen, at point: Point, in area: Rect, style: Style) {
        let room = max(0, area.right - point.column - 1)
        guard room > 0 else { return }
        // From the cursor backwards, since what was pasted may be far longer than the room.
        var start = cursor
        var used = 0
        while start > 0, used + Width.columns(of: characters[start - 1]) <= room {
            start -= 1
            used += Width.columns(of: characters[start])
        }
        let shown = String(characters[start...].prefix(room + 1))
        screen.draw(shown, at: point, in: area, style: style)
        screen.cursor = point.moved(by: used, 0)
    }
}
