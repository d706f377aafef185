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
    }

    let items: [Item]

    /// The items that fit, with the column where each begins.
    func placed(columns: Int) -> [(item: Item, range: Range<Int>)] {
        var column = 1
        var placed: [(Item, Range<Int>)] = []
        for item in items {
            let end = column + Width.columns(of: item.symbol) + 1 + Width.columns(of: item.label)
            guard end < columns else { continue }
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
        func item(_ action: Action, _ label: String) -> KeyLine.Item? {
            options.keys.symbol(of: action).map { KeyLine.Item(symbol: $0, label: label, action: action) }
        }
        let moves = KeyLine.Item(
            symbol: [Action.up, .down].compactMap { options.keys.symbol(of: $0) }.joined(), label: "move", action: nil)
        let zoom = KeyLine.Item(
            symbol: [Action.zoomIn, .zoomOut].compactMap { options.keys.symbol(of: $0) }.joined(), label: "size",
            action: nil)
        let isLive = !isEnded && options.canCancel
        let leading: [KeyLine.Item?] =
            focus == .left
            ? [moves, item(.open, "details"), item(.nextView, "view"), item(.nextTab, "tab")]
            : [moves, item(.back, "back"), item(.nextTab, "tab")]
        let middle: [KeyLine.Item?] =
            focus == .left
            ? [item(.search, "search"), view == .source ? nil : zoom, isEnded ? nil : item(.follow, "follow")]
            : tab == .log
                ? [item(.search, "search"), item(.follow, "follow"), item(.wrap, "wrap"), item(.save, "save")]
                : [item(.search, "search"), tab == .info ? nil : item(.open, "open")]
        let trailing = [
            isLive ? item(.cancel, "cancel") : nil, item(.palette, "palette"), item(.help, "help"),
            item(.quit, isLive ? "leave" : "quit"),
        ]
        return KeyLine(items: (leading + middle + trailing).compactMap(\.self))
    }
}
