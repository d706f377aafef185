import TerminalCells
import TerminalThemes

/// Words side by side, one of them chosen, as they are drawn and clicked.
struct TabStrip: Sendable, Hashable {
    let titles: [String]
    let origin: Point
    let area: Rect

    /// The tab at a place.
    func index(at point: Point) -> Int? {
        guard point.row == origin.row, area.contains(point) else { return nil }
        return ranges.firstIndex { $0.contains(point.column) }
    }

    /// The columns of each tab.
    var ranges: [Range<Int>] {
        var column = origin.column
        return titles.map { title in
            let end = column + Width.columns(of: title) + 2
            defer { column = end }
            return column..<end
        }
    }

    /// Draws the tabs; the chosen one also stands in brackets, so that no colour is needed to see it.
    func draw(on screen: inout Screen, chosen: Int, active: Style, other: Style) {
        for (index, range) in ranges.enumerated() {
            let isChosen = index == chosen
            let text = isChosen ? "[\(titles[index])]" : " \(titles[index]) "
            screen.draw(text, at: Point(range.lowerBound, origin.row), in: area, style: isChosen ? active : other)
        }
    }
}
