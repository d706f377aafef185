/// Writes text on one row of cells, within columns.
struct Pen {
    /// Where the next unit goes; it may lie outside of the clip.
    private(set) var column: Int
    private let clip: Range<Int>
    private let look: PackedStyle

    init(column: Int, clip: Range<Int>, look: PackedStyle) {
        self.column = column
        self.clip = clip
        self.look = look
    }

    /// Draws until the text or the clip ends; `row` are the indices of the row in the cells.
    ///
    /// The clip lies in the row and the first column before its end. A row never begins with a second half.
    mutating func draw(_ text: String, on cells: inout MutableSpan<Cell>, _ row: Range<Int>) {
        let bytes = text.utf8.span
        var units = TextUnits(text)
        let first = max(column, clip.lowerBound)
        let splitsWide = cells[row.lowerBound + first].isContinuation
        while column < clip.upperBound, let unit = units.next(in: bytes) {
            guard unit.columns > 0 else { continue }
            put(unit, on: &cells, row.lowerBound)
            column += unit.columns
        }
        let end = min(column, clip.upperBound)
        guard end > first else { return }
        if splitsWide { cells[row.lowerBound + first - 1] = cells[row.lowerBound + first - 1].blanked }
        Self.repairRight(of: row.lowerBound + end, on: &cells, row)
    }

    /// Before a range of cells is overwritten: what is wide and loses a half there becomes a blank.
    static func blankHalves(around range: Range<Int>, on cells: inout MutableSpan<Cell>, _ row: Range<Int>) {
        if cells[range.lowerBound].isContinuation {
            cells[range.lowerBound - 1] = cells[range.lowerBound - 1].blanked
        }
        repairRight(of: range.upperBound, on: &cells, row)
    }

    /// A second half without its first becomes a blank.
    private static func repairRight(of index: Int, on cells: inout MutableSpan<Cell>, _ row: Range<Int>) {
        if index < row.upperBound, cells[index].isContinuation { cells[index] = cells[index].blanked }
    }

    private func put(_ unit: TextUnit, on cells: inout MutableSpan<Cell>, _ start: Int) {
        let index = start + column
        if unit.columns == 1 {
            if column >= clip.lowerBound { cells[index] = Cell(unit.scalars, look) }
        } else if column >= clip.lowerBound, column + 1 < clip.upperBound {
            cells[index] = Cell(unit.scalars, look)
            cells[index + 1] = Cell(.none, look)
        } else if column >= clip.lowerBound {
            // Half of a wide cluster that an edge cuts shows as a space.
            cells[index] = Cell(.space, look)
        } else if column + 1 == clip.lowerBound {
            cells[index + 1] = Cell(.space, look)
        }
    }
}
