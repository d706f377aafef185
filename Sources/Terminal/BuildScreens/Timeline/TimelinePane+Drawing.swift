import BuildProgress
import Quantities
package import TerminalCells
import TerminalThemes

extension TimelinePane {
    /// Draws the figures, the axis and the rows in view.
    package func draw(on screen: inout Screen, in area: Rect, _ scene: Scene) {
        guard !area.isEmpty else { return }
        let layout = layout(in: area)
        let window = window(scene, layout)
        let ticks = window.ticks
        drawFigures(on: &screen, layout, window, scene)
        drawLoad(on: &screen, layout, scene)
        drawAxis(on: &screen, layout, ticks, scene)
        let painter = TimelinePainter(layout, window, ticks: ticks, scene)
        for offset in 0..<min(layout.body.rows, max(0, rows.rows.count - scroll)) {
            let index = scroll + offset
            let row = layout.body.top + offset
            switch rows.rows[index] {
            case .group(let group): painter.drawGroup(group, rows.labels[index], row, on: &screen)
            case .step(let step): painter.drawStep(step, rows.labels[index], row, on: &screen)
            }
        }
        if scene.end != nil { drawInstant(on: &screen, layout, window, scene) }
        if let track = layout.scrollbar {
            Scrollbar(track: track, first: scroll, count: rows.rows.count).draw(on: &screen, scene.look)
        }
    }

    /// Draws a line through all rows at the instant of the past that is looked at.
    private func drawInstant(on screen: inout Screen, _ layout: TimelineLayout, _ window: TimeWindow, _ scene: Scene) {
        let column = window.column(of: scene.now)
        guard layout.bars > 0, (0..<layout.bars).contains(column) else { return }
        let glyphs = scene.look.glyphs
        let axis = layout.bars(row: layout.axis.top)
        if layout.axis.rows > 0 {
            screen.draw(
                String(glyphs.arrowDown), at: axis.origin.moved(by: column, 0), in: axis, style: scene.style(.running))
        }
        let shown = min(layout.body.rows, max(0, rows.rows.count - scroll))
        for row in layout.body.top..<(layout.body.top + shown) {
            let cell = Rect(layout.bars(row: row).left + column, row, 1, 1)
            // Bars end at the instant: what stands there is a text or nothing.
            if screen[cell.origin].text == " " {
                screen.fill(cell, with: glyphs.light.vertical, style: scene.style(.running))
            }
        }
    }

    private func drawFigures(
        on screen: inout Screen, _ layout: TimelineLayout, _ window: TimeWindow, _ scene: Scene
    ) {
        let dim = scene.style(.dim)
        let strong = scene.style(.strong)
        var spans: [Span] = []
        func add(_ name: String, _ value: String) {
            spans += [Span(spans.isEmpty ? "\(name) " : "   \(name) ", dim), Span(value, strong)]
        }
        add("total", HumanDuration.text(nanoseconds: figures.total))
        add("ideal", HumanDuration.text(nanoseconds: figures.ideal))
        add("parallel", tenths(figures.parallelism))
        add("idle", HumanDuration.text(nanoseconds: figures.idle))
        let used = screen.draw(spans, at: layout.figures.origin.moved(by: 1, 0), in: layout.figures)
        let right = span == nil ? legend(scene) : [Span(range(window), dim)]
        let width = right.reduce(0) { $0 + Width.columns(of: $1.text) }
        guard used + width + 4 <= layout.figures.columns else { return }
        let start = Point(layout.figures.right - width - 1, layout.figures.top)
        screen.draw(right, at: start, in: layout.figures)
    }

    private func tenths(_ value: Double) -> String {
        let tenths = Int(min(value * 10, 1e9).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func range(_ window: TimeWindow) -> String {
        let step = max(1_000, window.span / 100)
        var unit: Int64 = 1_000
        while unit * 10 <= step { unit *= 10 }
        let bounds = [window.start, window.end].map { TimeLabel.text($0 / unit * unit, step: unit) }
        return "\(bounds[0]) to \(bounds[1])"
    }

    /// What the bars' characters mean.
    private func legend(_ scene: Scene) -> [Span] {
        let glyphs = scene.look.glyphs
        let dim = scene.style(.dim)
        let signs: [(Character, Role, String)] = [
            (glyphs.heavy.vertical, .critical, "critical"), (glyphs.barWait, .barWait, "waits"),
            (glyphs.barPull, .barPull, "pulls"), (glyphs.barExport, .barExport, "exports"),
        ]
        return signs.enumerated().flatMap { index, sign in
            [Span((index > 0 ? "  " : "") + String(sign.0), scene.style(sign.1)), Span(" \(sign.2)", dim)]
        }
    }

    /// Draws how many steps worked at once, column by column; where nothing was done, nothing stands.
    private func drawLoad(on screen: inout Screen, _ layout: TimelineLayout, _ scene: Scene) {
        guard layout.load.rows > 0, layout.bars > 0 else { return }
        let row = layout.load.top
        let label = "up to \(figures.most) at once"
        if figures.most > 0 {
            screen.draw(
                label, at: Point(layout.load.left + TimelineLayout.margin, row),
                in: Rect(layout.load.left, row, max(0, layout.labels - 1), 1), style: scene.style(.dim))
        }
        let bars = layout.bars(row: row)
        let sparks = scene.look.glyphs.sparks
        let style = scene.style(.axis)
        for (column, load) in figures.load.prefix(layout.bars).enumerated() where load > 0.001 && !sparks.isEmpty {
            let height = load / Double(max(1, figures.most)) * Double(sparks.count)
            let spark = sparks[min(sparks.count - 1, max(0, Int(height.rounded(.up)) - 1))]
            screen.fill(Rect(bars.left + column, row, 1, 1), with: spark, style: style)
        }
    }

    private func drawAxis(
        on screen: inout Screen, _ layout: TimelineLayout, _ ticks: [TimeWindow.Tick], _ scene: Scene
    ) {
        guard layout.axis.rows > 0, layout.bars > 0 else { return }
        let bars = layout.bars(row: layout.axis.top)
        let glyphs = scene.look.glyphs
        let style = scene.style(.axis)
        screen.fill(bars, with: glyphs.light.horizontal, style: style)
        for tick in ticks {
            let at = Point(bars.left + tick.column, bars.top)
            screen.draw(String(glyphs.light.joinDown), at: at, in: bars, style: style)
            // Half a number would be another number.
            guard tick.column + 1 + tick.label.count <= bars.columns else { continue }
            screen.draw(tick.label, at: at.moved(by: 1, 0), in: bars, style: style)
        }
    }
}
