/// Where the upright parts of the nets stand in the gutter between two columns.
///
/// No two nets ever share a piece of a line, but for those that end at one row: they join before it.
struct GraphTracks: Sendable {
    /// A net within the gutter: the rows where it comes in and goes out.
    struct Net: Sendable {
        var lefts: [Int]
        var rights: [Int]

        var span: ClosedRange<Int> {
            let rows = lefts + rights
            return (rows.min() ?? 0)...(rows.max() ?? 0)
        }
        var isStraight: Bool { span.lowerBound == span.upperBound }
    }

    /// How a net gets over the gutter.
    enum Way: Sendable, Hashable {
        /// In its row.
        case straight
        /// Up or down on one track.
        case track(Int)
        /// To a free row on one track and from it on another, where nets would have to trade their rows.
        case jog(Int, row: Int, Int)
    }

    /// The way of each net.
    private(set) var ways: [Way]
    /// How many tracks there are.
    private(set) var count = 0

    private var parts: [Net]
    /// The part on the second track of those nets that have one.
    private var second: [Int: Int] = [:]
    /// The parts that must stand to the left of each.
    private var before: [[Int]] = []

    /// Finds tracks; takes time in proportion to the square of the nets.
    init(_ nets: [Net]) {
        parts = nets
        ways = Array(repeating: .straight, count: nets.count)
        let order = arrange()
        let tracks = assign(order)
        for net in nets.indices {
            guard let own = tracks[net] else { continue }
            if let part = second[net], let other = tracks[part] {
                ways[net] = .jog(own, row: parts[net].rights[0], other)
            } else {
                ways[net] = .track(own)
            }
        }
    }

    /// All parts that need a track, from left to right.
    private mutating func arrange() -> [Int] {
        var wanted = preferred()
        constrain()
        var order: [Int] = []
        var isPlaced = Set<Int>()
        while !wanted.isEmpty {
            let free = wanted.firstIndex { before[$0].allSatisfy { isPlaced.contains($0) } }
            if let free {
                let part = wanted.remove(at: free)
                isPlaced.insert(part)
                order.append(part)
            } else {
                split(wanted[0], &wanted)
            }
        }
        return order
    }

    /// The order that crosses least: lines that go down from below to above, lines that go up from above to below.
    private func preferred() -> [Int] {
        func key(_ index: Int) -> (Int, Int, Int) {
            let net = parts[index]
            let left = net.lefts.reduce(0, +) * net.rights.count
            let right = net.rights.reduce(0, +) * net.lefts.count
            return right >= left ? (0, -(net.lefts.min() ?? 0), index) : (1, net.lefts.min() ?? 0, index)
        }
        let bent = parts.indices.filter { !parts[$0].isStraight }
        var order = bent.sorted { key($0) < key($1) }
        for _ in 0..<4 {
            var isChanged = false
            for index in order.indices.dropLast() {
                let (left, right) = (order[index], order[index + 1])
                if crossings(left, right) > crossings(right, left) {
                    order.swapAt(index, index + 1)
                    isChanged = true
                }
            }
            if !isChanged { break }
        }
        return order
    }

    /// How often two nets cross where the first stands to the left.
    private func crossings(_ left: Int, _ right: Int) -> Int {
        let (leftSpan, rightSpan) = (parts[left].span, parts[right].span)
        guard leftSpan.overlaps(rightSpan) else { return 0 }
        return parts[left].rights.count { rightSpan.contains($0) } + parts[right].lefts.count { leftSpan.contains($0) }
    }

    /// A net that comes in on the row on which another goes out must turn before it.
    private mutating func constrain() {
        before = Array(repeating: [], count: parts.count)
        var comingIn: [Int: Int] = [:]
        for (index, part) in parts.enumerated() { for row in part.lefts { comingIn[row] = index } }
        for (index, part) in parts.enumerated() where !part.isStraight {
            for row in part.rights {
                guard let other = comingIn[row], other != index, !parts[other].isStraight else { continue }
                before[index].append(other)
            }
        }
    }

    /// Breaks a circle of nets that wait for each other: one turns twice, on a row that is free.
    private mutating func split(_ net: Int, _ wanted: inout [Int]) {
        let taken = Set(parts.flatMap { $0.lefts + $0.rights })
        let start = parts[net].lefts[0]
        var distance = 1
        while taken.contains(start + distance), taken.contains(start - distance) || start < distance { distance += 1 }
        let row = taken.contains(start + distance) ? start - distance : start + distance
        let part = parts.count
        parts.append(Net(lefts: [row], rights: parts[net].rights))
        parts[net].rights = [row]
        before.append(before[net] + [net])
        before[net] = []
        second[net] = part
        wanted.append(part)
    }

    /// Gives each part the first track to the right of those that it must not touch.
    private mutating func assign(_ order: [Int]) -> [Int: Int] {
        var tracks: [Int: Int] = [:]
        var placed: [(span: ClosedRange<Int>, part: Int, track: Int)] = []
        for part in order {
            let span = parts[part].span
            var track = 0
            for other in placed where other.track >= track {
                if other.span.overlaps(span) || before[part].contains(other.part) { track = other.track + 1 }
            }
            tracks[part] = track
            placed.append((span, part, track))
            count = max(count, track + 1)
        }
        return tracks
    }
}
