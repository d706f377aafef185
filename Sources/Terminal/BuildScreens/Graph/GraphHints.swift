import TerminalCells
import TerminalThemes

/// Tells at the edges of the view where the graph goes on beyond it, and how many boxes lie there.
struct GraphHints {
    let layout: GraphLayout
    /// The part of the plane that is seen.
    let window: Rect

    /// Draws a short text on each edge behind which the graph goes on.
    func draw(on screen: inout Screen, in area: Rect, _ scene: Scene) {
        guard area.columns >= 12, area.rows >= 4 else { return }
        let glyphs = scene.look.glyphs
        let style = scene.style(.notice)
        func draw(_ text: String, at column: Int, _ row: Int) {
            screen.draw(text, at: Point(column, row), in: area, style: style)
        }
        func drawCentered(_ arrow: Character, _ count: Int, row: Int) {
            let text = count > 0 ? " \(arrow) \(count) more " : " \(arrow) "
            draw(text, at: area.left + (area.columns - text.count) / 2, row)
        }
        let middle = area.top + area.rows / 2
        let boxes = layout.boxes
        if window.top > 0 { drawCentered(glyphs.arrowUp, boxes.count { $0.bottom <= window.top }, row: area.top) }
        if window.bottom < layout.size.rows {
            drawCentered(glyphs.arrowDown, boxes.count { $0.top >= window.bottom }, row: area.bottom - 1)
        }
        if window.left > 0 {
            let count = boxes.count { $0.right <= window.left }
            draw(count > 0 ? "\(glyphs.arrowLeft) \(count) " : "\(glyphs.arrowLeft) ", at: area.left, middle)
        }
        if window.right < layout.size.columns {
            let count = boxes.count { $0.left >= window.right }
            let text = count > 0 ? " \(count) \(glyphs.arrowRight)" : " \(glyphs.arrowRight)"
            draw(text, at: area.right - text.count, middle)
        }
    }
}
