import BuildEvents
import BuildProgress
import Quantities
import TerminalCells
import TerminalThemes

/// Draws one box of the graph.
struct GraphBoxPainter {
    let pane: GraphPane
    let box: Int
    let scene: Scene
    let clip: Rect
    /// The box on the screen.
    let frame: Rect

    var group: Outline.Group { pane.content.outline.groups[box] }
    var glyphs: GlyphSet { scene.look.glyphs }
    private var selection: Int? { scene.selection.flatMap { group.steps.contains($0) ? $0 : nil } }
    /// The cells between the borders.
    private var inside: Rect { frame.inset() }
    var selectedStyle: Style { scene.style(scene.isFocused ? .selection : .selectionInactive) }

    /// Draws border, title and what the scale shows.
    func draw(on screen: inout Screen) {
        drawBorder(on: &screen)
        drawTitle(on: &screen)
        switch pane.scale {
        case .steps: drawSteps(on: &screen)
        case .stages: drawSummary(on: &screen)
        case .dots: drawDots(on: &screen)
        }
    }

    func put(_ text: String, _ column: Int, _ row: Int, _ style: Style, on screen: inout Screen) {
        screen.draw(text, at: Point(column, row), in: clip, style: style)
    }

    func fill(_ rect: Rect, _ character: Character, _ style: Style, on screen: inout Screen) {
        screen.fill(rect.intersection(clip), with: character, style: style)
    }

    private func drawBorder(on screen: inout Screen) {
        let (lines, style) = pane.border(of: box, scene)
        let (right, bottom) = (frame.right - 1, frame.bottom - 1)
        for row in [frame.top, bottom] {
            fill(Rect(frame.left, row, frame.columns, 1), lines.horizontal, style, on: &screen)
        }
        for column in [frame.left, right] {
            fill(Rect(column, frame.top + 1, 1, frame.rows - 2), lines.vertical, style, on: &screen)
        }
        put(String(lines.topLeft), frame.left, frame.top, style, on: &screen)
        put(String(lines.topRight), right, frame.top, style, on: &screen)
        put(String(lines.bottomLeft), frame.left, bottom, style, on: &screen)
        put(String(lines.bottomRight), right, bottom, style, on: &screen)
    }

    private func drawTitle(on screen: inout Screen) {
        var room = frame.columns - 6
        guard room > 0 else { return }
        let isTarget = pane.content.targets.contains(box)
        let title = TextLayout.cut(pane.content.titles[box].text, to: room, ellipsis: glyphs.ellipsis)
        var style = scene.style(group.isStage ? .stage : .stageTask)
        if pane.scale != .steps, selection != nil { style = selectedStyle }
        var column = frame.left + 2
        put(" \(title) ", column, frame.top, style, on: &screen)
        mark(TextMatches.ranges(of: scene.query ?? "", in: title), from: column + 1, frame.top, on: &screen)
        column += Width.columns(of: title) + 2
        room -= column - frame.left
        if isTarget, room >= 5 { put("target ", column, frame.top, scene.style(.dim), on: &screen) }
    }

    /// Marks what is searched for, by its columns in a text.
    func mark(_ ranges: [Range<Int>], from column: Int, _ row: Int, on screen: inout Screen) {
        let match = scene.style(.match)
        for range in ranges {
            let cells = Rect(column + range.lowerBound, row, range.count, 1).intersection(clip)
            screen.restyle(cells) { $0 = match.over($0) }
        }
    }

    private func drawDots(on screen: inout Screen) {
        for step in group.steps {
            let place = pane.place(step)
            let origin = pane.layout.boxes[box].origin
            let (column, row) = (frame.left + place.left - origin.column, frame.top + place.top - origin.row)
            let sign = GraphSign(scene.build.steps[step], scene)
            let style = step == scene.selection ? sign.style.over(selectedStyle) : sign.style
            put(String(sign.glyph), column, row, style, on: &screen)
        }
        drawTimeBehindDots(on: &screen)
    }

    /// Draws the time that the steps took where the last row of dots leaves room for it.
    private func drawTimeBehindDots(on screen: inout Screen) {
        let columns = max(1, frame.columns - 4)
        let free = columns - 1 - (group.steps.count - 1) % columns
        let time = summaryTime(group.steps.map { scene.build.steps[$0] })
        let width = time.reduce(0) { $0 + Width.columns(of: $1.text) }
        guard width < free else { return }
        screen.draw(time, at: Point(frame.right - 2 - width, frame.bottom - 2), in: clip)
    }
}

/// The sign of a step's state.
struct GraphSign {
    let glyph: Character
    let style: Style

    /// The sign of a step, dim where it was never needed.
    init(_ step: StepState, _ scene: Scene) {
        let role = step.role
        glyph = scene.look.glyphs.sign(of: role) ?? " "
        style = step.phase == .skipped ? scene.style(.dim).over(scene.style(role)) : scene.style(role)
    }
}
