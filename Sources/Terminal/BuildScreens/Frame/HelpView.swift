import TerminalCells
import TerminalThemes

/// Every key of the screen, in groups, over the panes.
enum HelpView {
    private static let groups: [(title: String, actions: [Action])] = [
        ("Moving", [.up, .down, .left, .right, .pageUp, .pageDown, .halfUp, .halfDown, .top, .end, .open, .back]),
        ("Left pane", [.nextView, .graph, .timeline, .source, .zoomIn, .zoomOut, .follow]),
        ("Right pane", [.nextTab, .previousTab, .log, .why, .files, .info, .wrap, .save]),
        ("Search", [.search, .nextMatch, .previousMatch]),
        ("Build and screen", [.cancel, .interrupt, .palette, .help, .redraw, .suspend, .quit]),
    ]

    /// A row: a heading, or keys and what they do.
    private enum Row {
        case heading(String)
        case entry(keys: String, title: String)
        case states
        case gap
    }

    private static func rows(_ keys: KeyMap, canCancel: Bool) -> [Row] {
        var rows: [Row] = []
        for group in groups {
            let actions = group.actions.filter { canCancel || $0 != .cancel }
            let entries = actions.compactMap { action -> Row? in
                let names = keys.names(of: action)
                return names.isEmpty ? nil : .entry(keys: names.joined(separator: ", "), title: action.title)
            }
            rows += [.heading(group.title)] + entries + [.gap]
        }
        return rows + [.heading("States"), .states]
    }

    private static func box(in size: Size) -> Rect {
        Rect(size).inset(columns: 1, rows: 1).centered(Size(columns: 76, rows: 64))
    }

    /// By how many rows the help can be scrolled.
    static func lastScroll(keys: KeyMap, canCancel: Bool, in size: Size) -> Int {
        max(0, rows(keys, canCancel: canCancel).count - Frame.inside(box(in: size)).rows)
    }

    static func draw(on screen: inout Screen, _ model: BuildModel, scroll: Int) {
        let look = model.options.look
        let rows = rows(model.options.keys, canCancel: model.options.canCancel)
        let full = box(in: screen.size)
        let frame = full.centered(Size(columns: full.columns, rows: min(full.rows, rows.count + 2)))
        let area = Frame.inside(frame)
        let scroll = max(0, min(scroll, rows.count - area.rows))
        screen.fill(frame, style: look[.dialog])
        let more =
            rows.count > area.rows
            ? "\(scroll + 1)-\(scroll + area.rows) of \(rows.count) - any other key closes" : "any key closes"
        Frame.draw(
            on: &screen, frame, .init(title: [Span(" Keys ", look[.titleFocused])], footer: more), look, isFocused: true
        )
        for (index, row) in rows.dropFirst(scroll).prefix(area.rows).enumerated() {
            draw(row, on: &screen, in: area.row(index).inset(columns: 1, rows: 0), look)
        }
    }

    private static func draw(_ row: Row, on screen: inout Screen, in area: Rect, _ look: Look) {
        switch row {
        case .heading(let title):
            screen.draw(title, at: area.origin, in: area, style: look[.heading].over(look[.dialog]))
        case .entry(let keys, let title):
            screen.draw(keys, at: area.origin.moved(by: 2, 0), in: area, style: look[.key].over(look[.dialog]))
            screen.draw(title, at: area.origin.moved(by: 22, 0), in: area, style: look[.text].over(look[.dialog]))
        case .states:
            drawStates(on: &screen, in: area, look)
        case .gap:
            break
        }
    }

    private static func drawStates(on screen: inout Screen, in area: Rect, _ look: Look) {
        let glyphs = look.glyphs
        let states: [(Character, String, Role)] = [
            (glyphs.hit, "hit", .hit), (glyphs.ran, "ran", .ran), (glyphs.same, "same result", .same),
            (glyphs.running, "running", .running), (glyphs.waiting, "waiting", .waiting),
            (glyphs.failed, "failed", .failed), (glyphs.cancelled, "cancelled", .cancelled),
        ]
        let spans = states.flatMap { [Span("\($0.0)", look[$0.2]), Span(" \($0.1)  ", look[.text])] }
        screen.draw(spans, at: area.origin.moved(by: 2, 0), in: area, over: look[.dialog])
    }
}
