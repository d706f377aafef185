import TerminalCells

/// The first row of a screen: facts from the left and from the right, as many as have room.
struct StatusRow {
    /// A fact of the row; those of low rank go first where there is no room for all.
    struct Part {
        var spans: [Span]
        /// What is drawn instead where the row would be too long.
        var short: [Span]?
        var rank: Int

        var shortened: Part { Part(spans: short ?? spans, short: nil, rank: rank) }

        static func columns(_ spans: [Span]) -> Int { spans.reduce(0) { $0 + Width.columns(of: $1.text) } }
    }

    let left: [Part]
    let right: [Part]

    /// Of a rank below this are parts that are left out before others are shortened.
    private static let spare = 20

    /// Draws the row; gives what room is left between both sides.
    @discardableResult
    func draw(on screen: inout Screen, in row: Rect, base: Style) -> Rect {
        screen.fill(row, style: base)
        let (left, right) = fitting(row.columns - 2)
        let start = draw(left, at: row.left + 1, on: &screen, row, base)
        let end = row.right - 1 - total(right)
        draw(right, at: max(row.left + 1, end), on: &screen, row, base)
        return Rect(start, row.top, max(0, end - 2 - start), 1)
    }

    /// What has room: all, else some of it in short, else what matters most.
    private func fitting(_ room: Int) -> (left: [[Span]], right: [[Span]]) {
        var (left, right) = (left, right)
        func isTooLong() -> Bool { total(left.map(\.spans)) + 2 + total(right.map(\.spans)) > room }
        while isTooLong(), let least = (left + right).map(\.rank).min() {
            let long = (left + right).filter { $0.short != nil }.map(\.rank).min()
            if least < Self.spare {
                left.removeAll { $0.rank == least }
                right.removeAll { $0.rank == least }
            } else if let long {
                left = left.map { $0.rank == long ? $0.shortened : $0 }
                right = right.map { $0.rank == long ? $0.shortened : $0 }
            } else {
                break
            }
        }
        let kept = isTooLong() ? ranks(of: left + right, in: room) : Set((left + right).map(\.rank))
        return (
            left.filter { kept.contains($0.rank) }.map(\.spans), right.filter { kept.contains($0.rank) }.map(\.spans)
        )
    }

    /// The parts that have room together, those of high rank before others; one at least.
    private func ranks(of parts: [Part], in room: Int) -> Set<Int> {
        var kept: Set<Int> = []
        var used = -2
        for part in parts.sorted(by: { $0.rank > $1.rank }) {
            let columns = Part.columns(part.spans) + 2
            guard used + columns <= room || kept.isEmpty else { continue }
            used += columns
            kept.insert(part.rank)
        }
        return kept
    }

    private func total(_ parts: [[Span]]) -> Int {
        parts.reduce(0) { $0 + Part.columns($1) } + 2 * max(0, parts.count - 1)
    }

    @discardableResult
    private func draw(
        _ parts: [[Span]], at column: Int, on screen: inout Screen, _ row: Rect, _ base: Style
    ) -> Int {
        var column = column
        for spans in parts {
            column += screen.draw(spans, at: Point(column, row.top), in: row, over: base) + 2
        }
        return column
    }
}
