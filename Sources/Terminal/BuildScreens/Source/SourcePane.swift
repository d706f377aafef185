import BuildEvents
import BuildProgress
import BuildRecords
package import TerminalCells
import TerminalThemes

/// The Dockerfile in colours, with each instruction's state, time and hits beside it.
package struct SourcePane: Pane {
    /// By how many columns one key press moves long lines.
    private static let shift = 8

    /// What the sheet was made from.
    private struct Origin: Sendable, Hashable {
        var outline: Outline
        var failures: Int
        var warnings: Int
        var hasSource: Bool
    }

    private(set) var sheet = SourceSheet()
    /// The first row in view.
    private(set) var scroll = 0
    /// How many columns of the text lie left of the view.
    private(set) var shift = 0
    private var text: SourceText?
    private var origin: Origin?
    private var shown: Shown?

    /// What was brought into view last.
    private struct Shown: Sendable, Hashable {
        var selection: Int?
        var rows: Int
    }

    /// Makes a view of a Dockerfile that is not known yet.
    package init() {}

    /// Reads the Dockerfile once, follows the steps, and brings the selected instruction into view when it changes.
    package mutating func settle(_ scene: Scene, area: Rect) -> [Command] {
        read(scene)
        let layout = layout(scene, in: area)
        let shown = Shown(selection: scene.selection, rows: layout.body.rows)
        if shown != self.shown {
            self.shown = shown
            if let entry = sheet.entry(of: scene.selection) { reveal(sheet.entries[entry].rows, layout) }
        }
        clamp(layout)
        return []
    }

    private mutating func read(_ scene: Scene) {
        let source = scene.build.start?.source
        if let source, source != text?.file { (text, origin) = (SourceText(source), nil) }
        let origin = Origin(
            outline: scene.outline, failures: scene.build.counts.failed, warnings: scene.build.warnings.count,
            hasSource: text != nil)
        guard origin != self.origin else { return }
        self.origin = origin
        let before = sheet.rows.count
        sheet = text.map { SourceSheet($0, scene.build, scene.outline) } ?? SourceSheet(scene.build, scene.outline)
        if sheet.rows.count != before { shown = nil }
    }

    func layout(_ scene: Scene, in area: Rect) -> SourceLayout {
        SourceLayout(area: area, sheet: sheet, hasHits: scene.history != StepHistory())
    }

    private mutating func clamp(_ layout: SourceLayout) {
        scroll = min(max(0, scroll), max(0, sheet.rows.count - max(1, layout.body.rows)))
        shift = min(max(0, shift), lastShift(layout))
    }

    private func lastShift(_ layout: SourceLayout) -> Int {
        max(0, sheet.columns - max(1, layout.body.columns - layout.gutter))
    }

    /// Scrolls as little as brings the rows into view, with a row before and behind; their first where not all fit.
    private mutating func reveal(_ rows: ClosedRange<Int>, _ layout: SourceLayout) {
        let height = max(1, layout.body.rows)
        let margin = height > 4 ? 1 : 0
        scroll = max(scroll, min(rows.upperBound + margin, sheet.rows.count - 1) - height + 1)
        scroll = min(scroll, max(0, rows.lowerBound - margin))
    }
}

// MARK: - Keys and clicks

extension SourcePane {
    /// Moves from instruction to instruction, and by line where no step stands.
    package mutating func perform(_ action: Action, _ scene: Scene, area: Rect) -> PaneResult {
        let layout = layout(scene, in: area)
        let page = max(1, layout.body.rows - 1)
        switch action {
        case .up: return move(-1, scene, layout)
        case .down: return move(1, scene, layout)
        case .pageUp: return scroll(by: -page, scene, layout)
        case .pageDown: return scroll(by: page, scene, layout)
        case .halfUp: return scroll(by: -max(1, page / 2), scene, layout)
        case .halfDown: return scroll(by: max(1, page / 2), scene, layout)
        case .top, .end: return jump(toEnd: action == .end, scene, layout)
        case .left, .right:
            let before = shift
            shift += action == .left ? -Self.shift : Self.shift
            clamp(layout)
            return shift == before ? .ignored : .done
        default: return .ignored
        }
    }

    /// Selects the instruction of a row; a second click on it goes on to the next of its steps.
    package mutating func click(_ point: Point, _ scene: Scene, area: Rect) -> PaneResult {
        let body = layout(scene, in: area).body
        let row = scroll + point.row - body.top
        guard body.contains(point), sheet.rows.indices.contains(row), let entry = sheet.rows[row].entry else {
            return .ignored
        }
        let steps = sheet.entries[entry].steps
        if let selection = scene.selection, let index = steps.firstIndex(of: selection) {
            return PaneResult(selection: steps[(index + 1) % steps.count])
        }
        return select(entry, scene)
    }

    private func select(_ entry: Int, _ scene: Scene) -> PaneResult {
        PaneResult(selection: step(of: sheet.entries[entry], scene))
    }

    /// The step that stands for an instruction: the selected one, else one for the same platform, else the most urgent.
    func step(of entry: SourceSheet.Entry, _ scene: Scene) -> Int? {
        if let selection = scene.selection, entry.steps.contains(selection) { return selection }
        let platform = scene.selected?.description.platform
        let alike = entry.steps.filter { scene.build.steps[$0].description.platform == platform }
        let steps = entry.steps.count > 1 && platform != nil && !alike.isEmpty ? alike : entry.steps
        return steps.max { scene.build.steps[$0].urgency < scene.build.steps[$1].urgency }
    }

    private mutating func move(_ direction: Int, _ scene: Scene, _ layout: SourceLayout) -> PaneResult {
        let height = max(1, layout.body.rows)
        let view = scroll..<(scroll + height)
        let rows = sheet.entry(of: scene.selection).map { sheet.entries[$0].rows }
        let next: Int?
        if let rows, view.contains(rows.lowerBound) || view.contains(rows.upperBound) {
            next = neighbour(of: direction > 0 ? rows.upperBound : rows.lowerBound, direction)
        } else {
            next = neighbour(of: direction > 0 ? scroll - 1 : scroll + height, direction)
        }
        if let next, near(sheet.entries[next].rows, view) { return select(next, scene) }
        return scroll(by: direction, scene, layout)
    }

    /// The nearest entry that begins behind a row or ends before it.
    private func neighbour(of row: Int, _ direction: Int) -> Int? {
        direction > 0
            ? sheet.entries.firstIndex { $0.rows.lowerBound > row }
            : sheet.entries.lastIndex { $0.rows.upperBound < row }
    }

    /// Whether rows are in view, or come into view when it moves by one.
    private func near(_ rows: ClosedRange<Int>, _ view: Range<Int>) -> Bool {
        rows.upperBound >= view.lowerBound - 1 && rows.lowerBound <= view.upperBound
    }

    /// Scrolls; the selection goes along once it is out of view.
    private mutating func scroll(by count: Int, _ scene: Scene, _ layout: SourceLayout) -> PaneResult {
        let before = scroll
        scroll += count
        clamp(layout)
        guard scroll != before else {
            let last = count > 0 ? sheet.entries.indices.last : sheet.entries.indices.first
            return abs(count) > 1 ? last.map { select($0, scene) } ?? .done : .done
        }
        let view = scroll..<(scroll + max(1, layout.body.rows))
        if let entry = sheet.entry(of: scene.selection), view.overlaps(Range(sheet.entries[entry].rows)) {
            return .done
        }
        let next = neighbour(of: count > 0 ? view.lowerBound - 1 : view.upperBound, count)
        guard let next, view.contains(sheet.entries[next].rows.lowerBound) else { return .done }
        return select(next, scene)
    }

    private mutating func jump(toEnd: Bool, _ scene: Scene, _ layout: SourceLayout) -> PaneResult {
        scroll = toEnd ? sheet.rows.count : 0
        shift = 0
        clamp(layout)
        let entry = toEnd ? sheet.entries.indices.last : sheet.entries.indices.first
        return entry.map { select($0, scene) } ?? .done
    }
}

extension StepState {
    /// Which of several steps of one instruction stands for them: what failed, then what runs, then what is to come.
    var urgency: Int {
        switch role {
        case .failed: 6
        case .running: 5
        case .waiting: 4
        case .ran: 3
        case .same: 2
        case .hit: 1
        default: 0
        }
    }
}
