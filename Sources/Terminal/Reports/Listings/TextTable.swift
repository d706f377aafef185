/// Rows of text in columns that line up, as listings print them.
package struct TextTable: Sendable {
    /// On which side of its column a cell stands.
    package enum Alignment: Sendable {
        case left, right
    }

    private let titles: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []
    private static let gap = "   "

    /// Makes a table without rows; columns whose alignment is not given stand left.
    package init(_ titles: [String], alignments: [Alignment] = []) {
        self.titles = titles
        self.alignments = alignments + Array(repeating: .left, count: max(0, titles.count - alignments.count))
    }

    /// Adds a row; missing cells are empty, and control characters are shown as spaces.
    package mutating func add(_ cells: [String]) {
        let padding = Array(repeating: "", count: max(0, titles.count - cells.count))
        rows.append((cells.prefix(titles.count) + padding).map(Self.clean))
    }

    /// The table with its titles, a newline behind each row, without spaces at the ends of lines.
    package func render() -> String {
        let lines = [titles] + rows
        let widths = titles.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            let cells = line.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return alignments[column] == .left ? cell + space : space + cell
            }
            var text = cells.joined(separator: Self.gap)
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }.joined()
    }

    private static func clean(_ cell: String) -> String {
        let isControl = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .control }
        guard cell.unicodeScalars.contains(where: isControl) else { return cell }
        return String(String.UnicodeScalarView(cell.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }
}
