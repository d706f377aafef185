import BuildEvents
import TerminalCells

extension BuildModel {
    /// Takes a key while something lies over the panes.
    mutating func takeInOverlay(_ press: KeyPress) -> [Command] {
        switch overlay {
        case .help(let scroll): takeInHelp(press, scroll)
        case .palette(let palette): return takeInPalette(press, palette)
        case .question(let question): return answer(press, question)
        case .saveLog(let step, let field): return takeInSave(press, step, field)
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
        case (.character("y"), []), (.enter, []), (.character("c"), .control):
            overlay = nil
            if question == .leave { leavesAtEnd = true }
            return cancel()
        case (.character("n"), []), (.escape, []), (.character("q"), []):
            overlay = nil
        default:
            break
        }
        return []
    }

    private mutating func takeInSave(_ press: KeyPress, _ step: StepID, _ field: TextField) -> [Command] {
        var field = field
        switch field.take(press) {
        case .edited, .ignored:
            overlay = .saveLog(step, field)
        case .left:
            overlay = nil
        case .accepted:
            overlay = nil
            guard !field.text.isEmpty else { return [] }
            tell("writing \(field.text)")
            return [.saveLog(step, path: field.text)]
        }
        return []
    }
}
