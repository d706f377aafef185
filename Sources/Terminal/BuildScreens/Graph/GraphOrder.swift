/// The order of the slots in each column, with few crossings of lines.
struct GraphOrder: Sendable {
    /// The slots of each column from top to bottom.
    private(set) var columns: [[Int]]

    private let edges: [[Edge]]
    private let places: [GraphPlan.Node.Place]
    private var rank: [Double]
    /// What `sort` adds up for each slot.
    private var sums: [(total: Double, count: Double)]

    private struct Edge {
        var left: Int
        var right: Int
        var leftShare: Double
        var rightShare: Double
    }

    private static let sweeps = 6

    /// Sorts by the means of the neighbours' places, there and back, and keeps the best; always in the same way.
    init(_ nets: GraphNets) {
        let count = (nets.slots.map(\.column).max() ?? -1) + 1
        columns = Array(repeating: [], count: count)
        for (slot, facts) in nets.slots.enumerated() { columns[facts.column].append(slot) }
        places = nets.slots.map(\.place)
        rank = Array(repeating: 0, count: nets.slots.count)
        sums = Array(repeating: (0, 0), count: nets.slots.count)
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
        for slot in columns[column] { sums[slot] = (0, 0) }
        for edge in edges {
            let slot = isLeft ? edge.right : edge.left
            sums[slot].total += isLeft ? rank[edge.left] + edge.leftShare : rank[edge.right] + edge.rightShare
            sums[slot].count += 1
        }
        let keyed = columns[column].filter { sums[$0].count > 0 }.map {
            (slot: $0, mean: sums[$0].total / sums[$0].count)
        }
        // Equal ones keep their order, so that sweeps don't depend on how sorting works.
        let sorted = keyed.sorted { ($0.mean, rank[$0.slot]) < ($1.mean, rank[$1.slot]) }.map(\.slot)
        var next = sorted.makeIterator()
        columns[column] = columns[column].map { sums[$0].count == 0 ? $0 : next.next() ?? $0 }
        number(column)
    }

    private func crossings() -> Int {
        edges.reduce(0) { $0 + crossings(in: $1) }
    }

    /// Counts pairs of edges of one gutter that cross: those whose ends stand the other way round than their starts.
    private func crossings(in edges: [Edge]) -> Int {
        let sorted = edges.map { (start: rank[$0.left] + $0.leftShare, end: rank[$0.right] + $0.rightShare) }
            .sorted { $0 < $1 }
        var inversions = Inversions(sorted.map(\.end))
        return inversions.count()
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

/// Counts the pairs of values that stand in falling order, by merging.
private struct Inversions {
    private var values: [Double]
    private var merged: [Double]

    init(_ values: [Double]) {
        self.values = values
        merged = values
    }

    mutating func count() -> Int {
        var (count, width) = (0, 1)
        while width < values.count {
            for start in stride(from: 0, to: values.count, by: 2 * width) {
                let middle = min(start + width, values.count)
                count += merge(start..<middle, middle..<min(start + 2 * width, values.count))
            }
            swap(&values, &merged)
            width *= 2
        }
        return count
    }

    private mutating func merge(_ left: Range<Int>, _ right: Range<Int>) -> Int {
        var (first, second, count) = (left.lowerBound, right.lowerBound, 0)
        for index in left.lowerBound..<right.upperBound {
            if second == right.upperBound || (first < left.upperBound && values[first] <= values[second]) {
                merged[index] = values[first]
                first += 1
            } else {
                merged[index] = values[second]
                second += 1
                count += left.upperBound - first
            }
        }
        return count
    }
}
