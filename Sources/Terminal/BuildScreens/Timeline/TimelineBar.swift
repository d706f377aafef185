import TerminalCells
import TerminalThemes

/// Draws bars on one row: they end at an eighth of a column and begin at a half.
struct TimelineBar {
    /// The cells of the time axis on this row.
    let area: Rect
    let blocks: BarBlocks
    /// What lies below.
    let base: Style

    /// Draws from one eighth to another in full blocks; at least an eighth is shown of what lies inside.
    func solid(from: Int, to: Int, style: Style, on screen: inout Screen) {
        guard let (from, to) = clipped(from, to) else { return }
        let style = style.over(base)
        guard blocks.fillCells else { return cells(from: from, to: to, with: blocks.eighths[7], style, on: &screen) }
        let (first, last) = (from / 8, (to - 1) / 8)
        guard first < last else { return put(blocks.eighths[to - from - 1], first, style, on: &screen) }
        // Blocks fill their cells from the left; from the right there is but a half one.
        if from % 8 < 6 { put(from % 8 < 2 ? blocks.eighths[7] : blocks.halfRight, first, style, on: &screen) }
        screen.fill(Rect(area.left + first + 1, area.top, last - first - 1, 1), with: blocks.eighths[7], style: style)
        put(blocks.eighths[(to - 1) % 8], last, style, on: &screen)
    }

    /// Draws whole cells of a character, those that are covered by half, and at least one.
    func shaded(from: Int, to: Int, with character: Character, style: Style, on screen: inout Screen) {
        guard let (from, to) = clipped(from, to) else { return }
        cells(from: from, to: to, with: character, style.over(base), on: &screen)
    }

    private func cells(from: Int, to: Int, with character: Character, _ style: Style, on screen: inout Screen) {
        var (first, end) = ((from + 4) / 8, (to + 4) / 8)
        if end <= first { (first, end) = (from / 8, from / 8 + 1) }
        screen.fill(
            Rect(area.left + first, area.top, min(end, area.columns) - first, 1), with: character, style: style)
    }

    private func clipped(_ from: Int, _ to: Int) -> (Int, Int)? {
        let to = max(to, from + 1)
        guard from < area.columns * 8, to > 0 else { return nil }
        return (max(0, from), min(to, area.columns * 8))
    }

    private func put(_ character: Character, _ column: Int, _ style: Style, on screen: inout Screen) {
        screen.fill(Rect(area.left + column, area.top, 1, 1), with: character, style: style)
    }
}

/// The characters of bars, without the many others of a glyph set that would be copied for each row.
struct BarBlocks: Sendable, Hashable {
    let eighths: [Character]
    let halfRight: Character
    /// Whether they are blocks that fill their cells to an eighth, so that a bar's ends are exact.
    let fillCells: Bool

    init(_ glyphs: GlyphSet) {
        eighths = glyphs.eighths
        halfRight = glyphs.halfRight
        fillCells = glyphs.eighths.count == 8 && glyphs.eighths[7] == "█"
    }
}
