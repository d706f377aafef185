/// The first row of each slot, so that lines are straight where they can be.
struct GraphRows: Sendable {
    /// A neighbour, and how far from the neighbour's first row one's own must be for a straight line.
    struct Pull: Sendable {
        var slot: Int
        var offset: Int
    }

    /// The first row of each slot, from 0.
    private(set) var tops: [Int]
    /// The row on which each net goes from a band to the next, by gutter and net.
    private(set) var crossings: [Int: [Int: Int]] = [:]

    private let slots: [GraphNets.Slot]
    private let spacing: Int
    private let columns: [[Int]]
    private let bands: GraphBands
    /// How many rows the columns of each band may take.
    private var heights: [Int]

    private static let rounds = 4

    /// Moves the slots of column after column towards their neighbours, in the order that the columns have.
    ///
    /// No column gets taller than the tallest of its band must be, or `room`, if that is more.
    init(_ nets: GraphNets, _ order: GraphOrder, _ bands: GraphBands, spacing: Int, room: Int) {
        slots = nets.slots
        columns = order.columns
        self.spacing = spacing
        self.bands = bands
        tops = Array(repeating: 0, count: slots.count)
        heights = bands.ranges.map { _ in bands.ranges.count == 1 ? room : 0 }
        for column in columns.indices { pack(column) }
        let pulls = order.neighbours(nets, bands)
        for round in 0..<Self.rounds {
            for column in columns.indices.dropFirst() {
                settle(column) { round + 1 == Self.rounds ? pulls.lefts[$0] + pulls.rights[$0] : pulls.lefts[$0] }
            }
            guard round + 1 < Self.rounds else { break }
            for column in columns.indices.dropLast().reversed() { settle(column) { pulls.rights[$0] } }
        }
        stack(nets)
    }

    /// Puts a column's slots one below the other, as close as they can stand.
    private mutating func pack(_ column: Int) {
        var row = 0
        for (index, slot) in columns[column].enumerated() {
            if index > 0 { row += Self.gap(slots[columns[column][index - 1]], slots[slot], spacing) }
            tops[slot] = row
            row += slots[slot].height
        }
        let band = bands.band(of: column)
        heights[band] = max(heights[band], row)
    }

    /// Moves each band below the one before, with a row between them for each net that goes from the one to the other.
    private mutating func stack(_ nets: GraphNets) {
        var top = 0
        for (band, range) in bands.ranges.enumerated() {
            let members = range.flatMap { columns[$0] }
            let shift = top - (members.map { tops[$0] }.min() ?? 0)
            for slot in members { tops[slot] += shift }
            top = members.map { tops[$0] + slots[$0].height }.max() ?? top
            guard band + 1 < bands.ranges.count else { break }
            // The lowest turns first, so that none crosses another on its way down.
            let gutter = range.upperBound - 1
            let sources = nets.gutters[gutter].map { hop in
                (net: hop.net, row: hop.lefts.map { tops[$0.slot] + $0.row }.min() ?? 0)
            }
            for source in sources.sorted(by: { ($1.row, $0.net) < ($0.row, $1.net) }) {
                crossings[gutter, default: [:]][source.net] = top
                top += 1
            }
            top += max(spacing, 1)
        }
    }

    private static func gap(_ upper: GraphNets.Slot, _ lower: GraphNets.Slot, _ spacing: Int) -> Int {
        upper.isBox || lower.isBox ? spacing : 0
    }

    /// A run of slots that stand as close as they can, and where their first would like to be.
    private struct Block {
        var slots: Range<Int>
        var weight: Double
        var total: Double

        var mean: Double { total / weight }
    }

    /// Puts a column's slots where they would like to be, as far as their order lets them.
    private mutating func settle(_ column: Int, pulls: (Int) -> [Pull]) {
        let members = columns[column]
        guard !members.isEmpty else { return }
        // Without the least distance to the column's first slot, "in order" is "not falling".
        var starts = [0]
        for index in members.indices.dropFirst() {
            let (upper, lower) = (slots[members[index - 1]], slots[members[index]])
            starts.append(starts[index - 1] + upper.height + Self.gap(upper, lower, spacing))
        }
        let wishes = members.indices.map { wish(members[$0], pulls(members[$0]), start: starts[$0]) }
        var blocks: [Block] = []
        for (index, wish) in wishes.enumerated() {
            var block = Block(slots: index..<(index + 1), weight: wish.weight, total: wish.weight * Double(wish.row))
            while let upper = blocks.last, upper.mean >= block.mean {
                block = Block(
                    slots: upper.slots.lowerBound..<block.slots.upperBound, weight: upper.weight + block.weight,
                    total: upper.total + block.total)
                blocks.removeLast()
            }
            blocks.append(block)
        }
        let room =
            heights[bands.band(of: column)] - starts[members.count - 1] - slots[members[members.count - 1]].height
        var lowest = 0
        for block in blocks {
            lowest = min(room, max(lowest, Self.middle(of: wishes[block.slots])))
            for index in block.slots { tops[members[index]] = lowest + starts[index] }
        }
    }

    private func wish(_ slot: Int, _ pulls: [Pull], start: Int) -> (row: Int, weight: Double) {
        guard !pulls.isEmpty else { return (tops[slot] - start, 0.01) }
        let rows = pulls.map { tops[$0.slot] + $0.offset }.sorted()
        return (rows[(rows.count - 1) / 2] - start, slots[slot].isBox ? 1 : 4)
    }

    /// The middle wish by weight: unlike the mean, one that makes at least one line straight.
    private static func middle(of wishes: ArraySlice<(row: Int, weight: Double)>) -> Int {
        let sorted = wishes.sorted { $0.row < $1.row }
        let half = sorted.reduce(0) { $0 + $1.weight } / 2
        var sum = 0.0
        for wish in sorted {
            sum += wish.weight
            if sum >= half { return wish.row }
        }
        return 0
    }
}
