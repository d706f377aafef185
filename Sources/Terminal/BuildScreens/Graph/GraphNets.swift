/// The lines of a graph bundled into nets, and cut where they cross a column.
///
/// Lines that leave one row are one net, a trunk with branches. Lines that end at one row, and whose own rows none else
/// reads, are one net as well. A net that leads over a column gets a passage in it: a slot of one row among the boxes.
struct GraphNets: Sendable {
    /// What stands in a column: a box, or a net's passage.
    struct Slot: Sendable {
        var column: Int
        var height: Int
        var isBox: Bool
        var place = GraphPlan.Node.Place.byDepth
    }

    /// A row of a slot, from the slot's first.
    struct Stop: Sendable, Hashable {
        var slot: Int
        var row: Int
    }

    /// A net between two neighbouring columns: one stop on one of its sides, some on the other.
    struct Hop: Sendable {
        var net: Int
        var lefts: [Stop]
        var rights: [Stop]
    }

    /// The slots; first the boxes, as the plan has them.
    private(set) var slots: [Slot]
    /// The hops over each gutter, the one behind the first column first.
    private(set) var gutters: [[Hop]]
    /// The net of each line of the columns.
    private(set) var netOfLine: [Int]
    /// The slot of a net's passage by net and column.
    private(set) var passages: [[Int: Int]] = []

    /// Bundles the lines; takes time in proportion to the columns that they lead over.
    init(_ plan: GraphPlan, _ columns: GraphColumns) {
        slots = plan.nodes.indices.map {
            Slot(column: columns.columnOf[$0], height: plan.nodes[$0].height, isBox: true, place: plan.nodes[$0].place)
        }
        gutters = Array(repeating: [], count: max(0, columns.count - 1))
        netOfLine = []
        let nets = bundle(columns.lines)
        for lines in nets { add(lines) }
    }

    private mutating func bundle(_ lines: [GraphPlan.Line]) -> [[GraphPlan.Line]] {
        var bySource: [GraphPlan.Port: Set<GraphPlan.Port>] = [:]
        for line in lines { bySource[line.from, default: []].insert(line.to) }
        var netOfKey: [GraphPlan.Line: Int] = [:]
        var nets: [[GraphPlan.Line]] = []
        for line in lines {
            // A net is named by the port that all its lines share.
            let isOnly = bySource[line.from]?.count == 1
            let none = GraphPlan.Port(node: -1, row: -1)
            let key = isOnly ? GraphPlan.Line(from: none, to: line.to) : GraphPlan.Line(from: line.from, to: none)
            let net = netOfKey[key] ?? nets.count
            if net == nets.count {
                netOfKey[key] = net
                nets.append([])
            }
            nets[net].append(line)
            netOfLine.append(net)
        }
        return nets
    }

    private mutating func add(_ lines: [GraphPlan.Line]) {
        let net = passages.count
        let first = lines.map { slots[$0.from.node].column }.min() ?? 0
        let last = lines.map { slots[$0.to.node].column }.max() ?? 0
        var own: [Int: Int] = [:]
        for column in (first + 1)..<max(first + 1, last) {
            own[column] = slots.count
            slots.append(Slot(column: column, height: 1, isBox: false))
        }
        passages.append(own)
        for gutter in first..<last {
            let sources = Self.unique(lines.map(\.from).filter { slots[$0.node].column == gutter })
            let targets = Self.unique(lines.map(\.to).filter { slots[$0.node].column == gutter + 1 })
            let lefts = sources + (own[gutter].map { [Stop(slot: $0, row: 0)] } ?? [])
            let rights = targets + (own[gutter + 1].map { [Stop(slot: $0, row: 0)] } ?? [])
            gutters[gutter].append(Hop(net: net, lefts: lefts, rights: rights))
        }
    }

    private static func unique(_ ports: [GraphPlan.Port]) -> [Stop] {
        var seen: Set<GraphPlan.Port> = []
        return ports.filter { seen.insert($0).inserted }.map { Stop(slot: $0.node, row: $0.row + 1) }
    }
}
