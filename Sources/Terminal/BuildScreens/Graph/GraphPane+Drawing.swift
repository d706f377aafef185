import BuildProgress
package import TerminalCells
import TerminalThemes

extension GraphPane {
    /// Draws what of the graph is in view.
    package func draw(on screen: inout Screen, in area: Rect, _ scene: Scene) {
        let view = view(area)
        guard !view.isEmpty, !layout.boxes.isEmpty, content.labels.count == scene.build.steps.count else { return }
        let window = Rect(origin: offset, size: view.size)
        let shift = Point(view.left - offset.column, view.top - offset.row)
        let ranks = ranks(scene)
        drawLines(on: &screen, window, at: view.origin, ranks, scene)
        for (index, box) in layout.boxes.enumerated() where !box.intersection(window).isEmpty {
            let painter = GraphBoxPainter(
                pane: self, box: index, scene: scene, clip: view.intersection(area),
                frame: Rect(origin: box.origin.moved(by: shift.column, shift.row), size: box.size))
            painter.draw(on: &screen)
        }
        drawEnds(on: &screen, view, ranks, scene)
        GraphHints(layout: layout, window: window).draw(on: &screen, in: area, scene)
    }

    /// How much each line stands out.
    private func ranks(_ scene: Scene) -> [LineCanvas.Rank] {
        var critical: Set<GraphPlan.Line> = []
        for step in scene.critical where content.labels.indices.contains(step) {
            for input in scene.build.inputPositions(of: step) where scene.critical.contains(input) {
                critical.insert(GraphPlan.Line(from: content.port(of: input, scale), to: content.port(of: step, scale)))
            }
        }
        let selected = scene.selection.flatMap {
            content.labels.indices.contains($0) ? content.port(of: $0, scale) : nil
        }
        return layout.strokes.map { stroke in
            if critical.contains(stroke.line) { return .critical }
            guard scene.isFocused else { return .plain }
            return stroke.line.from == selected || stroke.line.to == selected ? .near : .plain
        }
    }

    private func drawLines(
        on screen: inout Screen, _ window: Rect, at origin: Point, _ ranks: [LineCanvas.Rank], _ scene: Scene
    ) {
        var canvas = LineCanvas(window: window)
        for rank in [LineCanvas.Rank.plain, .near, .critical] {
            for (index, stroke) in layout.strokes.enumerated() where ranks[index] == rank { canvas.add(stroke, rank) }
        }
        canvas.draw(on: &screen, at: origin, scene)
    }

    /// The joints on the borders where lines begin, and the arrows where they end.
    private func drawEnds(on screen: inout Screen, _ view: Rect, _ ranks: [LineCanvas.Rank], _ scene: Scene) {
        let window = Rect(origin: offset, size: view.size)
        let shift = Point(view.left - offset.column, view.top - offset.row)
        let glyphs = scene.look.glyphs
        for rank in [LineCanvas.Rank.plain, .near, .critical] {
            for (index, stroke) in layout.strokes.enumerated() where ranks[index] == rank {
                guard let first = stroke.points.first, let last = stroke.points.last else { continue }
                if window.contains(last) {
                    let place = last.moved(by: shift.column, shift.row)
                    screen.draw(String(glyphs.arrowRight), at: place, in: view, style: scene.style(rank.role))
                }
                if window.contains(first) {
                    let border = border(of: stroke.line.from.node, scene)
                    let place = first.moved(by: shift.column, shift.row)
                    screen.draw(String(border.lines.joinRight), at: place, in: view, style: border.style)
                }
            }
        }
    }

    /// The lines of a box and how they look.
    func border(of box: Int, _ scene: Scene) -> (lines: GlyphSet.Lines, style: Style) {
        let group = content.outline.groups[box]
        let glyphs = scene.look.glyphs
        if group.isStage, group.steps.contains(where: { scene.critical.contains($0) }) {
            return (glyphs.heavy, scene.style(.edgeCritical))
        }
        let isSelected = scene.isFocused && scene.selection.map(group.steps.contains) ?? false
        return (glyphs.rounded, scene.style(isSelected ? .borderFocused : .border))
    }
}
