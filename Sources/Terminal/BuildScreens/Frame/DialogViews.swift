import TerminalCells
import TerminalThemes

/// The dialogs that lie over the panes.
enum DialogViews {
    static func draw(_ overlay: Overlay, on screen: inout Screen, _ model: some ScreenModel) {
        switch overlay {
        case .help(let scroll): HelpView.draw(on: &screen, model, scroll: scroll)
        case .palette(let palette): draw(palette, on: &screen, model)
        case .question(let question): draw(question, on: &screen, model.options.look)
        case .prompt(let prompt, let field): draw(field, prompt.title, on: &screen, model)
        }
    }

    private static func open(
        _ size: Size, _ title: String, footer: String, on screen: inout Screen, _ look: Look
    ) -> Rect {
        let frame = screen.area.centered(size)
        screen.fill(frame, style: look[.dialog])
        let labels = Frame.Labels(
            title: [Span(" \(title) ", look[.titleFocused])], footer: footer, base: look[.dialog])
        Frame.draw(on: &screen, frame, labels, look, isFocused: true)
        return Frame.inside(frame).inset(columns: 1, rows: 0)
    }

    private static func draw(_ question: Question, on screen: inout Screen, _ look: Look) {
        let columns = min(max(question.text.count, question.explanation.count), max(1, screen.size.columns - 4))
        let strong = TextLayout.wrapWords(question.text, to: columns).map { Span($0, look[.strong]) }
        let plain = TextLayout.wrapWords(question.explanation, to: columns).map { Span($0, look[.text]) }
        let answers = [
            Span("y", look[.key]), Span(" yes   ", look[.text]), Span("n", look[.key]), Span(" no", look[.text]),
        ]
        let rows = (strong + plain).map { [$0] } + [[], answers]
        let area = open(Size(columns: columns + 4, rows: rows.count + 2), "Sure?", footer: "", on: &screen, look)
        for (index, row) in rows.enumerated() {
            screen.draw(row, at: area.row(index).origin, in: area, over: look[.dialog])
        }
    }

    private static func draw(_ field: TextField, _ title: String, on screen: inout Screen, _ model: some ScreenModel) {
        let look = model.options.look
        let footer = model.hint([(.enter, "writes it"), (.escape, "closes")])
        let area = open(Size(columns: 64, rows: 3), title, footer: footer, on: &screen, look)
        field.draw(on: &screen, at: area.origin, in: area, style: look[.input].over(look[.dialog]))
    }

    private static func draw(_ palette: Palette, on screen: inout Screen, _ model: some ScreenModel) {
        let look = model.options.look
        let found = palette.found
        let rows = min(max(5, screen.size.rows - 6), palette.entries.count + 3)
        let footer = model.hint([(.enter, "does it"), (.escape, "closes")])
        let area = open(Size(columns: 64, rows: rows), "Actions", footer: footer, on: &screen, look)
        screen.draw(":", at: area.origin, in: area, style: look[.key].over(look[.dialog]))
        palette.field.draw(
            on: &screen, at: area.origin.moved(by: 2, 0), in: area.row(0), style: look[.input].over(look[.dialog]))
        let list = area.split(top: 1).1
        let first = max(0, min(palette.selected - list.rows / 2, found.count - list.rows))
        for (index, action) in found.dropFirst(first).prefix(list.rows).enumerated() {
            let row = list.row(index)
            let isSelected = first + index == palette.selected
            let base = isSelected ? look[.selection].over(look[.dialog]) : look[.dialog]
            screen.fill(row, style: base)
            let mark = isSelected ? "\(look.glyphs.pointer) " : "  "
            screen.draw(mark + action.title, at: row.origin, in: row, style: look[.text].over(base))
            let key = model.symbol(of: action) ?? ""
            let column = row.right - Width.columns(of: key)
            screen.draw(key, at: Point(column, row.top), in: row, style: look[.key].over(base))
        }
        if found.isEmpty {
            screen.draw("no action is called so", at: list.origin, in: list, style: look[.dim].over(look[.dialog]))
        }
    }
}
