import TerminalCells

/// Where the parts of the screen are: a status line, one or two panes, a key line.
struct Arrangement: Sendable, Hashable {
    /// The smallest screen that has panes at all; smaller ones show one line.
    static let smallest = Size(columns: 40, rows: 10)
    /// From so many columns on both panes stand side by side.
    static let wide = 100

    let status: Rect
    /// The left pane with its frame; nil where it is not shown.
    let left: Rect?
    /// The right pane with its frame; nil where it is not shown.
    let detail: Rect?
    let keys: Rect

    init(size: Size, focus: BuildModel.Focus) {
        let area = Rect(size)
        status = area.row(0)
        guard size.columns >= Self.smallest.columns, size.rows >= Self.smallest.rows else {
            (left, detail, keys) = (nil, nil, .init(0, 0, 0, 0))
            return
        }
        keys = area.row(size.rows - 1)
        let body = Rect(0, 1, size.columns, size.rows - 2)
        guard size.columns >= Self.wide else {
            left = focus == .left ? body : nil
            detail = focus == .detail ? body : nil
            return
        }
        let (first, second) = body.split(left: size.columns * (size.columns >= 160 ? 58 : 54) / 100)
        (left, detail) = (first, second)
    }

    /// Whether the screen is too small for panes.
    var isTiny: Bool { left == nil && detail == nil }
}
