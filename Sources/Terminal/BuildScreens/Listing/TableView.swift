import TerminalCells
import TerminalThemes

/// Draws a table: its head, the rows in view, and a bar that tells where they stand among all.
struct TableView {
    /// The columns left of every row, for the signs of what is chosen and what is marked.
    static let margin = 3

    /// What stands in a row of the table.
    struct Row {
        /// A cell for each column, as many as there are columns.
        var cells: [[Ink]]
        /// A sign before the row, as that of a mark.
        var mark: Ink?
        /// Whether all of it is of less account.
        var isDim = false
    }

    let columns: [TableColumn]
    /// The column by which it is sorted, and whether the least comes first.
    var sorted: (column: Int, isReversed: Bool)?
    let cursor: TableCursor
    let count: Int
    let look: Look
    let isFocused: Bool

    /// Where the rows stand, below the head.
    static func body(of area: Rect) -> Rect { area.split(top: 1).1 }

    /// Draws the table; asks for the rows in view alone.
    func draw(on screen: inout Screen, in area: Rect, row: (Int) -> Row) {
        guard area.rows > 0, area.columns > Self.margin else { return }
        let body = Self.body(of: area)
        let hasBar = count > body.rows
        let width = area.columns - Self.margin - (hasBar ? 2 : 1)
        let layout = TableLayout(columns, width: width)
        drawHead(on: &screen, in: area.row(0), layout)
        for offset in 0..<min(body.rows, max(0, count - cursor.top)) {
            let index = cursor.top + offset
            draw(row(index), isChosen: index == cursor.row, on: &screen, in: body.row(offset), layout)
        }
        if hasBar {
            let track = Rect(area.right - 1, body.top, 1, body.rows)
            Scrollbar(track: track, first: cursor.top, count: count).draw(on: &screen, look)
        }
    }

    private func drawHead(on screen: inout Screen, in row: Rect, _ layout: TableLayout) {
        for place in layout.places {
            let column = columns[place.column]
            var arrow = ""
            var role = Role.dim
            if let sorted, sorted.column == place.column {
                arrow = String(sorted.isReversed ? look.glyphs.arrowUp : look.glyphs.arrowDown)
                role = .strong
            }
            let room = place.width - Width.columns(of: arrow)
            let text = TextLayout.cut(column.title, to: room, ellipsis: look.glyphs.ellipsis) + arrow
            let shift = column.alignsRight ? place.width - Width.columns(of: text) : 0
            let at = Point(row.left + Self.margin + place.left + shift, row.top)
            screen.draw(text, at: at, in: row, style: look[role])
        }
    }

    private func draw(
        _ row: Row, isChosen: Bool, on screen: inout Screen, in line: Rect, _ layout: TableLayout
    ) {
        let base = isChosen ? look[isFocused ? .selection : .selectionInactive] : .plain
        if isChosen {
            screen.fill(line, style: base)
            screen.draw(String(look.glyphs.pointer), at: line.origin, in: line, style: look[.link].over(base))
        }
        if let mark = row.mark {
            screen.draw(mark.text, at: line.origin.moved(by: 1, 0), in: line, style: look[mark.role].over(base))
        }
        for place in layout.places where row.cells.indices.contains(place.column) {
            let cell = row.cells[place.column]
            let area = Rect(line.left + Self.margin + place.left, line.top, place.width, 1)
            let inks = cell.map { row.isDim && $0.role == .text ? Ink($0.text, .dim) : $0 }
            draw(inks, alignsRight: columns[place.column].alignsRight, on: &screen, in: area, base)
        }
    }

    private func draw(
        _ cell: [Ink], alignsRight: Bool, on screen: inout Screen, in area: Rect, _ base: Style
    ) {
        let inks = cell.cut(to: area.columns, ellipsis: look.glyphs.ellipsis)
        let start = area.origin.moved(by: alignsRight ? area.columns - inks.columns : 0, 0)
        screen.draw(inks.spans(look), at: start, in: area, over: base)
    }
}

extension [Ink] {
    /// As much of the pieces as has room, the last one cut where not all has.
    func cut(to columns: Int, ellipsis: Character) -> [Ink] {
        guard self.columns > columns else { return self }
        var free = columns
        var inks: [Ink] = []
        for ink in self {
            let wide = Width.columns(of: ink.text)
            guard wide >= free else {
                inks.append(ink)
                free -= wide
                continue
            }
            inks.append(Ink(TextLayout.cut(ink.text + " ", to: free, ellipsis: ellipsis), ink.role))
            break
        }
        return inks
    }
}
