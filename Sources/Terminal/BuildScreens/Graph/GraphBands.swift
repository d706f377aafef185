/// The columns of a graph as they go on below each other, as lines of text do, where they have no room side by side.
struct GraphBands: Sendable, Hashable {
    /// The columns of each band, from top to bottom.
    let ranges: [Range<Int>]
    private let bandOfColumn: [Int]

    /// Divides columns into as few bands as can be of at most so many columns, and these into equal parts.
    init(columns: Int, most: Int? = nil) {
        let most = max(1, most ?? columns)
        let count = max(1, (columns + most - 1) / most)
        ranges = (0..<count).map { (columns * $0 / count)..<(columns * ($0 + 1) / count) }
        bandOfColumn = ranges.enumerated().flatMap { band, range in range.map { _ in band } }
    }

    /// The band of a column.
    func band(of column: Int) -> Int { bandOfColumn[column] }

    /// Whether the columns before and behind a gutter stand in different bands.
    func isBreak(_ gutter: Int) -> Bool { bandOfColumn[gutter] != bandOfColumn[gutter + 1] }
}
