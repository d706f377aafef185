/// The order of the slots in each column, with few crossings of lines.
struct GraphOrder: Sendable {
    /// The slots of each column from top to bottom.
    private(set) var columns: [[Int]]

    private let edges: [[Edge]]
    private let places: [GraphPlan.Node.Place]
    private var rank: [Double]

    private struct Edge {
        var left: Int
        var right: Int
        var leftShare: Double
        var rightShare: Double
    }

    private static let sweeps = 6

    /// Sorts by the means of the neighbours' places, there and back some times, and keeps the best; always in the same way.
    init(_ nets: GraphNets) {
        let count = (nets.slots.map(\.column).max() ?? -1) + 1
        columns = Array(repeating: [], count: count)
        for (slot, facts) in nets.slots.enumerated() { columns[facts.column].append(slot) }
        places = nets.slots.map(\.place)
        rank = Array(repeating: 0, count: nets.slots.count)
        edges = nets.gutters.map { $0.flatMap { Self.edges(of: $0, nets.slots) } }
        for column in columns.indices {
            columns[column].sort { (places[$0] == .first ? 1 : 0, $0) < (places[$1] == .first ? 1 : 0, $1) }
            number(column)
        }
        improve()
    }

    private static func edges(of hop: GraphNets.Hop, _ slots: [GraphNets.Slot]) -> [Edge] {
        hop.lefts.flatMap { left in
            hop.rights.map { right in
                Edge(
                    left: left.slot, right: right.slot, leftShare: share(left, slots), rightShare: share(right, slots))
            }
        }
    }

    private static func share(_ stop: GraphNets.Stop, _ slots: [GraphNets.Slot]) -> Double {
        (Double(stop.row) + 0.5) / Double(slots[stop.slot].height)
    }

    private mutating func improve() {
        var best = columns
        var fewest = crossings()
        for sweep in 0..<Self.sweeps where fewest > 0 {
            if sweep.isMultiple(of: 2) {
                for column in columns.indices.dropFirst() { sort(column, by: edges[column - 1], isLeft: true) }
            } else {
                for column in columns.indices.dropLast().reversed() { sort(column, by: edges[column], isLeft: false) }
            }
            let now = crossings()
            if now < fewest { (fewest, best) = (now, columns) }
        }
        columns = best
    }

    private mutating func number(_ column: Int) {
        for (index, slot) in columns[column].enumerated() { rank[slot] = Double(index) }
    }

    /// Sorts those slots of a column that have neighbours on a side; the others keep their places.
    private mutating func sort(_ column: Int, by edges: [Edge], isLeft: Bool) {
        var sums: [Int: (total: Double, count: Double)] = [:]
        for edge in edges {
            let slot = isLeft ? edge.right : edge.left
            let value = isLeft ? rank[edge.left] + edge.leftShare : rank[edge.right] + edge.rightShare
            let sum = sums[slot] ?? (0, 0)
            sums[slot] = (sum.total + value, sum.count + 1)
        }
        let keyed = columns[column].compactMap { slot in sums[slot].map { (slot, $0.total / $0.count) } }
        // Equal ones keep their order, so that sweeps don't depend on how sorting works.
        let sorted = keyed.sorted { ($0.1, rank[$0.0]) < ($1.1, rank[$1.0]) }.map(\.0)
        var next = sorted.makeIterator()
        columns[column] = columns[column].map { sums[$0] == nil ? $0 : next.next() ?? $0 }
        number(column)
    }

    private func crossings() -> Int {
        edges.reduce(0) { $0 + crossings(in: $1) }
    }

    /// Counts pairs of edges of one gutter that cross, by inversions in the order of their ends.
    private func crossings(in edges: [Edge]) -> Int {
        let ends = edges.map { (rank[$0.left] + $0.leftShare, rank[$0.right] + $0.rightShare) }
            .sorted { $0 < $1 }.map(\.1)
        let values = Set(ends).sorted()
        let indexOf = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0 + 1) })
        var tree = [Int](repeating: 0, count: values.count + 1)
        var crossings = 0
        for (seen, end) in ends.enumerated() {
            var index = indexOf[end] ?? 1
            var notAbove = 0
            var probe = index
            while probe > 0 {
                notAbove += tree[probe]
                probe -= probe & -probe
            }
            crossings += seen - notAbove
            while index < tree.count {
                tree[index] += 1
                index += index & -index
            }
        }
        return crossings
    }

    /// The neighbours of every slot on both sides, as the rows which would make the lines to them straight.
    ///
    /// Neighbours in other bands don't count.
    func neighbours(
        _ nets: GraphNets, _ bands: GraphBands
    ) -> (lefts: [[GraphRows.Pull]], rights: [[GraphRows.Pull]]) {
        var lefts = [[GraphRows.Pull]](repeating: [], count: nets.slots.count)
        var rights = lefts
        for hop in nets.gutters.indices.filter({ !bands.isBreak($0) }).flatMap({ nets.gutters[$0] }) {
            for left in hop.lefts {
                for right in hop.rights {
                    rights[left.slot].append(GraphRows.Pull(slot: right.slot, offset: right.row - left.row))
                    lefts[right.slot].append(GraphRows.Pull(slot: left.slot, offset: left.row - right.row))
                }
            }
        }
        return (lefts, rights)
    }
}
