/// The order of the slots in each column of a page's graph, with few crossings of lines and short ways.
struct PageOrder {
    /// The slots of each column from top to bottom.
    private(set) var columns: [[Int]]

    private var ranks: [Double]
    private static let sweeps = 8

    /// Sorts by the means of the neighbours' places, there and back, and keeps the best.
    init(_ nets: PageNets) {
        columns = Array(repeating: [], count: (nets.slots.map(\.column).max() ?? -1) + 1)
        for (slot, facts) in nets.slots.enumerated() { columns[facts.column].append(slot) }
        ranks = Array(repeating: 0, count: nets.slots.count)
        for column in columns.indices { number(column) }
        var best = columns
        var fewest = crossings(nets)
        for sweep in 0..<Self.sweeps where fewest > 0 {
            if sweep.isMultiple(of: 2) {
                for column in columns.indices.dropFirst() { sort(column, nets, byLeft: true) }
            } else {
                for column in columns.indices.dropLast().reversed() { sort(column, nets, byLeft: false) }
            }
            let now = crossings(nets)
            if now < fewest { (fewest, best) = (now, columns) }
        }
        columns = best
    }

    private mutating func number(_ column: Int) {
        for (rank, slot) in columns[column].enumerated() { ranks[slot] = Double(rank) }
    }

    /// The place of a stop in its column, where each slot is 1 high.
    private func place(of stop: PageNets.Stop, _ nets: PageNets) -> Double {
        ranks[stop.slot] + Double(stop.offset) / Double(nets.slots[stop.slot].height)
    }

    private mutating func sort(_ column: Int, _ nets: PageNets, byLeft: Bool) {
        var sums: [Int: (total: Double, count: Double)] = [:]
        for link in nets.hops[byLeft ? column - 1 : column].flatMap(\.links) {
            let (own, other) = byLeft ? (link.right, link.left) : (link.left, link.right)
            sums[own.slot, default: (0, 0)].total += place(of: other, nets)
            sums[own.slot, default: (0, 0)].count += 1
        }
        let sorted = columns[column].compactMap { slot in sums[slot].map { (slot: slot, mean: $0.total / $0.count) } }
            .sorted { ($0.mean, ranks[$0.slot]) < ($1.mean, ranks[$1.slot]) }
        // Slots without neighbours on that side keep their places.
        var next = sorted.makeIterator()
        columns[column] = columns[column].map { sums[$0] == nil ? $0 : next.next()?.slot ?? $0 }
        number(column)
    }

    /// How many pairs of links cross.
    private func crossings(_ nets: PageNets) -> Int {
        nets.hops.reduce(0) { sum, hops in
            let links = hops.flatMap(\.links).map { (place(of: $0.left, nets), place(of: $0.right, nets)) }
            var ends: [Double] = []
            return sum
                + links.sorted(by: <).reduce(0) { count, link in
                    let index = Self.index(behind: link.1, in: ends)
                    ends.insert(link.1, at: index)
                    return count + ends.count - 1 - index
                }
        }
    }

    /// The index behind all values that are not greater.
    private static func index(behind value: Double, in sorted: [Double]) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

// MARK: - Short ways

extension PageOrder {
    /// Moves each passage to that gap between boxes by which its net has the shortest way, where the boxes stand as in `rows`.
    mutating func shorten(_ nets: PageNets, _ rows: PageRows) {
        var tops = rows.tops
        func ys(_ stops: [PageNets.Stop]) -> [Int] { stops.map { tops[$0.slot] + $0.offset } }
        for column in columns.indices.dropFirst().dropLast() {
            let following = Dictionary(uniqueKeysWithValues: nets.hops[column].map { ($0.net, $0.rights) })
            for hop in nets.hops[column - 1] {
                guard let passage = hop.rights.first(where: { !nets.slots[$0.slot].isBox })?.slot else { continue }
                // Where it only goes on through the next column, what counts is where it ends.
                let boxes = following[hop.net, default: []].filter { nets.slots[$0.slot].isBox }
                let ends = boxes.isEmpty ? nets.lines[hop.net].compactMap(\.last) : boxes
                columns[column].removeAll { $0 == passage }
                let gap = gap(in: column, nets, tops, [ys(hop.lefts), ys(ends)])
                tops[passage] = gap.top
                columns[column].insert(passage, at: gap.index)
            }
        }
    }

    /// The gap of a column from which the ways up and down on both sides are the shortest together.
    private func gap(
        in column: Int, _ nets: PageNets, _ tops: [Int], _ sides: [[Int]]
    ) -> (index: Int, top: Int) {
        let members = columns[column]
        var best = (index: 0, top: 0)
        var least = Int.max
        for index in 0...members.count {
            let top = index == 0 ? 0 : tops[members[index - 1]] + nets.slots[members[index - 1]].height
            let y = top + PageLayout.unit / 2
            let way = sides.reduce(0) { sum, stops in
                sum + max(0, (stops.min() ?? y) - y, y - (stops.max() ?? y))
            }
            if way < least { (least, best) = (way, (index, top)) }
        }
        return best
    }
}
