extension Screen {
    /// Neighbouring cells of a row that differ.
    package struct Change: Sendable, Hashable {
        /// The row.
        package let row: Int
        /// The columns, at least one; they hold wide clusters whole.
        package let columns: Range<Int>
    }

    /// What must be drawn again where another screen is shown, in reading order; all of it where that has another size.
    ///
    /// Changes with fewer than four equal cells between them are one.
    package func changes(from old: Screen) -> [Change] {
        guard !size.isEmpty else { return [] }
        guard old.size == size else { return (0..<size.rows).map { Change(row: $0, columns: 0..<size.columns) } }
        var changes: [Change] = []
        let (new, before) = (cells.span, old.cells.span)
        for row in 0..<size.rows {
            let start = row * size.columns
            var column = 0
            while let range = Self.nextChange(new, before, start..<(start + size.columns), from: column) {
                changes.append(Change(row: row, columns: range))
                column = range.upperBound
            }
        }
        return changes
    }

    /// The columns of the next change in a row of two grids, of which `row` are the indices.
    private static func nextChange(
        _ new: Swift.Span<Cell>, _ old: Swift.Span<Cell>, _ row: Range<Int>, from column: Int
    ) -> Range<Int>? {
        var index = row.lowerBound + column
        while index < row.upperBound, new[index] == old[index] { index += 1 }
        guard index < row.upperBound else { return nil }
        var first = index
        var end = index + 1
        index = end
        while index < row.upperBound, index - end < 4 {
            if new[index] != old[index] { end = index + 1 }
            index += 1
        }
        while first > row.lowerBound, new[first].isContinuation { first -= 1 }
        while end < row.upperBound, new[end].isContinuation { end += 1 }
        return (first - row.lowerBound)..<(end - row.lowerBound)
    }
}
