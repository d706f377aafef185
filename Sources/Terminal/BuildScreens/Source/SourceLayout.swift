import TerminalCells

/// Where the gutter's columns and the text stand in the area of the source view.
struct SourceLayout: Sendable, Hashable {
    /// The row that names the columns; empty where the area is too low.
    let head: Rect
    /// The rows of the source.
    let body: Rect
    /// The last columns of the gutter's parts, counted from the area's left edge; nil for what is left out.
    let time: Int?, hits: Int?, number: Int?
    /// The columns of the whole gutter.
    let gutter: Int
    /// The column of the scrollbar, where not everything fits.
    let scrollbar: Rect?

    /// The columns of a step's sign and of how many there are.
    static let sign = 3
    private static let timeColumns = 7
    private static let hitColumns = 6

    init(area: Rect, sheet: SourceSheet, hasHits: Bool) {
        var rest = area
        (head, rest) = rest.split(top: area.rows >= 6 ? 1 : 0)
        let overflows = sheet.rows.count > rest.rows && area.columns > 1
        scrollbar = overflows ? Rect(area.right - 1, rest.top, 1, rest.rows) : nil
        body = Rect(rest.left, rest.top, area.columns - (overflows ? 1 : 0), rest.rows)
        var end = min(Self.sign, area.columns)
        func take(_ columns: Int, from width: Int) -> Int? {
            guard area.columns >= width else { return nil }
            end += columns
            return end
        }
        time = take(Self.timeColumns, from: 36)
        hits = hasHits ? take(Self.hitColumns, from: 50) : nil
        number = sheet.lastNumber.flatMap { take(max(2, String($0).count) + 1, from: 28) }
        gutter = min(end + 3, area.columns)
    }

    /// The cells of the text on a row of the screen.
    func text(row: Int) -> Rect { Rect(body.left + gutter, row, body.columns - gutter, 1) }

    /// The cells of the gutter on a row of the screen.
    func gutter(row: Int) -> Rect { Rect(body.left, row, gutter, 1) }
}
