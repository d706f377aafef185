import BuildEvents
import BuildGraph
import BuildProgress
import OCIFormat
package import TerminalCells
import TerminalThemes

extension BuildModel {
    /// The screen as it looks now; `update(.frame)` comes before.
    package func screen() -> Screen {
        var screen = Screen(size: size, style: options.look[.text])
        let arrangement = Arrangement(size: size, focus: focus)
        StatusLine(model: self).draw(on: &screen, in: arrangement.status)
        guard !arrangement.isTiny else {
            drawTiny(on: &screen)
            options.look.settle(&screen)
            return screen
        }
        if let frame = arrangement.left { drawLeft(on: &screen, frame) }
        if let frame = arrangement.detail { drawDetail(on: &screen, frame) }
        drawKeys(on: &screen, in: arrangement.keys)
        if let overlay { DialogViews.draw(overlay, on: &screen, self) }
        options.look.settle(&screen)
        return screen
    }

    /// Below the status line of a screen without panes: what is asked, or the selected step, or a notice.
    private func drawTiny(on screen: inout Screen) {
        let look = options.look
        var lines: [[Span]] = []
        if case .question(let question) = overlay {
            lines = [
                [Span(question.text, look[.strong])],
                [Span("y", look[.key]), Span(" yes  ", look[.text]), Span("n", look[.key]), Span(" no", look[.text])],
            ]
        } else {
            if let selection, build.steps.indices.contains(selection) {
                let step = build.steps[selection]
                let sign = look.glyphs.sign(of: step.role).map { "\($0) " } ?? ""
                lines.append([
                    Span(sign, look[step.role]), Span(StepTitle.text(of: step.description), look[.text]),
                ])
            }
            if let notice { lines.append([Span(notice.text, look[.notice])]) }
        }
        let area = screen.area.inset(columns: 1, rows: 0)
        for (index, line) in lines.enumerated() where index + 1 < screen.size.rows {
            screen.draw(line, at: Point(area.left, index + 1), in: area)
        }
    }

    private func drawLeft(on screen: inout Screen, _ frame: Rect) {
        let look = options.look
        let isFocused = focus == .left
        let scene = leftScene
        var labels = Frame.Labels()
        labels.footer = leftFooter
        Frame.draw(on: &screen, frame, labels, look, isFocused: isFocused)
        Frame.viewTabs(in: frame, look).draw(
            on: &screen, chosen: view.rawValue, active: look[isFocused ? .tabActive : .title], other: look[.tab])
        let area = Frame.inside(frame)
        switch view {
        case .graph: graph.draw(on: &screen, in: area, scene)
        case .timeline: timeline.draw(on: &screen, in: area, scene)
        case .source: source.draw(on: &screen, in: area, scene)
        }
    }

    private var leftFooter: String {
        if leftQuery != nil { return "\(matchingSteps.count) of \(build.steps.count) steps match" }
        return isFollowing && !isEnded ? "follow" : ""
    }

    private func drawDetail(on screen: inout Screen, _ frame: Rect) {
        let look = options.look
        let isFocused = focus == .detail
        let scene = detailScene
        var labels = Frame.Labels()
        labels.title = detailTitle(columns: frame.columns - 4, isFocused: isFocused)
        let footers = [log.footer(scene), why.footer(scene), files.footer(scene), info.footer(scene)]
        labels.footer = footers[tab.rawValue] ?? ""
        Frame.draw(on: &screen, frame, labels, look, isFocused: isFocused)
        Frame.detailTabs(in: frame).draw(
            on: &screen, chosen: tab.rawValue, active: look[isFocused ? .tabActive : .title], other: look[.tab])
        let area = Frame.insideTabs(frame)
        switch tab {
        case .log: log.draw(on: &screen, in: area, scene)
        case .why: why.draw(on: &screen, in: area, scene)
        case .files: files.draw(on: &screen, in: area, scene)
        case .info: info.draw(on: &screen, in: area, scene)
        }
    }

    private func detailTitle(columns: Int, isFocused: Bool) -> [Span] {
        let look = options.look
        guard let selection, build.steps.indices.contains(selection) else {
            return [Span(" no step yet ", look[.title])]
        }
        let step = build.steps[selection].description
        var group = ""
        if outline.groupOfStep.indices.contains(selection) {
            group = "\(outline.groups[outline.groupOfStep[selection]].label) \(look.glyphs.pointer) "
        }
        let text = group + StepTitle.text(of: step)
        let title = TextLayout.cut(text, to: max(0, columns - 2), ellipsis: look.glyphs.ellipsis)
        return [Span(" \(title) ", look[isFocused ? .titleFocused : .title])]
    }

    /// What keys do where the key line does not tell it, as footers show it.
    func hint(_ keys: [(key: KeyPress.Key, label: String)]) -> String {
        let glyphs = options.look.glyphs
        return keys.map { "\(KeyMap.symbol(of: [KeyPress($0.key)], isASCII: glyphs.isASCII)) \($0.label)" }
            .joined(separator: " \(glyphs.separator) ")
    }

    private func drawKeys(on screen: inout Screen, in row: Rect) {
        let look = options.look
        if let searchLine {
            let prompt = focus == .left ? "search steps: " : tab == .log ? "search the log: " : "search: "
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
