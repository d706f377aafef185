import TerminalCells

/// Where the columns of a graph and the tracks between them stand.
struct GraphGrid: Sendable {
    /// The first cell of each column.
    private(set) var lefts: [Int]
    /// The width of each column.
    private(set) var widths: [Int]
    /// The width of it all.
    private(set) var width = 0

    /// How far two tracks are apart.
    private let step: Int

    /// Shares an area's width among the columns of each band: first the least for each, then in equal parts up to what
    /// each would like.
    init(_ columns: [[Int]], _ channels: GraphChannels, _ bands: GraphBands, _ measures: GraphLayout.Measures) {
        let wishes = columns.map { column in
            max(measures.least, column.map { measures.wishes[$0] }.max() ?? 0)
        }
        lefts = Array(repeating: 0, count: columns.count)
        widths = wishes
        let isWide = bands.ranges.allSatisfy { range in
            Self.spaces(range, channels, step: 2).reduce(0, +) + range.count * measures.least <= measures.area.columns
        }
        step = isWide && channels.most <= 6 ? 2 : 1
        for range in bands.ranges {
            let spaces = Self.spaces(range, channels, step: step)
            let room = measures.area.columns - spaces.reduce(0, +)
            let shared = Self.share(room, wishes: Array(wishes[range]), least: measures.least)
            var left = spaces[0]
            for (index, column) in range.enumerated() {
                lefts[column] = left
                widths[column] = shared[index]
                left += shared[index] + spaces[index + 1]
            }
            width = max(width, left)
        }
    }

    /// What the tracks need before, between and behind the columns of a band.
    private static func spaces(_ range: Range<Int>, _ channels: GraphChannels, step: Int) -> [Int] {
        let first = channels.entering[range.lowerBound].map { ($0.count - 1) * step + 3 } ?? 0
        let between = range.dropLast().map { gutter in
            channels.isUsed[gutter] ? max(4, (channels.leaving[gutter].count - 1) * step + 4) : 2
        }
        guard let last = range.last, last < channels.leaving.count else { return [first] + between + [0] }
        return [first] + between + [channels.isUsed[last] ? (channels.leaving[last].count - 1) * step + 2 : 0]
    }

    /// The largest widths up to each wish, alike where they are cut, that have room together; never below the least.
    private static func share(_ room: Int, wishes: [Int], least: Int) -> [Int] {
        var cap = least
        while cap < (wishes.max() ?? 0), wishes.reduce(0, { $0 + min($1, cap + 1) }) <= room { cap += 1 }
        var widths = wishes.map { min($0, cap) }
        var rest = room - widths.reduce(0, +)
        for column in widths.indices where rest > 0 && widths[column] < wishes[column] {
            widths[column] += 1
            rest -= 1
        }
        return widths
    }

    /// The cell behind a column.
    func right(of column: Int) -> Int { lefts[column] + widths[column] }

    /// The cell of a track in the gutter behind a column.
    func cell(ofTrack track: Int, behind column: Int) -> Int {
        right(of: column) + 1 + track * step
    }

    /// The cell of a track before the first column of a band; such tracks begin at the left edge.
    func cell(ofEntry track: Int) -> Int { track * step }
}
