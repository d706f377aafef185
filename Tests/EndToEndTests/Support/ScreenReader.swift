/// What a terminal shows of the bytes that are written to it: the text of its two screens, and its modes.
///
/// As much of a terminal of xterm's kind as ncurses needs. Every character is one column wide; colours are not kept.
struct ScreenReader {
    private typealias Grid = [[Character]]

    private(set) var columns: Int
    private(set) var rows: Int
    private(set) var cursor = (column: 0, row: 0)
    /// The private modes that are set, as 1049 for the other screen or 25 for the cursor.
    private(set) var modes: Set<Int> = [7, 25]
    /// What left the first screen at its top.
    private(set) var scrollback: [String] = []
    /// Questions that wait for an answer: those for a mode, by its number.
    private(set) var questions: [Int] = []
    /// Sequences that are not known here.
    private(set) var unknown: Set<String> = []

    private var cells: Grid
    /// The first screen with its cursor, while the other one is shown.
    private var first: (cells: Grid, cursor: (column: Int, row: Int))?
    private var saved = (column: 0, row: 0)
    private var wrapsNext = false
    private var region: Range<Int>
    private var pending: [UInt8] = []

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        cells = Self.blank(columns, rows)
        region = 0..<rows
    }

    /// Whether the other screen is shown, the one that programs have for themselves.
    var isOther: Bool { first != nil }

    /// The rows as text, without blanks at their ends.
    var lines: [String] { cells.map(Self.text) }

    /// All that is shown.
    var text: String { lines.joined(separator: "\n") }

    /// The first screen with what left it at its top, whichever is shown; without the empty rows at its end.
    var history: [String] {
        var lines = scrollback + (first?.cells ?? cells).map(Self.text)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func text(_ row: [Character]) -> String {
        let end = row.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0
        return String(row[..<end])
    }

    private static func blank(_ columns: Int, _ rows: Int) -> Grid {
        Array(repeating: Array(repeating: " ", count: columns), count: rows)
    }

    mutating func takeQuestions() -> [Int] {
        defer { questions = [] }
        return questions
    }

    // MARK: Sizes

    /// Gives both screens another size, each at its next use as most terminals do: cut, or with blanks.
    mutating func resize(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        region = 0..<rows
        fit()
    }

    private mutating func fit() {
        while cells.count > rows, cursor.row >= rows {
            if !isOther { scrollback.append(Self.text(cells[0])) }
            cells.removeFirst()
            cursor.row -= 1
        }
        cells = cells.prefix(rows).map { Array($0.prefix(columns)) + Self.blanks(columns - $0.count) }
        while cells.count < rows { cells.append(Self.blanks(columns)) }
        move(cursor.column, cursor.row)
    }

    private static func blanks(_ count: Int) -> [Character] { Array(repeating: " ", count: max(0, count)) }

    private mutating func show(other: Bool) {
        guard other != isOther else { return }
        if other {
            first = (cells, cursor)
            cells = Self.blank(columns, rows)
        } else if let first {
            (cells, cursor) = first
            self.first = nil
            fit()
        }
    }

    // MARK: Bytes

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        pending += bytes
        var start = 0
        while let length = length(at: start) {
            take(Array(pending[start..<(start + length)]))
            start += length
        }
        pending.removeFirst(start)
    }

    /// The length of the next whole character or sequence.
    private func length(at start: Int) -> Int? {
        guard start < pending.count else { return nil }
        guard pending[start] == 0x1B else {
            let byte = pending[start]
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            return start + length <= pending.count ? length : nil
        }
        guard start + 1 < pending.count else { return nil }
        switch pending[start + 1] {
        case UInt8(ascii: "["):
            return pending[(start + 2)...].firstIndex { (0x40...0x7E).contains($0) }.map { $0 + 1 - start }
        case UInt8(ascii: "("), UInt8(ascii: ")"): return start + 2 < pending.count ? 3 : nil
        default: return 2
        }
    }

    private mutating func take(_ bytes: [UInt8]) {
        switch bytes[0] {
        case 0x1B where bytes[1] == UInt8(ascii: "["): control(String(decoding: bytes.dropFirst(2), as: UTF8.self))
        case 0x1B where bytes[1] == UInt8(ascii: "7"): saved = cursor
        case 0x1B where bytes[1] == UInt8(ascii: "8"): move(saved.column, saved.row)
        case 0x1B where bytes[1] == UInt8(ascii: "M"):
            if cursor.row == region.lowerBound {
                scroll(region, up: false)
            } else {
                move(cursor.column, cursor.row - 1)
            }
        case 0x08: move(cursor.column - 1, cursor.row)
        case 0x09: move(min(columns - 1, cursor.column / 8 * 8 + 8), cursor.row)
        case 0x0A: lineFeed()
        case 0x0D: move(0, cursor.row)
        case 0x1B, 0..<0x20, 0x7F: break
        default: String(decoding: bytes, as: UTF8.self).first.map { put($0) }
        }
    }

    private mutating func control(_ sequence: String) {
        guard let final = sequence.last else { return }
        let body = sequence.dropLast()
        let numbers = body.drop { !$0.isNumber }.split(separator: ";").map { Int($0.prefix(while: \.isNumber)) ?? 0 }
        if body.hasPrefix("?") {
            for number in numbers { set(number, final) }
            return
        }
        let count = max(1, numbers.first ?? 1)
        switch final {
        case "H", "f": move((numbers.count > 1 ? max(1, numbers[1]) : 1) - 1, count - 1)
        case "A": move(cursor.column, cursor.row - count)
        case "B": move(cursor.column, cursor.row + count)
        case "C": move(cursor.column + count, cursor.row)
        case "D": move(cursor.column - count, cursor.row)
        case "G": move(count - 1, cursor.row)
        case "d": move(cursor.column, count - 1)
        case "r":
            region = (count - 1)..<(numbers.count > 1 ? min(rows, numbers[1]) : rows)
            move(0, 0)
        case "m", "h", "l", "t", "c": break
        default: edit(final, numbers.first ?? 0, count)
        }
    }

    private mutating func set(_ mode: Int, _ final: Character) {
        switch final {
        case "h":
            modes.insert(mode)
            if mode == 1049 { show(other: true) }
        case "l":
            modes.remove(mode)
            if mode == 1049 { show(other: false) }
        case "p": questions.append(mode)
        default: unknown.insert("?\(mode)\(final)")
        }
    }

    private mutating func edit(_ final: Character, _ kind: Int, _ count: Int) {
        let (row, column) = (cursor.row, cursor.column)
        let end = min(columns, column + count)
        switch final {
        case "J":
            if kind == 0 { clear(row, column..<columns) } else { clear(row, 0..<(kind == 1 ? column + 1 : columns)) }
            for other in kind == 0 ? (row + 1)..<max(row + 1, rows) : 0..<(kind == 1 ? row : rows) {
                clear(other, 0..<columns)
            }
        case "K": clear(row, kind == 0 ? column..<columns : kind == 1 ? 0..<(column + 1) : 0..<columns)
        case "X": clear(row, column..<end)
        case "b": for _ in 0..<count { put(cells[row][max(0, column - 1)]) }
        case "P": cells[row] = Array(cells[row][..<column] + cells[row][end...]) + Self.blanks(end - column)
        case "@":
            cells[row] = Array((cells[row][..<column] + Self.blanks(count) + cells[row][column...]).prefix(columns))
        case "L": for _ in 0..<count { scroll(row..<region.upperBound, up: false) }
        case "M": for _ in 0..<count { scroll(row..<region.upperBound, up: true) }
        case "S": for _ in 0..<count { scroll(region, up: true) }
        case "T": for _ in 0..<count { scroll(region, up: false) }
        default: unknown.insert("\(final)")
        }
    }

    // MARK: Cells

    private mutating func clear(_ row: Int, _ range: Range<Int>) {
        for column in range { cells[row][column] = " " }
    }

    private mutating func move(_ column: Int, _ row: Int) {
        cursor = (min(max(0, column), columns - 1), min(max(0, row), rows - 1))
        wrapsNext = false
    }

    private mutating func put(_ character: Character) {
        if wrapsNext {
            move(0, cursor.row)
            lineFeed()
        }
        cells[cursor.row][cursor.column] = character
        let isAtEnd = cursor.column + 1 == columns
        move(cursor.column + 1, cursor.row)
        wrapsNext = isAtEnd
    }

    private mutating func lineFeed() {
        if cursor.row == region.upperBound - 1 { return scroll(region, up: true) }
        move(cursor.column, cursor.row + 1)
    }

    private mutating func scroll(_ range: Range<Int>, up: Bool) {
        guard !range.isEmpty else { return }
        if up {
            if !isOther, range.lowerBound == 0 { scrollback.append(Self.text(cells[0])) }
            cells.remove(at: range.lowerBound)
            cells.insert(Self.blanks(columns), at: range.upperBound - 1)
        } else {
            cells.remove(at: range.upperBound - 1)
            cells.insert(Self.blanks(columns), at: range.lowerBound)
        }
    }
}
