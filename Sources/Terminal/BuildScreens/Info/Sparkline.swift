import TerminalThemes

/// Figures as a row of small bars.
enum Sparkline {
    /// A bar for each figure; the highest one is full, and nothing the lowest.
    static func text(_ values: [Int64], _ glyphs: GlyphSet) -> String {
        let levels = glyphs.sparks
        guard let high = values.max(), !levels.isEmpty else { return "" }
        return String(
            values.map { value in
                guard high > 0, value > 0 else { return levels[0] }
                return levels[min(levels.count - 1, Int(Double(value) / Double(high) * Double(levels.count - 1) + 0.5))]
            })
    }
}
