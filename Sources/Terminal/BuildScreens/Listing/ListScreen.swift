import TerminalCells
import TerminalThemes

/// A screen with a list and what is told of the row that is chosen: History, Cache, and what they lead to.
protocol ListScreen: ScreenModel {
    var cursor: TableCursor { get set }
    var focus: ListFrame.Focus { get set }
    /// What is told of the chosen row.
    var page: Page { get set }
    /// How many rows the list has.
    var count: Int { get }
    /// What stands before the line in which a filter is typed.
    var prompt: String { get }
    /// The first row of the screen.
    var status: StatusRow { get }
    /// What the frames around the list and the detail say.
    var listLabels: Frame.Labels { get }
    var detailLabels: Frame.Labels { get }
    /// What a screen too small for a list says below its status.
    var shortText: String { get }

    /// Does what is this screen's own: not moving, not what all screens do.
    mutating func performOwn(_ action: Action) -> [Command]

    /// Does what a key asks for in the detail; gives whether it is known there.
    mutating func performInDetail(_ action: Action, area: Rect) -> Bool

    /// Takes a click on a cell of the detail.
    mutating func clickDetail(_ point: Point, frame: Rect)

    /// Takes over the text of the filter as far as it is typed.
    mutating func filterTyped(_ text: String) -> [Command]

    /// Draws the list within its frame, and what is told of the chosen row.
    func drawList(on screen: inout Screen, in area: Rect, isFocused: Bool)
    func drawDetail(on screen: inout Screen, in area: Rect, isFocused: Bool)
}

// MARK: - Keys and the mouse

extension ListScreen {
    var frame: ListFrame { ListFrame(size: size, focus: focus) }

    /// The cells of the detail.
    static func detailArea(_ frame: Rect) -> Rect { Frame.inside(frame).inset(columns: 1, rows: 0) }

    mutating func take(_ input: TerminalInput) -> [Command] {
        switch input {
        case .key(let press): return take(press)
        case .mouse(let event): return take(event)
        case .paste(let text):
            guard var field = searchLine else {
                _ = pasteInOverlay(text)
                return []
            }
            field.paste(text)
            searchLine = field
            return filterTyped(field.text)
        case .resize(let size): self.size = size
        case .resumed: return [.redraw]
        case .closed: return [.quit]
        }
        return []
    }

    mutating func perform(_ action: Action) -> [Command] {
        if let commands = performCommon(action) { return commands }
        if focus == .detail, let detail = frame.detail,
            performInDetail(action, area: Self.detailArea(detail))
        {
            return []
        }
        if focus == .list, move(action) { return [] }
        switch action {
        case .nextTab, .previousTab: focus = focus == .list ? .detail : .list
        case .back where focus == .detail: focus = .list
        case .quit, .interrupt: return [.quit]
        default: return performOwn(action)
        }
        return []
    }

    /// Chooses another row.
    mutating func move(_ action: Action) -> Bool {
        let before = cursor.row
        guard cursor.perform(action, count: count, rows: frame.rows.rows) else { return false }
        if cursor.row != before { page.reset() }
        return true
    }

    mutating func performInDetail(_ action: Action, area: Rect) -> Bool {
        // What a page does not lead to, the list may open.
        action != .open && page.perform(action).isHandled
    }

    mutating func clickDetail(_ point: Point, frame: Rect) {}

    mutating func takeInSearch(_ press: KeyPress) -> [Command] {
        guard var field = searchLine else { return [] }
        switch field.take(press) {
        case .edited:
            searchLine = field
            return filterTyped(field.text)
        case .ignored:
            if press.key == .up { _ = move(.up) }
            if press.key == .down { _ = move(.down) }
        case .accepted, .left:
            searchLine = nil
        }
        return []
    }

    mutating func take(_ event: MouseEvent) -> [Command] {
        if overlay != nil {
            if event.kind == .press, case .help = overlay { overlay = nil }
            return []
        }
        let frame = frame
        switch event.kind {
        case .wheelUp, .wheelDown:
            let action: Action = event.kind == .wheelUp ? .up : .down
            if let detail = frame.detail, detail.contains(event.point) {
                for _ in 0..<3 { _ = performInDetail(action, area: Self.detailArea(detail)) }
            } else {
                _ = move(action)
            }
        case .press: return click(event.point, frame)
        case .release, .drag: break
        }
        return []
    }

    private mutating func click(_ point: Point, _ frame: ListFrame) -> [Command] {
        if let detail = frame.detail, detail.contains(point) {
            focus = .detail
            clickDetail(point, frame: detail)
        } else if let list = frame.list, list.contains(point) {
            let row = cursor.top + point.row - frame.rows.top
            let isAgain = focus == .list && row == cursor.row
            focus = .list
            guard frame.rows.contains(point), row < count else { return [] }
            // What is chosen already is opened.
            if isAgain { return perform(.open) }
            cursor.choose(row)
            page.reset()
        } else if frame.keys.contains(point) {
            let column = point.column - frame.keys.left
            return keyLine.action(at: column, columns: frame.keys.columns).map { perform($0) } ?? []
        }
        return []
    }
}

// MARK: - Drawing

extension ListScreen {
    /// The screen as it looks now.
    func screen() -> Screen {
        let look = options.look
        var screen = Screen(size: size, style: look[.text])
        let frame = frame
        status.draw(on: &screen, in: frame.status, base: look[.status])
        if let list = frame.list {
            Frame.draw(on: &screen, list, listLabels, look, isFocused: focus == .list)
            drawList(on: &screen, in: Frame.inside(list), isFocused: focus == .list && overlay == nil)
        }
        if let detail = frame.detail {
            Frame.draw(on: &screen, detail, detailLabels, look, isFocused: focus == .detail)
            drawDetail(
                on: &screen, in: Self.detailArea(detail), isFocused: focus == .detail && overlay == nil)
        }
        if frame.isTiny {
            if size.rows > 1 { screen.draw(shortText, at: Point(1, 1), in: screen.area, style: look[.text]) }
        } else {
            drawKeyRow(on: &screen, in: frame.keys, prompt: prompt)
        }
        if let overlay { DialogViews.draw(overlay, on: &screen, self) }
        look.settle(&screen)
        return screen
    }

    func drawDetail(on screen: inout Screen, in area: Rect, isFocused: Bool) {
        page.draw(on: &screen, in: area, options.look, isFocused: isFocused)
    }

    /// A title in a frame's upper border.
    func title(_ text: String, isFocused: Bool) -> [Span] {
        [Span(" \(Cleaning.line(text)) ", options.look[isFocused ? .titleFocused : .title])]
    }

    /// Says something where a list would be.
    func say(_ text: String, on screen: inout Screen, in area: Rect) {
        let area = area.inset(columns: 2, rows: 1)
        for (offset, line) in TextLayout.wrapWords(text, to: max(1, area.columns)).prefix(area.rows).enumerated() {
            screen.draw(line, at: area.row(offset).origin, in: area, style: options.look[.dim])
        }
    }

    /// A fact of the status line.
    func part(_ text: String, _ role: Role, rank: Int) -> StatusRow.Part {
        StatusRow.Part(spans: [Span(text, options.look[role])], rank: rank)
    }
}
