/// The longest sequence that two lists have in common.
enum CommonSequence {
    /// Beyond so many different elements on one side only what is alike at both ends is found.
    private static let longestCompared = 1000

    /// The positions of the elements that belong together, rising on both sides.
    static func pairs<Element: Equatable>(_ left: [Element], _ right: [Element]) -> [(Int, Int)] {
        var start = 0
        while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
        var end = 0
        while end < min(left.count, right.count) - start,
            left[left.count - 1 - end] == right[right.count - 1 - end]
        {
            end += 1
        }
        let heads = (0..<start).map { ($0, $0) }
        let tails = (0..<end).reversed().map { (left.count - 1 - $0, right.count - 1 - $0) }
        let (rows, columns) = (left.count - start - end, right.count - start - end)
        guard rows > 0, columns > 0, max(rows, columns) <= longestCompared else { return heads + tails }
        var lengths = [[Int]](repeating: [Int](repeating: 0, count: columns + 1), count: rows + 1)
        for row in (0..<rows).reversed() {
            for column in (0..<columns).reversed() {
                lengths[row][column] =
                    left[start + row] == right[start + column]
                    ? lengths[row + 1][column + 1] + 1 : max(lengths[row + 1][column], lengths[row][column + 1])
            }
        }
        return heads + walk(lengths) { left[start + $0] == right[start + $1] }.map { (start + $0, start + $1) } + tails
    }

    private static func walk(_ lengths: [[Int]], isEqual: (Int, Int) -> Bool) -> [(Int, Int)] {
        var pairs: [(Int, Int)] = []
        var (row, column) = (0, 0)
        while row < lengths.count - 1, column < lengths[0].count - 1 {
            if isEqual(row, column) {
                pairs.append((row, column))
                (row, column) = (row + 1, column + 1)
            } else if lengths[row + 1][column] >= lengths[row][column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        return pairs
    }
}
