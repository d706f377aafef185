import TerminalCells
import TerminalThemes

/// Tells at the edges of the view how many boxes lie beyond it.
struct GraphHints {
    let layout: GraphLayout
    /// The part of the plane that is seen.
    let window: Rect
    /// Where it is seen.
    let view: Rect

    /// Draws a short text on each edge behind which boxes lie.
    func draw(on screen: inout Screen, in area: Rect, _ scene: Scene) {
        guard area.columns >= 12, area.rows >= 4 else { return }
        let glyphs = scene.look.glyphs
        let boxes = layout.boxes
        let style = scene.style(.notice)
        func draw(_ text: String, at place: Point) {
            screen.draw(text, at: place, in: area, style: style)
        }
        let above = boxes.count { $0.bottom <= window.top }
        if above > 0 { draw(" \(glyphs.arrowUp) \(above) more ", at: Point(center(above, area), area.top)) }
        let below = boxes.count { $0.top >= window.bottom }
        if below > 0 { draw(" \(glyphs.arrowDown) \(below) more ", at: Point(center(below, area), area.bottom - 1)) }
        let middle = area.top + area.rows / 2
        let before = boxes.count { $0.right <= window.left }
        if before > 0 { draw("\(glyphs.arrowLeft) \(before) ", at: Point(area.left, middle)) }
        let behind = boxes.count { $0.left >= window.right }
        let text = " \(behind) \(glyphs.arrowRight)"
        if behind > 0 { draw(text, at: Point(area.right - text.count, middle)) }
    }

    private func center(_ count: Int, _ area: Rect) -> Int {
        area.left + (area.columns - String(count).count - 9) / 2
    }
}
