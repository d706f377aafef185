import TerminalCells

/// Draws lines through gutters and passages.
struct GraphRouter {
    let nets: GraphNets
    let rows: GraphRows
    let channels: GraphChannels
    let grid: GraphGrid

    /// The corners of a line, with both ends.
    func points(of line: GraphPlan.Line, net: Int) -> [Point] {
        let first = nets.slots[line.from.node].column
        let last = nets.slots[line.to.node].column
        var row = rows.tops[line.from.node] + line.from.row + 1
        var points = [Point(grid.right(of: first) - 1, row)]
        for gutter in first..<last {
            var next = rows.tops[line.to.node] + line.to.row + 1
            if gutter + 1 < last, let passage = nets.passages[net][gutter + 1] { next = rows.tops[passage] }
            points += turns(from: row, to: next, net: net, gutter)
            row = next
        }
        points.append(Point(grid.lefts[last] - 1, row))
        return points
    }

    private func turns(from row: Int, to next: Int, net: Int, _ gutter: Int) -> [Point] {
        guard let index = channels.index(of: net, gutter) else { return [] }
        switch channels.leaving[gutter].ways[index] {
        case .straight: return []
        case .track(let track):
            let cell = grid.cell(ofTrack: track, behind: gutter)
            guard let crossing = rows.crossings[gutter]?[net] else { return [Point(cell, row), Point(cell, next)] }
            guard case .track(let entry)? = channels.entering[gutter + 1]?.ways[index] else { return [] }
            let other = grid.cell(ofEntry: entry)
            return [Point(cell, row), Point(cell, crossing), Point(other, crossing), Point(other, next)]
        case .jog(let first, let middle, let second):
            let cell = grid.cell(ofTrack: first, behind: gutter)
            let other = grid.cell(ofTrack: second, behind: gutter)
            return [Point(cell, row), Point(cell, middle), Point(other, middle), Point(other, next)]
        }
    }
}
