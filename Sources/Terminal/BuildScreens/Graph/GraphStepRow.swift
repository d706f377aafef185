import BuildEvents
import BuildProgress
import BuildRecords
import Quantities
import TerminalCells
import TerminalThemes

extension GraphBoxPainter {
    /// Draws a row for each step that is in view.
    func drawSteps(on screen: inout Screen) {
        for (index, step) in group.steps.enumerated() {
            let row = frame.top + 1 + index
            guard row >= clip.top else { continue }
            guard row < clip.bottom else { break }
            drawStep(step, Rect(frame.left + 1, row, frame.columns - 2, 1), on: &screen)
        }
    }

    private func drawStep(_ position: Int, _ row: Rect, on screen: inout Screen) {
        let step = scene.build.steps[position]
        let isSelected = position == scene.selection
        let base = isSelected ? selectedStyle : .plain
        if isSelected { fill(row, " ", base, on: &screen) }
        let sign = GraphSign(step, scene)
        put(String(sign.glyph), row.left + 1, row.top, sign.style.over(base), on: &screen)
        let facts = GraphStepFacts(step, scene)
        var end = row.right - 1
        if facts.columns + 13 <= row.columns {
            end -= facts.columns
            screen.draw(facts.spans, at: Point(end, row.top), in: clip, over: base)
            if facts.columns > 0 { end -= 1 }
        }
        let style = scene.style(Self.textRole(step)).over(base)
        let room = Rect(row.left + 3, row.top, end - row.left - 3, 1)
        drawText(pane.content.labels[position], in: room, style, on: &screen)
        drawCause(of: step, behind: pane.content.labels[position].columns, in: room, over: base, on: &screen)
    }

    /// Says behind a step's text in one phrase why it ran, where that is its own doing and there is room for words.
    private func drawCause(
        of step: StepState, behind columns: Int, in row: Rect, over base: Style, on screen: inout Screen
    ) {
        let left = columns + 2
        guard row.columns - left >= Self.shortestCause, case .miss(let cause) = step.verdict, cause.isTelling else {
            return
        }
        let phrase = MissSentence.sentence(for: cause) { scene.build[$0].map { StepTitle.text(of: $0.description) } }
        let text = TextLayout.cut(Cleaning.line(phrase), to: row.columns - left, ellipsis: glyphs.ellipsis)
        put(text, row.left + left, row.top, scene.style(.dim).over(base), on: &screen)
    }

    /// So many columns at least a cause must have: less is no word.
    private static let shortestCause = 10

    /// Draws a step's text, cut where it has no room, with what is searched for marked.
    private func drawText(
        _ label: GraphContent.Label, in row: Rect, _ style: Style, on screen: inout Screen
    ) {
        let isCut = label.columns > row.columns
        let text = isCut ? TextLayout.cut(label.text, to: row.columns, ellipsis: glyphs.ellipsis) : label.text
        put(text, row.left, row.top, style, on: &screen)
        let shown = 0..<max(0, isCut ? row.columns - 1 : row.columns)
        let ranges = TextMatches.ranges(of: scene.query ?? "", in: label.text).map { range in
            // What is found behind the cut marks the ellipsis.
            range.overlaps(shown) || !isCut ? range.clamped(to: shown) : shown.upperBound..<(shown.upperBound + 1)
        }
        mark(ranges, from: row.left, row.top, on: &screen)
    }

    private static func textRole(_ step: StepState) -> Role {
        switch step.phase {
        case .waiting, .skipped, .cancelled: .dim
        case .running: .strong
        case .failed: .failed
        case .hit, .ran: .text
        }
    }
}

/// What stands at the right end of a step's row: what it waits for, how far it has come, its time.
struct GraphStepFacts {
    private(set) var spans: [Span] = []

    /// The columns that they take.
    var columns: Int { spans.reduce(0) { $0 + Width.columns(of: $1.text) } }

    /// Gathers what a step's state has to say at the scene's instant.
    init(_ step: StepState, _ scene: Scene) {
        let time = HumanDuration.text(nanoseconds: step.duration(at: scene.now))
        if let wait = step.wait { spans.append(Span(Self.word(for: wait), scene.style(.dim))) }
        switch step.phase {
        case .waiting, .hit, .skipped: break
        case .running:
            if step.wait == nil, let share = Self.percentage(step.items) { add("\(share)%", .text, scene) }
            add(String(scene.activity), .running, scene)
            add(String(repeating: " ", count: max(0, 4 - time.utf8.count)) + time, .running, scene)
        case .ran: add(time, .dim, scene)
        case .failed: add(time, .failed, scene)
        case .cancelled: if step.started != nil { add(time, .dim, scene) }
        }
    }

    private mutating func add(_ text: String, _ role: Role, _ scene: Scene) {
        if !spans.isEmpty { spans.append(Span(" ")) }
        spans.append(Span(text, scene.style(role)))
    }

    /// What is waited for, in a word.
    private static func word(for reason: WaitReason) -> String {
        switch reason {
        case .slot: "slot"
        case .cacheMount: "mount"
        case .store: "store"
        case .network: "network"
        }
    }

    /// How much of what has a known size is done, in hundredths.
    private static func percentage(_ items: [ProgressItem]) -> Int64? {
        let known = items.compactMap { item in item.total.map { (max(0, min(item.current, $0)), $0) } }
        let total = known.reduce(0.0) { $0 + Double($1.1) }
        guard total > 0 else { return nil }
        return Int64(known.reduce(0.0) { $0 + Double($1.0) } * 100 / total)
    }
}

extension MissCause {
    /// Whether a cause says something of the step alone, which can't be said of all beside it.
    fileprivate var isTelling: Bool {
        switch self {
        case .firstBuild, .forced, .inputChanged: false
        case .neverBuilt, .failedBefore, .otherPlatform, .filtered, .changed, .groundChanged, .evicted, .pruned,
            .several:
            true
        }
    }
}
