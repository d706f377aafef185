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
        drawKeyRow(on: &screen, in: arrangement.keys, prompt: searchPrompt)
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

    private var searchPrompt: String {
        focus == .left ? "search steps: " : tab == .log ? "search the log: " : "search: "
    }
}
