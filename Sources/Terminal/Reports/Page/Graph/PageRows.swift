/// How far down each slot of a page's graph stands, so that lines are straight where they can be.
struct PageRows {
    /// The top of each slot, a multiple of the unit.
    private(set) var tops: [Int]

    private let nets: PageNets
    /// No column gets taller than the tallest must be.
    private var room = 0

    /// Moves the slots of column after column towards their neighbours, in the order that the columns have.
    init(_ nets: PageNets, _ order: PageOrder) {
        self.nets = nets
        tops = Array(repeating: 0, count: nets.slots.count)
        for column in order.columns {
            let starts = starts(of: column)
            for (slot, start) in zip(column, starts) { tops[slot] = start }
            room = max(room, height(of: column, starts))
        }
        for column in order.columns.dropFirst() { settle(column, byLeft: true) }
        for column in order.columns.dropLast().reversed() { settle(column, byLeft: false) }
        for column in order.columns.dropFirst() { settle(column, byLeft: true) }
    }

    /// Where the slots stand if they are as close as can be; a passage needs no space beside it.
    private func starts(of column: [Int]) -> [Int] {
        var starts: [Int] = []
        var next = 0
        for (index, slot) in column.enumerated() {
            let isBehindBox = index > 0 && nets.slots[column[index - 1]].isBox
            if isBehindBox, nets.slots[slot].isBox { next += PageLayout.unit }
            starts.append(next)
            next += nets.slots[slot].height
        }
        return starts
    }

    private func height(of column: [Int], _ starts: [Int]) -> Int {
        guard let last = column.last, let start = starts.last else { return 0 }
        return start + nets.slots[last].height
    }

    /// Slots that stand as close as can be; the sum of where their first should stand, by weight.
    private struct Block {
        var members: Range<Int>
        var weight: Int
        var sum: Int

        var top: Int { sum / weight }
    }

    /// Puts slots where they would like to be; those that are in each other's way meet in the middle.
    private mutating func settle(_ column: [Int], byLeft: Bool) {
        let starts = starts(of: column)
        let wishes = wishes(of: column, byLeft: byLeft)
        var blocks: [Block] = []
        for (index, slot) in column.enumerated() {
            // A line through a passage is bent twice if it is not straight.
            let weight = nets.slots[slot].isBox ? 1 : 3
            let wish = (wishes[slot] ?? tops[slot]) - starts[index]
            var block = Block(members: index..<index + 1, weight: weight, sum: weight * wish)
            while let upper = blocks.last, upper.top >= block.top {
                block = Block(
                    members: upper.members.lowerBound..<block.members.upperBound, weight: upper.weight + block.weight,
                    sum: upper.sum + block.sum)
                blocks.removeLast()
            }
            blocks.append(block)
        }
        let lowest = room - height(of: column, starts)
        for block in blocks {
            let top = min(lowest, max(0, block.top)) / PageLayout.unit * PageLayout.unit
            for index in block.members { tops[column[index]] = top + starts[index] }
        }
    }

    /// For each slot with neighbours on a side the top by which the line to the first of them is straight.
    private func wishes(of column: [Int], byLeft: Bool) -> [Int: Int] {
        guard let first = column.first else { return [:] }
        let gutter = nets.slots[first].column - (byLeft ? 1 : 0)
        var wishes: [Int: Int] = [:]
        for link in nets.hops[gutter].flatMap(\.links) {
            let (own, other) = byLeft ? (link.right, link.left) : (link.left, link.right)
            // A passage goes on straight from where it came.
            if !byLeft, !nets.slots[own.slot].isBox { continue }
            let top = tops[other.slot] + other.offset - own.offset
            wishes[own.slot] = min(wishes[own.slot] ?? top, top)
        }
        return wishes
    }
}
