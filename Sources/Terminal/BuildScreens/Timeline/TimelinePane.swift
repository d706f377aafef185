import BuildProgress
package import TerminalCells

/// The timeline: a row a step, by stage, with a bar from its start to its end on one axis.
package struct TimelinePane: Pane {
    /// The columns that are kept free behind the last bar for its time.
    private static let margin = 8
    /// By how much one key press changes the stretch that is shown.
    private static let zoom: Int64 = 2

    var rows = TimelineRows()
    var figures = TimelineFigures()
    /// The first row in view.
    var scroll = 0
    /// How much time is shown; nil for all of it.
    var span: Int64?
    /// The instant at the left edge where not all is shown.
    var start: Int64 = 0
    /// Whether the right edge stays at the newest instant while the build runs.
    var isAtEnd = true
    private var selection: Int?

    /// Makes a timeline that shows the whole build.
    package init() {}

    /// Follows the build, its newest instant and the selection.
    package mutating func settle(_ scene: Scene, area: Rect) -> [Command] {
        rows.update(scene.build, scene.outline)
        let layout = layout(in: area)
        clamp(scene, layout)
        if scene.selection != selection {
            selection = scene.selection
            reveal(scene.selected, scene, layout)
            clamp(scene, layout)
        }
        reveal(row: rows.row(of: scene.selection), height: layout.body.rows)
        figures.update(scene.build, now: scene.now, window: window(scene, layout))
        return []
    }

    func layout(in area: Rect) -> TimelineLayout {
        TimelineLayout(area: area, rows: rows.rows.count, widestLabel: rows.widest)
    }

    /// The stretch of time that the bars' columns show.
    func window(_ scene: Scene, _ layout: TimelineLayout) -> TimeWindow {
        let span = span ?? whole(scene, layout)
        return TimeWindow(start: self.span == nil ? 0 : start, span: span, columns: layout.bars)
    }

    /// The whole build with room behind it; while it runs, a little more, that changes in few steps.
    private func whole(_ scene: Scene, _ layout: TimelineLayout) -> Int64 {
        let passed = max(TimeWindow.shortest, min(scene.end ?? scene.now, .max / 64))
        let shown = scene.build.outcome == nil && scene.end == nil ? TimeWindow.calm(passed) : passed
        guard layout.bars > 2 * Self.margin else { return shown }
        return shown / Int64(layout.bars - Self.margin) * Int64(layout.bars) + Int64(layout.bars)
    }

    private mutating func clamp(_ scene: Scene, _ layout: TimelineLayout) {
        guard let span else { return }
        let whole = whole(scene, layout)
        guard span < whole else { return showAll() }
        let last = max(0, whole - span)
        // The newest instant stands where the last bar would end were all of it shown.
        if isAtEnd { start = max(0, scene.now - span / 10 * 9) }
        start = min(max(0, start), last)
    }

    private mutating func showAll() {
        span = nil
        start = 0
        isAtEnd = true
    }

    /// Scrolls so that a row is in view, with its group's heading where that stands right above it.
    private mutating func reveal(row: Int?, height: Int) {
        defer { scroll = min(max(0, scroll), max(0, rows.rows.count - max(1, height))) }
        guard let row, height > 0 else { return }
        var first = row
        if row > 0, height > 1, case .group = rows.rows[row - 1] { first = row - 1 }
        if first < scroll { scroll = first }
        if row >= scroll + height { scroll = row - height + 1 }
    }

    /// Moves the stretch that is shown to a step that lies outside of it.
    private mutating func reveal(_ step: StepState?, _ scene: Scene, _ layout: TimelineLayout) {
        guard let span, let step, let from = step.started ?? step.waits.first?.from else { return }
        let to = step.ended ?? scene.now
        let window = window(scene, layout)
        guard to < window.start || from > window.end else { return }
        isAtEnd = false
        start = max(0, from - span / 4)
    }
}

// MARK: - Keys and clicks

extension TimelinePane {
    /// Moves the selection, the stretch of time and its length.
    package mutating func perform(_ action: Action, _ scene: Scene, area: Rect) -> PaneResult {
        let layout = layout(in: area)
        let page = max(1, layout.body.rows - 1)
        let half = max(1, layout.body.rows / 2)
        switch action {
        case .up: return move(scene, by: -1)
        case .down: return move(scene, by: 1)
        case .pageUp: return move(scene, by: -page)
        case .pageDown: return move(scene, by: page)
        case .halfUp: return move(scene, by: -half)
        case .halfDown: return move(scene, by: half)
        case .top: return select(rows.step(near: 0))
        case .end: return select(rows.step(near: rows.rows.count - 1, direction: -1))
        case .left, .right: return pan(action == .left ? -1 : 1, scene, layout)
        case .zoomIn: return zoom(scene, layout, isIn: true)
        case .zoomOut: return zoom(scene, layout, isIn: false)
        case .follow: return follow(scene)
        default: return .ignored
        }
    }

    /// Selects the step of the row; a group's heading stands for its first step.
    package mutating func click(_ point: Point, _ scene: Scene, area: Rect) -> PaneResult {
        let body = layout(in: area).body
        let row = scroll + point.row - body.top
        guard body.contains(point), rows.rows.indices.contains(row) else { return .ignored }
        return select(rows.step(near: row))
    }

    private func select(_ step: Int?) -> PaneResult {
        PaneResult(selection: step)
    }

    private mutating func move(_ scene: Scene, by count: Int) -> PaneResult {
        guard let row = rows.row(of: scene.selection) else { return select(rows.step(near: 0)) }
        let step = rows.step(near: row + count, direction: count)
        // A heading that no step stands before comes into view at least.
        if step == scene.selection, count < 0 { scroll = 0 }
        return select(step)
    }

    private mutating func pan(_ direction: Int64, _ scene: Scene, _ layout: TimelineLayout) -> PaneResult {
        guard let span else { return .ignored }
        let before = start
        isAtEnd = false
        start += direction * max(1, span / 8)
        clamp(scene, layout)
        isAtEnd = direction > 0 && scene.build.outcome == nil && start + span >= scene.now
        return start == before ? .ignored : .done
    }

    /// Halves or doubles the stretch around the selected step, or around the middle of what is shown.
    private mutating func zoom(_ scene: Scene, _ layout: TimelineLayout, isIn: Bool) -> PaneResult {
        let window = window(scene, layout)
        guard isIn || span != nil else { return PaneResult(notice: "the whole build is in view") }
        let next = isIn ? window.span / Self.zoom : window.span * Self.zoom
        guard next >= TimeWindow.shortest else { return PaneResult(notice: "time is not divided further") }
        let anchor = anchor(scene, window)
        let place = Double(anchor - window.start) / Double(window.span)
        span = next
        start = max(0, anchor - Int64(Double(next) * (isIn ? min(max(place, 0.25), 0.75) : place)))
        isAtEnd = isIn && isAtEnd && scene.build.outcome == nil && scene.selected?.phase == .running
        clamp(scene, layout)
        return .done
    }

    private func anchor(_ scene: Scene, _ window: TimeWindow) -> Int64 {
        let middle = window.start + window.span / 2
        guard let step = scene.selected, let from = step.started ?? step.waits.first?.from else { return middle }
        let (first, last) = (max(window.start, from), min(window.end, step.ended ?? scene.now))
        return first <= last ? first + (last - first) / 2 : middle
    }

    private mutating func follow(_ scene: Scene) -> PaneResult {
        isAtEnd = true
        let running = rows.rows.lazy.compactMap { row in
            if case .step(let step) = row, scene.build.steps[step].phase == .running { step } else { nil }
        }
        return select(running.max { scene.build.steps[$0].started ?? 0 < scene.build.steps[$1].started ?? 0 })
    }
}
