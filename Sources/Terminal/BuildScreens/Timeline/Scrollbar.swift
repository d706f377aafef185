import TerminalCells
import TerminalThemes

/// Shows which of many rows are in view, in one column.
struct Scrollbar {
    /// The column; it is as high as the rows in view are many.
    let track: Rect
    /// The first row in view.
    let first: Int
    /// How many rows there are.
    let count: Int

    /// Draws the track, and on it a thumb where the view stands.
    func draw(on screen: inout Screen, _ look: Look) {
        guard track.rows > 0 else { return }
        let glyphs = look.glyphs
        let style = look[.scrollbar]
        screen.fill(track, with: glyphs.scrollTrack, style: style)
        let length = max(1, track.rows * track.rows / max(track.rows, count))
        let room = max(1, count - track.rows)
        let top = min(first, room) * (track.rows - length) / room
        screen.fill(Rect(track.left, track.top + top, 1, length), with: glyphs.scrollThumb, style: style)
    }
}
