import TerminalCells

/// Where the parts of the timeline stand in its area.
struct TimelineLayout: Sendable, Hashable {
    /// The row of figures, the row that shows how much was done at once, and the row of the axis; empty where the
    /// area is too low for them.
    let figures: Rect, load: Rect, axis: Rect
    /// The rows of groups and steps.
    let body: Rect
    /// The columns of labels, and behind them those of the bars.
    let labels: Int, bars: Int
    /// The column of the scrollbar, where not everything fits.
    let scrollbar: Rect?

    /// The fewest columns that bars are worth drawing in.
    private static let fewestBars = 8

    init(area: Rect, rows: Int, widestLabel: Int) {
        var rest = area
        (figures, rest) = rest.split(top: area.rows >= 6 ? 1 : 0)
        (load, rest) = rest.split(top: area.rows >= 10 ? 1 : 0)
        (axis, rest) = rest.split(top: area.rows >= 3 ? 1 : 0)
        let overflows = rows > rest.rows && area.columns > 1
        scrollbar = overflows ? Rect(area.right - 1, rest.top, 1, rest.rows) : nil
        let columns = area.columns - (overflows ? 1 : 0)
        body = Rect(rest.left, rest.top, columns, rest.rows)
        let wanted = min(widestLabel + Self.margin + 1, max(18, columns * 9 / 20), 56)
        labels = columns - wanted >= Self.fewestBars ? wanted : columns
        bars = columns - labels
    }

    /// The columns before a step's label: the critical path's mark, the state's sign and a space behind each.
    static let margin = 4

    /// The cells of the bars on a row of the screen.
    func bars(row: Int) -> Rect { Rect(body.left + labels, row, bars, 1) }

    /// The cells of the label on a row of the screen.
    func label(row: Int) -> Rect { Rect(body.left, row, labels, 1) }
}
