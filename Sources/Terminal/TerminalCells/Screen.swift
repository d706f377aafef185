/// A grid of cells that views draw on; what falls outside is cut off.
///
/// A wide cluster stands whole or not at all: where something is drawn over one of its columns, a space takes the
/// other.
package struct Screen: Sendable, Hashable {
    /// Its extent.
    package let size: Size
    /// The cells, row by row.
    package private(set) var cells: [Cell]
    /// Where the terminal's cursor stands; nil hides it.
    package var cursor: Point?

    /// Makes a blank screen.
    package init(size: Size, style: Style = .plain) {
        self.size = size
        cells = Array(repeating: Cell(.space, PackedStyle(style)), count: size.columns * size.rows)
    }

    /// The whole of it as a rectangle.
    package var area: Rect { Rect(size) }

    /// The cell at a place; a blank outside.
    package subscript(point: Point) -> Cell {
        area.contains(point) ? cells[point.row * size.columns + point.column] : Cell(.space, .plain)
    }

    /// The cells of a row that it has.
    package func row(_ row: Int) -> ArraySlice<Cell> {
        cells[(row * size.columns)..<((row + 1) * size.columns)]
    }

    /// Draws text on one row from a place on, within a rectangle; gives how many columns it took.
    ///
    /// Control characters show as U+FFFD; text that came from outside goes through `Cleaning` first.
    @discardableResult
    package mutating func draw(_ text: String, at point: Point, in clip: Rect, style: Style = .plain) -> Int {
        let clip = clip.intersection(area)
        guard !clip.isEmpty, point.row >= clip.top, point.row < clip.bottom, point.column < clip.right else { return 0 }
        var pen = Pen(column: point.column, clip: clip.left..<clip.right, look: PackedStyle(style))
        let row = (point.row * size.columns)..<((point.row + 1) * size.columns)
        var cells = cells.mutableSpan
        pen.draw(text, on: &cells, row)
        return pen.column - point.column
    }

    /// Draws spans one behind the other; gives how many columns they took.
    @discardableResult
    package mutating func draw(_ spans: [Span], at point: Point, in clip: Rect, over base: Style = .plain) -> Int {
        var column = point.column
        for span in spans where column < clip.right {
            column += draw(span.text, at: Point(column, point.row), in: clip, style: span.style.over(base))
        }
        return column - point.column
    }

    /// Fills a rectangle with a character of one column.
    package mutating func fill(_ rect: Rect, with character: Character = " ", style: Style = .plain) {
        let rect = rect.intersection(area)
        guard !rect.isEmpty else { return }
        let cell = Cell(character, style)
        for row in rect.top..<rect.bottom {
            let line = (row * size.columns)..<((row + 1) * size.columns)
            var cells = cells.mutableSpan
            Pen.blankHalves(around: (line.lowerBound + rect.left)..<(line.lowerBound + rect.right), on: &cells, line)
            for index in (line.lowerBound + rect.left)..<(line.lowerBound + rect.right) { cells[index] = cell }
        }
    }

    /// Changes how a rectangle looks and leaves its characters.
    ///
    /// The change is worked out once for each run of equal styles in a row.
    package mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
        let rect = rect.intersection(area)
        guard !rect.isEmpty else { return }
        var (old, new) = (PackedStyle.plain, Style.plain)
        change(&new)
        var look = PackedStyle(new)
        for row in rect.top..<rect.bottom {
            let start = row * size.columns
            for index in (start + rect.left)..<(start + rect.right) {
                if cells[index].look != old {
                    old = cells[index].look
                    new = old.style
                    change(&new)
                    look = PackedStyle(new)
                }
                cells[index] = Cell(cells[index].scalars, look)
            }
        }
    }

    /// Draws the frame of a rectangle; its inside stays.
    ///
    /// The strokes are six characters of one column: upper left, upper right, lower left and lower right corner,
    /// horizontal, vertical. With fewer nothing is drawn.
    package mutating func drawBox(_ rect: Rect, _ strokes: String, style: Style = .plain) {
        let strokes = Array(strokes)
        guard strokes.count >= 6, rect.columns >= 2, rect.rows >= 2 else { return }
        let (right, bottom) = (rect.right - 1, rect.bottom - 1)
        for row in [rect.top, bottom] { fill(Rect(rect.left, row, rect.columns, 1), with: strokes[4], style: style) }
        for column in [rect.left, right] { fill(Rect(column, rect.top, 1, rect.rows), with: strokes[5], style: style) }
        let corners = [(rect.left, rect.top), (right, rect.top), (rect.left, bottom), (right, bottom)]
        for (stroke, corner) in zip(strokes, corners) {
            fill(Rect(corner.0, corner.1, 1, 1), with: stroke, style: style)
        }
    }
}
