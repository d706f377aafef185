/// Where the upright parts of nets stand between two columns.
///
/// No two nets share a piece of a line, but for those that leave one row or end at one.
struct PageTracks {
    /// A net between the columns: how far down it comes in on the left and goes out on the right.
    struct Net {
        var lefts: [Int]
        var rights: [Int]

        var span: ClosedRange<Int> {
            let ends = lefts + rights
            return (ends.min() ?? 0)...(ends.max() ?? 0)
        }
        var isStraight: Bool { span.lowerBound == span.upperBound }
    }

    /// How far a net goes out above or below where it would, to let another pass.
    private static let shift = 6
    /// So near to each other two upright parts in one track would look like one.
    private static let distance = 10

    /// The nets, perhaps shifted on their right.
    private(set) var nets: [Net]
    /// The track of each net, from 0 on the left; nil for those that go straight.
    private(set) var tracks: [Int?]
    /// How many tracks there are.
    private(set) var count = 0

    /// For each net those that must turn before it, since they come in where it goes out.
    private var before: [Set<Int>] = []

    /// Finds tracks; takes time in proportion to the square of the nets.
    init(_ nets: [Net]) {
        self.nets = nets
        tracks = Array(repeating: nil, count: nets.count)
        constrain()
        assign(arrange())
    }

    private mutating func constrain() {
        before = Array(repeating: [], count: nets.count)
        var comingIn: [Int: Set<Int>] = [:]
        for (index, net) in nets.enumerated() where !net.isStraight {
            for left in net.lefts { comingIn[left, default: []].insert(index) }
        }
        for (index, net) in nets.enumerated() where !net.isStraight {
            for right in net.rights where !net.lefts.contains(right) { before[index].formUnion(comingIn[right] ?? []) }
        }
    }

    /// All nets that need a track, from left to right.
    private mutating func arrange() -> [Int] {
        var waiting = preferred()
        var order: [Int] = []
        while !waiting.isEmpty {
            let rest = Set(waiting)
            let free = waiting.firstIndex { before[$0].isDisjoint(with: rest) }
            // Where nets wait for each other, one of them goes out a little lower.
            if free == nil { giveWay(waiting[0], to: rest) }
            order.append(waiting.remove(at: free ?? 0))
        }
        return order
    }

    private mutating func giveWay(_ net: Int, to others: Set<Int>) {
        let taken = Set(others.filter { before[net].contains($0) }.flatMap { nets[$0].lefts })
        nets[net].rights = nets[net].rights.map { taken.contains($0) ? $0 + Self.shift : $0 }
        before[net].subtract(others)
    }

    /// The order that crosses least: lines that go down from below to above, lines that go up from above to below.
    private func preferred() -> [Int] {
        func key(_ index: Int) -> (Int, Int, Int) {
            let net = nets[index]
            let isFalling = net.lefts.reduce(0, +) * net.rights.count <= net.rights.reduce(0, +) * net.lefts.count
            let first = net.lefts.min() ?? 0
            return isFalling ? (0, -first, index) : (1, first, index)
        }
        var order = nets.indices.filter { !nets[$0].isStraight }.sorted { key($0) < key($1) }
        for _ in 0..<4 {
            var isChanged = false
            for index in order.indices.dropLast() {
                let (left, right) = (order[index], order[index + 1])
                guard crossings(left, right) > crossings(right, left) else { continue }
                order.swapAt(index, index + 1)
                isChanged = true
            }
            if !isChanged { break }
        }
        return order
    }

    /// How often two nets cross where the first stands to the left.
    private func crossings(_ left: Int, _ right: Int) -> Int {
        let (leftSpan, rightSpan) = (nets[left].span, nets[right].span)
        guard leftSpan.overlaps(rightSpan) else { return 0 }
        return nets[left].rights.count { rightSpan.contains($0) } + nets[right].lefts.count { leftSpan.contains($0) }
    }

    /// Gives each net the first track to the right of those that it must not touch.
    private mutating func assign(_ order: [Int]) {
        var placed: [(net: Int, track: Int)] = []
        for net in order {
            let span = nets[net].span
            let near = (span.lowerBound - Self.distance)...(span.upperBound + Self.distance)
            let blocking = placed.filter { before[net].contains($0.net) || nets[$0.net].span.overlaps(near) }
            let track = (blocking.map(\.track).max() ?? -1) + 1
            tracks[net] = track
            placed.append((net, track))
            count = max(count, track + 1)
        }
    }
}
