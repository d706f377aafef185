import TerminalCells

/// Where the parts of a screen with a list are: a status line, the list, what is told of the chosen row, a key line.
struct ListFrame: Sendable, Hashable {
    /// Which part takes the keys.
    enum Focus: Sendable, Hashable {
        case list, detail
    }

    /// From so many rows on the detail stands below the list.
    private static let tall = 28
    /// From so many columns on it stands beside it.
    private static let wide = 170

    let status: Rect
    /// The list with its frame; nil where it is not shown.
    let list: Rect?
    /// The detail with its frame; nil where it is not shown.
    let detail: Rect?
    let keys: Rect

    init(size: Size, focus: Focus) {
        let area = Rect(size)
        status = area.row(0)
        guard size.columns >= Arrangement.smallest.columns, size.rows >= Arrangement.smallest.rows else {
            (list, detail, keys) = (nil, nil, .init(0, 0, 0, 0))
            return
        }
        keys = area.row(size.rows - 1)
        let body = Rect(0, 1, size.columns, size.rows - 2)
        if size.columns >= Self.wide {
            let (left, right) = body.split(left: size.columns * 64 / 100)
            (list, detail) = (left, right)
        } else if size.rows >= Self.tall {
            let (top, bottom) = body.split(top: body.rows * 55 / 100)
            (list, detail) = (top, bottom)
        } else {
            list = focus == .list ? body : nil
            detail = focus == .detail ? body : nil
        }
    }

    /// The list's rows below its head.
    var rows: Rect { list.map { TableView.body(of: Frame.inside($0)) } ?? .init(0, 0, 0, 0) }

    /// Whether the screen is too small for panes.
    var isTiny: Bool { list == nil && detail == nil }
}
