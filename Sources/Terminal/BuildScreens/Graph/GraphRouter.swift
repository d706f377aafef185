import TerminalCells

/// Draws lines through gutters and passages.
struct GraphRouter {
    let nets: GraphNets
    let rows: GraphRows
    let tracks: [GraphTracks]
    let grid: GraphGrid

    private let hopOfNet: [[Int: Int]]

    /// Makes a router from what the lines were laid out by.
    init(nets: GraphNets, rows: GraphRows, tracks: [GraphTracks], grid: GraphGrid) {
        self.nets = nets
        self.rows = rows
        self.tracks = tracks
        self.grid = grid
        hopOfNet = nets.gutters.map { hops in
            Dictionary(uniqueKeysWithValues: hops.enumerated().map { ($1.net, $0) })
        }
    }

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
        guard let hop = hopOfNet[gutter][net] else { return [] }
        switch tracks[gutter].ways[hop] {
        case .straight: return []
        case .track(let track):
            let cell = grid.cell(ofTrack: track, behind: gutter)
            return [Point(cell, row), Point(cell, next)]
        case .jog(let first, let middle, let second):
            let cell = grid.cell(ofTrack: first, behind: gutter)
            let other = grid.cell(ofTrack: second, behind: gutter)
            return [Point(cell, row), Point(cell, middle), Point(other, middle), Point(other, next)]
        }
    }
}
