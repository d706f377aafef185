import TerminalCells
import TerminalThemes

/// A sentence in the key line, and until when it stands there.
struct Notice: Sendable, Hashable {
    var text: String
    var until: Int64
}

/// What all screens have in common: keys as they are typed, a notice, and what lies over the panes.
///
/// Each screen is a value of its own; what is said here of keys, palette and help holds for every one.
protocol ScreenModel: Sendable, Hashable {
    /// The keys that its help lists, in groups, for the left and the right column.
    static var help: (left: [HelpSection], right: [HelpSection]) { get }

    /// What was chosen when the screen opened.
    var options: ScreenOptions { get }
    /// The screen's extent.
    var size: Size { get set }
    /// The time of the last frame, in nanoseconds.
    var clock: Int64 { get }
    /// A sentence in the key line.
    var notice: Notice? { get set }
    /// Keys that may begin something longer.
    var typed: [KeyPress] { get set }
    /// What lies over the panes and takes the keys.
    var overlay: Overlay? { get set }
    /// The line of a search or a filter while it is typed.
    var searchLine: TextField? { get set }
    /// The keys that matter where the focus is.
    var keyLine: KeyLine { get }

    /// Does an action, as its key, the palette and the mouse ask for it.
    mutating func perform(_ action: Action) -> [Command]

    /// Takes a key while the line of a search or a filter is typed.
    mutating func takeInSearch(_ press: KeyPress) -> [Command]

    /// Takes the answer yes to a question.
    mutating func confirm(_ question: Question) -> [Command]

    /// Takes what was typed as an answer to a prompt; never empty.
    mutating func accept(_ text: String, for prompt: Prompt) -> [Command]
}

/// Actions that the help lists under a common head.
struct HelpSection: Sendable, Hashable {
    var title: String
    var actions: [Action]

    init(_ title: String, _ actions: [Action]) {
        self.title = title
        self.actions = actions
    }

    /// Going from screen to screen, and out.
    static let screens = HelpSection(
        "Screens", [.buildScreen, .historyScreen, .cacheScreen, .palette, .help, .redraw, .suspend, .quit])
}

extension ScreenModel {
    /// Every action that the palette offers: those of the help but motions.
    static var actions: [Action] {
        let (left, right) = help
        return (left + right).flatMap(\.actions).filter { !$0.isMotion && $0 != .palette }
    }

    /// Shows a sentence in the key line for some seconds.
    mutating func tell(_ text: String) {
        notice = Notice(text: Cleaning.line(text), until: clock + 5_000_000_000)
    }

    /// An action's key, in the characters that the screen is drawn with; nil where it has none.
    func symbol(of action: Action) -> String? {
        options.keys.symbol(of: action, isASCII: options.look.glyphs.isASCII)
    }

    /// Takes a key, wherever it goes.
    mutating func take(_ press: KeyPress) -> [Command] {
        if overlay != nil { return takeInOverlay(press) }
        if searchLine != nil { return takeInSearch(press) }
        typed.append(press)
        switch options.keys.match(typed) {
        case .partial:
            return []
        case .action(let action):
            typed = []
            return perform(action)
        case .none:
            let wasLonger = typed.count > 1
            typed = []
            if wasLonger { return take(press) }
            tellUnused(press)
            return []
        }
    }

    /// Says that a key does nothing.
    mutating func tellUnused(_ press: KeyPress) {
        let key = KeyMap.symbol(of: [press], isASCII: options.look.glyphs.isASCII)
        tell("\(key) does nothing here" + (symbol(of: .help).map { "; \($0) lists the keys" } ?? ""))
    }

    /// Says that an action means nothing on this screen.
    mutating func tellUnused(_ action: Action) {
        tell("\(symbol(of: action) ?? action.rawValue) does nothing here; \(symbol(of: .help) ?? ":") lists the keys")
    }

    /// Takes pasted text where text is typed; gives whether it was taken.
    mutating func pasteInOverlay(_ text: String) -> Bool {
        switch overlay {
        case .prompt(let prompt, var field):
            field.paste(text)
            overlay = .prompt(prompt, field)
        case .palette(var palette):
            palette.field.paste(text)
            overlay = .palette(palette)
        case .help, .question, nil: return false
        }
        return true
    }

    /// Does what is the same on every screen; nil for what the screen itself has to do.
    mutating func performCommon(_ action: Action) -> [Command]? {
        switch action {
        case .palette: overlay = .palette(Palette(entries: Self.actions))
        case .help: overlay = .help(scroll: 0)
        case .redraw: return [.redraw]
        case .suspend: return [.suspend]
        case .buildScreen: return [.show(.build)]
        case .historyScreen: return [.show(.history)]
        case .cacheScreen: return [.show(.cache)]
        default: return nil
        }
        return []
    }

    /// What keys do where the key line does not tell it, as footers show it.
    func hint(_ keys: [(key: KeyPress.Key, label: String)]) -> String {
        let glyphs = options.look.glyphs
        return keys.map { "\(KeyMap.symbol(of: [KeyPress($0.key)], isASCII: glyphs.isASCII)) \($0.label)" }
            .joined(separator: " \(glyphs.separator) ")
    }

    /// An item of the key line; nil where the action has no key.
    func keyItem(_ action: Action, _ label: String, _ rank: Int) -> KeyLine.Item? {
        symbol(of: action).map { KeyLine.Item(symbol: $0, label: label, action: action, rank: rank) }
    }

    /// An item of the key line for two actions that belong together.
    func keyPair(
        _ first: Action, _ second: Action, _ label: String, _ rank: Int, separator: String = ""
    ) -> KeyLine.Item? {
        let symbols = [first, second].compactMap { symbol(of: $0) }
        guard !symbols.isEmpty else { return nil }
        return KeyLine.Item(symbol: symbols.joined(separator: separator), label: label, action: nil, rank: rank)
    }

    /// The arrows that move the selection, in the key line.
    var moves: KeyLine.Item? {
        keyPair(.up, .down, "move", 70, separator: options.look.glyphs.isASCII ? "/" : "")
    }

    /// Draws the last row: the keys, a notice, or the line that is typed behind a prompt.
    func drawKeyRow(on screen: inout Screen, in row: Rect, prompt: String) {
        let look = options.look
        if let searchLine {
            let columns = screen.draw(prompt, at: row.origin.moved(by: 1, 0), in: row, style: look[.key])
            let hint = hint([(.enter, "next"), (.escape, "closes")]) + " "
            let room = Rect(row.left, row.top, max(0, row.columns - Width.columns(of: hint) - 1), 1)
            searchLine.draw(on: &screen, at: Point(row.left + 1 + columns, row.top), in: room, style: look[.input])
            screen.draw(hint, at: Point(row.right - Width.columns(of: hint), row.top), in: row, style: look[.keyLabel])
        } else if let notice {
            screen.draw(notice.text, at: row.origin.moved(by: 1, 0), in: row, style: look[.notice])
        } else {
            keyLine.draw(on: &screen, in: row, look)
        }
    }
}

// MARK: - What lies over the panes

extension ScreenModel {
    /// Takes a key while something lies over the panes.
    mutating func takeInOverlay(_ press: KeyPress) -> [Command] {
        switch overlay {
        case .help(let scroll): takeInHelp(press, scroll)
        case .palette(let palette): return takeInPalette(press, palette)
        case .question(let question): return answer(press, question)
        case .prompt(let prompt, let field): return takeInPrompt(press, prompt, field)
        case nil: break
        }
        return []
    }

    private mutating func takeInHelp(_ press: KeyPress, _ scroll: Int) {
        let last = HelpView.lastScroll(self)
        let page = max(1, size.rows - 6)
        switch press.key {
        case .up, .character("k"): overlay = .help(scroll: max(0, min(scroll, last) - 1))
        case .down, .character("j"): overlay = .help(scroll: min(last, scroll + 1))
        case .pageUp: overlay = .help(scroll: max(0, min(scroll, last) - page))
        case .pageDown, .character(" "): overlay = .help(scroll: min(last, scroll + page))
        default: overlay = nil
        }
    }

    private mutating func takeInPalette(_ press: KeyPress, _ palette: Palette) -> [Command] {
        var palette = palette
        let found = palette.found
        switch press.key {
        case .up: palette.selected = max(0, palette.selected - 1)
        case .down, .tab: palette.selected = min(max(0, found.count - 1), palette.selected + 1)
        case .pageUp: palette.selected = max(0, palette.selected - 10)
        case .pageDown: palette.selected = min(max(0, found.count - 1), palette.selected + 10)
        default:
            switch palette.field.take(press) {
            case .edited: palette.selected = 0
            case .ignored: break
            case .left:
                overlay = nil
                return []
            case .accepted:
                overlay = nil
                return found.indices.contains(palette.selected) ? perform(found[palette.selected]) : []
            }
        }
        overlay = .palette(palette)
        return []
    }

    private mutating func answer(_ press: KeyPress, _ question: Question) -> [Command] {
        switch (press.key, press.modifiers) {
        case (.character("y"), []):
            overlay = nil
            return confirm(question)
        // What removes something wants a letter: Enter opens things in the lists.
        case (.enter, []) where question.endsBuild:
            overlay = nil
            return confirm(question)
        case (.character("c"), .control) where question.endsBuild:
            overlay = nil
            return confirm(question)
        case (.character("n"), []), (.escape, []), (.character("q"), []), (.character("c"), .control):
            overlay = nil
        default:
            break
        }
        return []
    }

    private mutating func takeInPrompt(_ press: KeyPress, _ prompt: Prompt, _ field: TextField) -> [Command] {
        var field = field
        switch field.take(press) {
        case .edited, .ignored:
            overlay = .prompt(prompt, field)
        case .left:
            overlay = nil
        case .accepted:
            overlay = nil
            if !field.text.isEmpty { return accept(field.text, for: prompt) }
        }
        return []
    }
}
