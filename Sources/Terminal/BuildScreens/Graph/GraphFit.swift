import TerminalCells

/// Chooses at which scale and how a graph is laid out in an area.
enum GraphFit {
    /// The least width of a box at a scale, with its borders.
    private static func least(_ scale: GraphScale, _ content: GraphContent) -> Int {
        switch scale {
        case .steps: 22
        case .stages: max(16, content.dotsWidth)
        case .dots: content.dotsWidth
        }
    }

    /// The layout at the scale that is asked for, else at the largest at which all of it is seen, else at the smallest.
    ///
    /// A graph that is too wide may go on below itself, as text does; one that is too high may put stages of one depth
    /// into several columns, where that makes it fit. One or two stages are shown as steps however many they have: less
    /// of them would show nothing.
    static func best(_ content: GraphContent, in area: Size, chosen: GraphScale?) -> (GraphScale, GraphLayout) {
        let isSmall = content.outline.groups.count { $0.isStage } <= 2
        let chosen = chosen ?? (isSmall ? .steps : nil)
        for scale in chosen.map({ [$0] }) ?? GraphScale.allCases.reversed() where mayFit(content, scale, area) {
            for shape in shapes(content, scale, area) {
                let layout = layout(content, scale, area, shape)
                if layout.fits(area) { return (scale, layout) }
            }
        }
        return (chosen ?? .dots, scrolling(content, chosen ?? .dots, area))
    }

    /// A layout of which a part is seen: one that is not too wide, if there is one, since down is how one reads on.
    private static func scrolling(_ content: GraphContent, _ scale: GraphScale, _ area: Size) -> GraphLayout {
        let limit = scale == .dots ? max(12, area.rows) : nil
        let flat = layout(content, scale, area, Shape(limit: limit))
        guard flat.size.columns > area.columns, content.outline.groups.count <= mostInBands else { return flat }
        return shapes(content, scale, area).lazy.filter { $0.band != nil }
            .map { layout(content, scale, area, $0) }.first { $0.size.columns <= area.columns } ?? flat
    }

    /// Of how many boxes bands are made where they don't fit; with more, the lines between them take all room.
    private static let mostInBands = 24

    /// How columns are made of stages.
    private struct Shape {
        var limit: Int?
        var band: Int?
    }

    /// All columns beside each other; in bands of as many as may have room, and fewer; those of one depth divided.
    private static func shapes(_ content: GraphContent, _ scale: GraphScale, _ area: Size) -> [Shape] {
        let most = (area.columns + 4) / (least(scale, content) + 4)
        let bands = (0..<3).map { most - $0 }.filter { $0 >= 1 }
        return [Shape()] + bands.map { Shape(band: $0) } + [Shape(limit: area.rows)]
    }

    private static func layout(
        _ content: GraphContent, _ scale: GraphScale, _ area: Size, _ shape: Shape
    ) -> GraphLayout {
        let measures = GraphLayout.Measures(
            wishes: content.wishes(scale), least: least(scale, content), area: area)
        return GraphLayout(
            content.plan(scale, dotColumns: content.dotsWidth - 4), measures, limit: shape.limit, band: shape.band)
    }

    /// Whether the boxes alone have room: if not, laying them out is in vain.
    private static func mayFit(_ content: GraphContent, _ scale: GraphScale, _ area: Size) -> Bool {
        let plan = content.plan(scale, dotColumns: content.dotsWidth - 4)
        let rows = plan.nodes.reduce(0) { $0 + $1.height }
        return rows * least(scale, content) <= area.rows * area.columns
    }
}
