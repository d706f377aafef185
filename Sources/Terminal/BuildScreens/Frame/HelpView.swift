import TerminalCells
import TerminalThemes

/// Every key of the screen, in groups, over the panes; in two columns where there is room.
enum HelpView {
    /// A row: a heading, keys and what they do, or signs and what they mean.
    private enum Row {
        case heading(String)
        case entry(keys: String, title: String)
        case signs([(sign: String, role: Role, meaning: String)])
        case gap
    }

    /// The rows in one column or in two, of which one may be longer.
    private struct Sheet {
        var columns: [[Row]]
        /// The columns of keys before what they do.
        var keys: Int

        var rows: Int { columns.map(\.count).max() ?? 0 }
    }

    private static func sheet(_ model: some ScreenModel) -> Sheet {
        let help = type(of: model).help
        let (left, right) = (rows(help.left, model), rows(help.right, model))
        let keys = (left + right).reduce(8) { widest, row in
            if case .entry(let keys, _) = row { max(widest, Width.columns(of: keys)) } else { widest }
        }
        let signs = signs(model.options.look.glyphs)
        guard model.size.columns >= 112 else {
            return Sheet(columns: [left + [.gap] + right + [.gap] + signs], keys: keys)
        }
        return Sheet(columns: [left, right + [.gap] + signs], keys: keys)
    }

    private static func rows(_ sections: [HelpSection], _ model: some ScreenModel) -> [Row] {
        let blocks = sections.map { section -> [Row] in
            let actions = section.actions.filter { model.options.canCancel || $0 != .cancel }
            return [.heading(section.title)]
                + actions.compactMap { action -> Row? in
                    let names = model.options.keys.names(of: action)
                    return names.isEmpty ? nil : .entry(keys: names.joined(separator: ", "), title: action.title)
                }
        }
        return Array(blocks.joined(separator: [.gap]))
    }

    private static func signs(_ glyphs: GlyphSet) -> [Row] {
        [
            .heading("Signs"),
            .signs([
                ("\(glyphs.hit)", .hit, "hit"), ("\(glyphs.ran)", .ran, "ran"),
                ("\(glyphs.same)", .same, "same result"),
                ("\(glyphs.running)", .running, "running"),
            ]),
            .signs([
                ("\(glyphs.waiting)", .waiting, "waiting"), ("\(glyphs.failed)", .failed, "failed"),
                ("\(glyphs.cancelled)", .cancelled, "cancelled or not needed"),
            ]),
            .signs([
                (String(repeating: glyphs.heavy.horizontal, count: 2), .edgeCritical, "on the critical path"),
                ("\(glyphs.warning)", .warning, "warning"),
            ]),
        ]
    }

    private static func box(_ sheet: Sheet, in size: Size) -> Rect {
        let full = Rect(size).inset(columns: 1, rows: 1)
        return full.centered(Size(columns: sheet.columns.count > 1 ? 122 : 76, rows: sheet.rows + 2))
    }

    /// By how many rows the help can be scrolled.
    static func lastScroll(_ model: some ScreenModel) -> Int {
        let sheet = sheet(model)
        return max(0, sheet.rows - Frame.inside(box(sheet, in: model.size)).rows)
    }

    static func draw(on screen: inout Screen, _ model: some ScreenModel, scroll: Int) {
        let look = model.options.look
        let sheet = sheet(model)
        let frame = box(sheet, in: screen.size)
        let area = Frame.inside(frame)
        let scroll = max(0, min(scroll, sheet.rows - area.rows))
        screen.fill(frame, style: look[.dialog])
        let separator = look.glyphs.separator
        let footer =
            sheet.rows > area.rows
            ? "\(scroll + 1)-\(scroll + area.rows) of \(sheet.rows) \(separator) any other key closes"
            : "any key closes"
        let labels = Frame.Labels(title: [Span(" Keys ", look[.titleFocused])], footer: footer, base: look[.dialog])
        Frame.draw(on: &screen, frame, labels, look, isFocused: true)
        let columns = area.columns / max(1, sheet.columns.count)
        for (index, rows) in sheet.columns.enumerated() {
            let place = Rect(area.left + index * columns, area.top, columns, area.rows).inset(columns: 1, rows: 0)
            for (offset, row) in rows.dropFirst(scroll).prefix(area.rows).enumerated() {
                draw(row, on: &screen, in: place.row(offset), keys: sheet.keys, look)
            }
        }
    }

    private static func draw(_ row: Row, on screen: inout Screen, in area: Rect, keys columns: Int, _ look: Look) {
        let base = look[.dialog]
        switch row {
        case .heading(let title):
            screen.draw(title, at: area.origin, in: area, style: look[.heading].over(base))
        case .entry(let keys, let title):
            screen.draw(keys, at: area.origin.moved(by: 2, 0), in: area, style: look[.key].over(base))
            screen.draw(title, at: area.origin.moved(by: columns + 4, 0), in: area, style: look[.text].over(base))
        case .signs(let signs):
            let spans = signs.flatMap { [Span($0.sign, look[$0.role]), Span(" \($0.meaning)   ", look[.text])] }
            screen.draw(spans, at: area.origin.moved(by: 2, 0), in: area, over: base)
        case .gap:
            break
        }
    }
}
