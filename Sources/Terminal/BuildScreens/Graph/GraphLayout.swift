import TerminalCells

/// Where the boxes and lines of a graph are drawn, on a plane whose upper left corner is the graph's.
struct GraphLayout: Sendable, Hashable {
    /// A line from the border of one box to another; its points are joined in turn across and upright.
    struct Stroke: Sendable, Hashable {
        var line: GraphPlan.Line
        /// Strokes of one net may share cells.
        var net: Int
        /// From the right border of the box that is read to the cell before the box that reads.
        var points: [Point]
    }

    /// How wide boxes and gutters may be.
    struct Measures: Sendable, Hashable {
        /// The columns that the text of each box would like, with its borders.
        var wishes: [Int]
        /// The least width of a box.
        var least: Int
        /// The area that the graph would best fit in.
        var area: Size
    }

    /// The boxes, as the plan has them.
    private(set) var boxes: [Rect] = []
    /// The lines.
    private(set) var strokes: [Stroke] = []
    /// The boxes of each column from top to bottom, the first column first.
    private(set) var columns: [[Int]] = []
    /// The columns that stand beside each other.
    private(set) var bands = GraphBands(columns: 0)
    /// The extent of it all.
    private(set) var size = Size.zero

    /// A graph of nothing.
    init() {}

    /// Lays out a plan; always in the same way.
    ///
    /// `limit` is the height from which boxes of one depth may stand in several columns, `band` the number of columns
    /// behind which the next ones stand below the first.
    init(_ plan: GraphPlan, _ measures: Measures, limit: Int? = nil, band: Int? = nil) {
        let columns = GraphColumns(plan, limit: limit)
        let nets = GraphNets(plan, columns)
        let order = GraphOrder(nets)
        let bands = GraphBands(columns: columns.count, most: band)
        let rows = GraphRows(nets, order, bands, spacing: plan.spacing, room: measures.area.rows)
        let channels = GraphChannels(nets, rows, bands)
        self.columns = order.columns.map { $0.filter { nets.slots[$0].isBox } }
        let grid = GraphGrid(self.columns, channels, bands, measures)
        self.bands = bands
        boxes = plan.nodes.indices.map { node in
            let column = nets.slots[node].column
            return Rect(grid.lefts[column], rows.tops[node], grid.widths[column], plan.nodes[node].height)
        }
        let router = GraphRouter(nets: nets, rows: rows, channels: channels, grid: grid)
        strokes = columns.lines.indices.map { index in
            let (line, net) = (columns.lines[index], nets.netOfLine[index])
            return Stroke(line: line, net: net, points: router.points(of: line, net: net))
        }
        let bottoms = boxes.map(\.bottom) + strokes.flatMap { $0.points.map { $0.row + 1 } }
        size = Size(columns: grid.width, rows: bottoms.max() ?? 0)
    }

    /// The column that a box stands in.
    func column(of box: Int) -> Int {
        columns.firstIndex { $0.contains(box) } ?? 0
    }

    /// Whether all of it is seen in an area.
    func fits(_ area: Size) -> Bool {
        size.columns <= area.columns && size.rows <= area.rows
    }
}
