import TerminalCells

/// Where the columns of a graph and the tracks between them stand.
struct GraphGrid: Sendable {
    /// The first cell of each column.
    private(set) var lefts: [Int] = []
    /// The width of each column.
    private(set) var widths: [Int]
    /// How far two tracks of each gutter are apart.
    private(set) var steps: [Int]
    /// The width of it all.
    private(set) var width = 0

    /// Shares an area's width among the columns: first the least for each, then in equal parts up to what each would like.
    init(
        _ columns: [[Int]], gutters: [[GraphNets.Hop]], tracks: [GraphTracks], _ measures: GraphLayout.Measures
    ) {
        let wishes = columns.map { column in
            max(measures.least, column.map { measures.wishes[$0] }.max() ?? 0)
        }
        steps = tracks.map { $0.count <= 4 ? 2 : 1 }
        func gutterWidths(_ steps: [Int]) -> [Int] {
            tracks.indices.map { index in
                gutters[index].isEmpty ? 2 : max(4, (tracks[index].count - 1) * steps[index] + 4)
            }
        }
        let least = columns.count * measures.least
        if least + gutterWidths(steps).reduce(0, +) > measures.area.columns { steps = tracks.map { _ in 1 } }
        let spaces = gutterWidths(steps)
        let room = measures.area.columns - spaces.reduce(0, +)
        widths = Self.share(room, wishes: wishes, least: measures.least)
        var left = 0
        for column in columns.indices {
            lefts.append(left)
            left += widths[column] + (column < spaces.count ? spaces[column] : 0)
        }
        width = left
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
        right(of: column) + 1 + track * steps[column]
    }
}
