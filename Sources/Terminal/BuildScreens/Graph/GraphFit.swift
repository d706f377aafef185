import TerminalCells

/// Chooses at which scale and how a graph is laid out in an area.
enum GraphFit {
    /// The least width of a box at a scale, with its borders.
    private static func least(_ scale: GraphScale, _ content: GraphContent) -> Int {
        switch scale {
        case .steps: 24
        case .stages: 20
        case .dots: content.dotsWidth
        }
    }

    /// The layout at the scale that is asked for, else at the largest at which all of it is seen, else at the smallest.
    ///
    /// A graph that is too high may put stages of one depth into several columns, where that makes it fit.
    static func best(_ content: GraphContent, in area: Size, chosen: GraphScale?) -> (GraphScale, GraphLayout) {
        for scale in chosen.map({ [$0] }) ?? GraphScale.allCases.reversed() {
            guard mayFit(content, scale, area) else { continue }
            for limit in [nil, area.rows] {
                let layout = layout(content, scale, area, limit: limit)
                if layout.fits(area) { return (scale, layout) }
            }
        }
        let scale = chosen ?? .dots
        return (scale, layout(content, scale, area, limit: scale == .dots ? max(12, area.rows) : nil))
    }

    private static func layout(
        _ content: GraphContent, _ scale: GraphScale, _ area: Size, limit: Int?
    ) -> GraphLayout {
        let measures = GraphLayout.Measures(
            wishes: content.wishes(scale), least: least(scale, content), area: area)
        var wishes = measures
        if scale == .dots { wishes.wishes = wishes.wishes.map { _ in content.dotsWidth } }
        return GraphLayout(content.plan(scale, dotColumns: content.dotsWidth - 4), wishes, limit: limit)
    }

    /// Whether the boxes alone have room: if not, laying them out is in vain.
    private static func mayFit(_ content: GraphContent, _ scale: GraphScale, _ area: Size) -> Bool {
        let plan = content.plan(scale, dotColumns: content.dotsWidth - 4)
        let rows = plan.nodes.reduce(0) { $0 + $1.height }
        return rows * least(scale, content) <= area.rows * area.columns
    }
}
