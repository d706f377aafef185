import BuildEvents
import Diagnostics
package import TerminalCells
import TerminalThemes

extension SourcePane {
    /// Draws the gutter and the lines in view.
    package func draw(on screen: inout Screen, in area: Rect, _ scene: Scene) {
        guard !area.isEmpty else { return }
        let painter = SourcePainter(layout: layout(scene, in: area), sheet: sheet, shift: shift, scene: scene)
        painter.drawHead(on: &screen)
        let body = painter.layout.body
        for offset in 0..<min(body.rows, max(0, sheet.rows.count - scroll)) {
            painter.draw(row: scroll + offset, at: body.top + offset, on: &screen)
        }
        if let track = painter.layout.scrollbar {
            Scrollbar(track: track, first: scroll, count: sheet.rows.count).draw(on: &screen, scene.look)
        }
    }
}
