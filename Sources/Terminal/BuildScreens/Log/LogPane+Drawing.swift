import BuildProgress
package import TerminalCells
import TerminalThemes

extension LogPane {
    /// Draws warnings, the lines in view, and how the step ended.
    package func draw(on screen: inout Screen, in area: Rect, _ scene: Scene) {
        guard let step = scene.selected, step.id == self.step else { return }
        surroundings.draw(on: &screen, in: area, scene)
        let body = surroundings.body(of: area)
        guard step.logBytes > 0 else { return drawParts(of: step, on: &screen, in: body, scene) }
        guard !visible.isEmpty else { return drawAbsence(on: &screen, in: body, scene) }
        if isWrapped { drawWrapped(on: &screen, in: body, scene) } else { drawCut(on: &screen, in: body, scene) }
    }

    private func drawAbsence(on screen: inout Screen, in body: Rect, _ scene: Scene) {
        if let failure = window.failure {
            screen.draw(Cleaning.line(failure), at: body.origin, in: body, style: scene.style(.warning))
        } else if window.pending != nil, scene.now - window.asked > Self.patience {
            screen.draw("reading…", at: body.origin, in: body, style: scene.style(.dim))
        }
    }

    /// Lines on a row each, with a mark where one goes on.
    private func drawCut(on screen: inout Screen, in body: Rect, _ scene: Scene) {
        let mark = String(scene.look.glyphs.ellipsis)
        for (offset, line) in visible.prefix(body.rows).enumerated() {
            let row = body.row(offset)
            screen.draw(line.spans, at: row.origin.moved(by: -pan, 0), in: row)
            highlight(line, from: pan, on: &screen, in: row, scene)
            if line.columns > pan + body.columns {
                screen.draw(mark, at: Point(row.right - 1, row.top), in: row, style: scene.style(.dim))
            }
            if pan > 0, line.columns > 0 { screen.draw(mark, at: row.origin, in: row, style: scene.style(.dim)) }
        }
    }

    private func drawWrapped(on screen: inout Screen, in body: Rect, _ scene: Scene) {
        var offset = 0
        for line in visible {
            for piece in line.rows.dropFirst(line.number == top ? skipped : 0) {
                guard offset < body.rows else { return }
                let row = body.row(offset)
                screen.draw(piece.spans, at: row.origin, in: row)
                highlight(line, from: piece.start, on: &screen, in: row, scene)
                offset += 1
            }
        }
    }

    private func highlight(
        _ line: LogLine, from start: Int, on screen: inout Screen, in row: Rect, _ scene: Scene
    ) {
        for (index, match) in line.matches.enumerated() {
            let isCurrent = index == 0 && line.number == searching.current
            let style = scene.style(isCurrent ? .matchCurrent : .match)
            let rect = Rect(row.left + match.lowerBound - start, row.top, match.count, 1).intersection(row)
            screen.restyle(rect) { $0 = style.over($0) }
        }
    }
}
