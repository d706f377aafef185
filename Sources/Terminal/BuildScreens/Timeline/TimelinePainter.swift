import BuildEvents
import BuildProgress
import Quantities
import TerminalCells
import TerminalThemes

/// Draws single rows of the timeline.
struct TimelinePainter {
    private let layout: TimelineLayout
    private let window: TimeWindow
    /// The columns of the axis' marks.
    private let columns: [Int]
    private let scene: Scene
    private let glyphs: GlyphSet
    private let blocks: BarBlocks
    /// The mark of the axis' times on every row.
    private let grid: Character

    /// Makes a painter for one frame.
    init(_ layout: TimelineLayout, _ window: TimeWindow, ticks: [TimeWindow.Tick], _ scene: Scene) {
        self.layout = layout
        self.window = window
        self.scene = scene
        columns = ticks.map(\.column)
        glyphs = scene.look.glyphs
        blocks = BarBlocks(glyphs)
        grid = blocks.fillCells ? glyphs.separator : glyphs.barRest
    }
}

// MARK: - Groups

extension TimelinePainter {
    /// Draws the head of a group: its name, how many of its steps are done, and a line over its span.
    func drawGroup(_ index: Int, _ label: String, _ row: Int, on screen: inout Screen) {
        guard scene.outline.groups.indices.contains(index) else { return }
        let group = scene.outline.groups[index]
        let area = layout.label(row: row)
        let done = group.steps.count { scene.build.steps[$0].isEnded }
        let count = "\(done)/\(group.steps.count)"
        let room = area.columns - 2 - count.count - 2
        let style = scene.style(group.isStage ? .stage : .stageTask)
        let name = TextLayout.cut(label, to: max(0, room), ellipsis: glyphs.ellipsis)
        screen.draw(name, at: area.origin.moved(by: 2, 0), in: area, style: style)
        if room > 0 {
            let at = Point(area.right - count.count - 1, row)
            screen.draw(count, at: at, in: area, style: scene.style(.dim))
        }
        let bar = TimelineBar(area: layout.bars(row: row), blocks: blocks, base: .plain)
        drawGrid(bar, on: &screen)
        drawSpan(of: group, bar, on: &screen)
    }

    private func drawSpan(of group: Outline.Group, _ bar: TimelineBar, on screen: inout Screen) {
        guard let span = span(of: group) else { return }
        let bars = bar.area
        let (first, last) = (window.column(of: span.from), window.column(of: span.to))
        guard bars.columns > 0, last >= 0, first < bars.columns else { return }
        let line = Rect(bars.left + max(0, first), bars.top, min(last, bars.columns - 1) - max(0, first) + 1, 1)
        screen.fill(line, with: glyphs.light.horizontal, style: scene.style(.dim))
        let text = HumanDuration.text(nanoseconds: span.to - span.from)
        drawText([Span(text, scene.style(.dim))], from: first, to: last, bar, on: &screen)
    }

    /// From the first start to the last end of a group's steps.
    private func span(of group: Outline.Group) -> (from: Int64, to: Int64)? {
        var span: (from: Int64, to: Int64)?
        for index in group.steps {
            let steps = scene.build.steps
            guard steps.indices.contains(index), let started = steps[index].started else { continue }
            let ended = steps[index].ended ?? scene.now
            span = (min(span?.from ?? started, started), max(span?.to ?? ended, ended))
        }
        return span
    }
}

// MARK: - Steps

extension TimelinePainter {
    /// Draws a step: the critical path's mark, its sign and label, and its bar.
    func drawStep(_ index: Int, _ label: String, _ row: Int, on screen: inout Screen) {
        guard scene.build.steps.indices.contains(index) else { return }
        let step = scene.build.steps[index]
        let isSelected = index == scene.selection
        let selection = scene.style(scene.isFocused ? .selection : .selectionInactive)
        let base = isSelected ? selection : .plain
        let area = layout.label(row: row)
        if isSelected { screen.fill(area, style: base) }
        if scene.critical.contains(index) {
            let style = scene.style(.critical).over(base)
            screen.draw(String(glyphs.heavy.vertical), at: area.origin, in: area, style: style)
        }
        screen.draw([scene.sign(of: step)].spans(scene), at: area.origin.moved(by: 2, 0), in: area, over: base)
        drawLabel(label, step, in: area, base, on: &screen)
        let bar = TimelineBar(area: layout.bars(row: row), blocks: blocks, base: base)
        drawGrid(bar, on: &screen)
        drawBar(of: step, bar, on: &screen)
    }

    private func drawLabel(
        _ label: String, _ step: StepState, in area: Rect, _ base: Style, on screen: inout Screen
    ) {
        let start = area.origin.moved(by: TimelineLayout.margin, 0)
        let room = max(0, area.columns - TimelineLayout.margin - 1)
        let text = TextLayout.cut(label, to: room, ellipsis: glyphs.ellipsis)
        let role: Role = step.phase == .waiting || step.phase == .skipped ? .dim : .text
        screen.draw(text, at: start, in: area, style: scene.style(role).over(base))
        guard let query = scene.query else { return }
        for match in TextMatches.ranges(of: query, in: text) {
            let found = Rect(start.column + match.lowerBound, start.row, match.count, 1).intersection(area)
            screen.restyle(found) { $0 = scene.style(.match).over($0) }
        }
    }

    private func drawGrid(_ bar: TimelineBar, on screen: inout Screen) {
        if bar.base != .plain { screen.fill(bar.area, style: bar.base) }
        let style = scene.style(.axis).over(bar.base)
        for column in columns {
            screen.fill(Rect(bar.area.left + column, bar.area.top, 1, 1), with: grid, style: style)
        }
    }

    private func drawBar(of step: StepState, _ bar: TimelineBar, on screen: inout Screen) {
        let bars = bar.area
        guard bars.columns > 0, let from = step.firstMoment else { return }
        let first = min(from, step.started ?? from)
        let last = max(first, step.ended ?? scene.now)
        if drawOutside(first...last, bar, on: &screen) { return }
        if case .hit = step.phase {
            let column = min(max(0, window.column(of: last)), bars.columns - 1)
            let style = scene.style(.hit).over(bar.base)
            screen.draw(String(glyphs.hit), at: bars.origin.moved(by: column, 0), in: bars, style: style)
            return
        }
        if let started = step.started { drawWork(of: step, bar, from: started, to: last, on: &screen) }
        for wait in step.waits {
            let (from, to) = (window.eighths(to: wait.from), window.eighths(to: wait.to ?? scene.now))
            let covered = Rect(bars.left + from / 8, bars.top, max(0, to / 8 - from / 8), 1)
            screen.fill(covered.intersection(bars), style: bar.base)
            bar.shaded(from: from, to: to, with: glyphs.barWait, style: scene.style(.barWait), on: &screen)
        }
        let columns = (window.column(of: first), (window.eighths(to: last) - 1) / 8)
        drawText(texts(of: step), from: columns.0, to: max(columns.0, columns.1), bar, on: &screen)
    }

    private func drawWork(
        of step: StepState, _ bar: TimelineBar, from: Int64, to: Int64, on screen: inout Screen
    ) {
        let (from, to) = (window.eighths(to: from), window.eighths(to: to))
        let isGood = [.running, .ran, .same].contains(step.role)
        if isGood, step.description.kind == "export" {
            bar.shaded(from: from, to: to, with: glyphs.barExport, style: scene.style(.barExport), on: &screen)
        } else if isGood, step.isPull {
            bar.shaded(from: from, to: to, with: glyphs.barPull, style: scene.style(.barPull), on: &screen)
        } else {
            bar.solid(from: from, to: to, style: scene.style(step.role), on: &screen)
        }
    }

    /// Draws an arrow at the edge behind which a step lies; tells whether it does.
    private func drawOutside(_ span: ClosedRange<Int64>, _ bar: TimelineBar, on screen: inout Screen) -> Bool {
        let isBefore = span.upperBound < window.start
        guard isBefore || span.lowerBound > window.end else { return false }
        let arrow = isBefore ? glyphs.arrowLeft : glyphs.arrowRight
        let at = Point(isBefore ? bar.area.left : bar.area.right - 1, bar.area.top)
        screen.draw(String(arrow), at: at, in: bar.area, style: scene.style(.dim).over(bar.base))
        return true
    }
}

// MARK: - Texts beside bars

extension TimelinePainter {
    /// What stands beside a step's bar: its time, and what it waits for, has fetched, or failed with; the fullest first.
    private func texts(of step: StepState) -> [Span] {
        let time = HumanDuration.text(nanoseconds: step.duration(at: scene.now))
        func spans(_ role: Role, _ texts: String...) -> [Span] { texts.map { Span($0, scene.style(role)) } }
        if let reason = step.wait {
            let begin = step.started == nil ? "" : "\(time) "
            return spans(.barWait, "\(begin)waits for \(WaitText.text(of: reason))", "\(begin)waits")
        }
        switch step.phase {
        case .waiting, .hit, .skipped: return []
        case .running: return spans(.running, step.progressText.map { "\(time) \($0)" } ?? time, time)
        case .ran: return spans(.dim, time)
        case .cancelled: return spans(.dim, "\(time) cancelled", time)
        case .failed(let failure):
            let exit = failure.exitCode.map { " exit code \($0)" } ?? failure.signal.map { " signal \($0)" }
            return spans(.failed, "\(time)\(exit ?? " failed")", time)
        }
    }

    /// Draws the first text that fits behind a bar or before it, else the last one at the end of the bar itself.
    private func drawText(
        _ texts: [Span], from first: Int, to last: Int, _ bar: TimelineBar, on screen: inout Screen
    ) {
        let bars = bar.area
        for text in texts {
            let width = Width.columns(of: text.text)
            let column = last + 2 + width <= bars.columns ? last + 2 : first - 1 - width
            guard column >= 0 else { continue }
            // Marks of the axis that touch the text would seem to belong to it.
            for edge in [column - 1, column + width] where edge >= 0 && edge < bars.columns {
                let at = Point(bars.left + edge, bars.top)
                if screen[at].text == String(grid) { screen.fill(Rect(at.column, at.row, 1, 1), style: bar.base) }
            }
            screen.draw([text], at: bars.origin.moved(by: column, 0), in: bars, over: bar.base)
            return
        }
        guard let text = texts.last, bars.columns > Width.columns(of: text.text) + 4, last > first else { return }
        let inside = bars.split(left: bars.columns - Width.columns(of: text.text) - 1).1
        screen.fill(inside, style: bar.base)
        screen.draw([text], at: inside.origin.moved(by: 1, 0), in: bars, over: bar.base)
    }
}

extension StepState {
    /// Whether it fetches an image.
    fileprivate var isPull: Bool {
        description.kind == "image" && !items.isEmpty
    }

    /// When it first waited or began; a hit may end without a beginning.
    fileprivate var firstMoment: Int64? {
        waits.first?.from ?? started ?? (phase == .hit ? ended : nil)
    }

    /// How much of what it moves has been moved, where that is known.
    fileprivate var progressText: String? {
        let known = items.filter { ($0.total ?? 0) > 0 && !$0.id.hasPrefix("extracting ") }
        guard !known.isEmpty else { return nil }
        let current = known.reduce(0) { $0 &+ $1.current }
        let total = known.reduce(0) { $0 &+ ($1.total ?? 0) }
        return "\(HumanSize.text(current)) of \(HumanSize.text(total))"
    }
}
