/// Which row of a table is chosen, and which stands at the top of the view.
struct TableCursor: Sendable, Hashable {
    private(set) var row = 0
    private(set) var top = 0

    /// Keeps the chosen row among the rows there are, and in view.
    mutating func settle(count: Int, rows: Int) {
        row = min(max(0, row), max(0, count - 1))
        if row < top { top = row }
        if rows > 0, row >= top + rows { top = row - rows + 1 }
        top = min(max(0, top), max(0, count - max(1, rows)))
    }

    /// Chooses a row.
    mutating func choose(_ row: Int) { self.row = row }

    /// Does what a key asks for; gives whether it is one that moves.
    mutating func perform(_ action: Action, count: Int, rows: Int) -> Bool {
        switch action {
        case .up: row -= 1
        case .down: row += 1
        case .pageUp: row -= max(1, rows - 1)
        case .pageDown: row += max(1, rows - 1)
        case .halfUp: row -= max(1, rows / 2)
        case .halfDown: row += max(1, rows / 2)
        case .top: row = 0
        case .end: row = count - 1
        default: return false
        }
        settle(count: count, rows: rows)
        return true
    }
}
