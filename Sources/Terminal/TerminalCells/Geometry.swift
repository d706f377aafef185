/// How many columns and rows an area has.
package struct Size: Sendable, Hashable {
    /// Columns, 0 or more.
    package var columns: Int
    /// Rows, 0 or more.
    package var rows: Int

    /// Makes a size; what is below 0 counts as 0.
    package init(columns: Int, rows: Int) {
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    /// No area at all.
    package static let zero = Size(columns: 0, rows: 0)

    /// Whether nothing fits in it.
    package var isEmpty: Bool { columns == 0 || rows == 0 }
}

/// A place on a screen or a plane, from the upper left corner.
package struct Point: Sendable, Hashable {
    /// The column, from 0.
    package var column: Int
    /// The row, from 0.
    package var row: Int

    /// Makes a point.
    package init(_ column: Int, _ row: Int) {
        self.column = column
        self.row = row
    }

    /// The upper left corner.
    package static let zero = Point(0, 0)

    /// The place so many columns to the right and rows down.
    package func moved(by columns: Int, _ rows: Int) -> Point {
        Point(column + columns, row + rows)
    }
}

/// A rectangle of cells; it may lie partly or wholly outside of what is drawn on.
package struct Rect: Sendable, Hashable {
    /// The upper left corner.
    package var origin: Point
    /// The extent.
    package var size: Size

    /// Makes a rectangle from its corner and extent.
    package init(origin: Point, size: Size) {
        self.origin = origin
        self.size = size
    }

    /// Makes a rectangle from four numbers.
    package init(_ column: Int, _ row: Int, _ columns: Int, _ rows: Int) {
        self.init(origin: Point(column, row), size: Size(columns: columns, rows: rows))
    }

    /// The whole of a screen of a size.
    package init(_ size: Size) {
        self.init(origin: .zero, size: size)
    }

    /// The first column.
    package var left: Int { origin.column }
    /// The first row.
    package var top: Int { origin.row }
    /// The column behind the last.
    package var right: Int { origin.column + size.columns }
    /// The row behind the last.
    package var bottom: Int { origin.row + size.rows }
    /// How many columns.
    package var columns: Int { size.columns }
    /// How many rows.
    package var rows: Int { size.rows }
    /// Whether it holds no cell.
    package var isEmpty: Bool { size.isEmpty }

    /// Whether a cell lies in it.
    package func contains(_ point: Point) -> Bool {
        point.column >= left && point.column < right && point.row >= top && point.row < bottom
    }

    /// What two rectangles have in common; empty where they don't meet.
    package func intersection(_ other: Rect) -> Rect {
        let (left, top) = (max(left, other.left), max(top, other.top))
        return Rect(left, top, min(right, other.right) - left, min(bottom, other.bottom) - top)
    }

    /// The rectangle without a margin on each side.
    package func inset(columns: Int = 1, rows: Int = 1) -> Rect {
        Rect(left + columns, top + rows, size.columns - 2 * columns, size.rows - 2 * rows)
    }

    /// One of its rows, counted from its top; empty where it has no such row.
    package func row(_ index: Int) -> Rect {
        Rect(left, top + index, columns, index >= 0 && index < rows ? 1 : 0)
    }

    /// Cuts columns off its left side: they and the rest; all of it where it has no more.
    package func split(left count: Int) -> (Rect, Rect) {
        let count = min(max(0, count), columns)
        return (Rect(left, top, count, rows), Rect(left + count, top, columns - count, rows))
    }

    /// Cuts rows off its top: they and the rest; all of it where it has no more.
    package func split(top count: Int) -> (Rect, Rect) {
        let count = min(max(0, count), rows)
        return (Rect(left, top, columns, count), Rect(left, top + count, columns, rows - count))
    }

    /// A rectangle of at most some size in the middle of this one.
    package func centered(_ size: Size) -> Rect {
        let (columns, rows) = (min(size.columns, self.columns), min(size.rows, self.rows))
        return Rect(left + (self.columns - columns) / 2, top + (self.rows - rows) / 2, columns, rows)
    }
}
