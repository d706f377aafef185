import TerminalCells
import TerminalThemes

/// The last row: the keys that matter here, or a notice, or the search that is typed.
struct KeyLine {
    /// A key and what it does.
    struct Item: Hashable {
        var symbol: String
        var label: String
        /// What a click on it does; nil where it stands for several.
        var action: Action?
        /// Those of low rank go first where there is no room for all.
        var rank = 50

        var columns: Int { Width.columns(of: symbol) + 1 + Width.columns(of: label) }
    }

    let items: [Item]

    /// The items that fit, with the column where each begins.
    func placed(columns: Int) -> [(item: Item, range: Range<Int>)] {
        var items = items
        while items.reduce(0, { $0 + $1.columns + 2 }) > columns, let least = items.map(\.rank).min() {
            items.removeAll { $0.rank == least }
        }
        var column = 1
        var placed: [(Item, Range<Int>)] = []
        for item in items {
            let end = column + item.columns
            placed.append((item, column..<end))
            column = end + 2
        }
        return placed
    }

    /// The action at a column.
    func action(at column: Int, columns: Int) -> Action? {
        placed(columns: columns).first { $0.range.contains(column) }?.item.action
    }

    func draw(on screen: inout Screen, in row: Rect, _ look: Look) {
        for (item, range) in placed(columns: row.columns) {
            let place = Point(row.left + range.lowerBound, row.top)
            screen.draw(
                [Span(item.symbol, look[.key]), Span(" \(item.label)", look[.keyLabel])], at: place, in: row)
        }
    }
}

extension BuildModel {
    /// The keys that matter where the focus is, the most telling first.
    var keyLine: KeyLine {
        let item = keyItem
        let zoom = keyPair(.zoomIn, .zoomOut, "size", 20)
        let time = hasTape ? keyPair(.earlier, .later, "time", 47) : nil
        let isLive = !isEnded && options.canCancel
        let leading: [KeyLine.Item?] =
            focus == .left
            ? [moves, item(.open, "details", 65), item(.nextView, "view", 60), item(.nextTab, "tab", 45), time]
            : [moves, item(.back, "back", 65), item(.nextTab, "tab", 60)]
        let search = item(.search, "search", 50)
        let middle: [KeyLine.Item?] =
            focus == .left
            ? [search, view == .source ? nil : zoom, isEnded || isFollowing ? nil : item(.follow, "follow", 48)]
            : tab == .log
                ? [search, item(.follow, "follow", 30), item(.wrap, "wrap", 25), item(.save, "save", 40)]
                : [search, tab == .info ? nil : item(.open, "open", 48)]
        let trailing = [
            isLive ? item(.cancel, "cancel", 80) : nil, item(.palette, "palette", 35), item(.help, "help", 100),
            item(.quit, options.isNested ? "back" : isLive ? "leave" : "quit", 90),
        ]
        return KeyLine(items: (leading + middle + trailing).compactMap(\.self))
    }
}
