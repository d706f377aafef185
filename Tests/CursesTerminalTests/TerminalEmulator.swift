import TerminalCells

/// What a terminal of xterm's kind makes of bytes: enough of one to read back what ncurses writes.
struct TerminalEmulator {
    /// One cell: its text, empty in the second column of a wide character, and its style.
    struct Cell: Hashable {
        var text = " "
        var style = Style.plain

        /// Without what can't be seen: how the character of a blank looks, and lines through characters.
        var asSeen: Cell {
            var cell = self
            cell.style.attributes.remove(.strikethrough)
            cell.style.foreground = Self.asSeen(cell.style.foreground)
            cell.style.background = Self.asSeen(cell.style.background)
            guard text == " " else { return cell }
            cell.style.attributes.formIntersection([.underline, .reverse])
            if cell.style.attributes.isEmpty { cell.style.foreground = nil }
            return cell
        }

        /// Beyond the first eight, a number of the palette and what xterm shows for it count as one colour.
        private static func asSeen(_ color: Color?) -> Color? {
            guard case .indexed(let index) = color, index >= 8, let parts = color?.components else { return color }
            return .rgb(parts.red, parts.green, parts.blue)
        }
    }

    private(set) var size: Size
    private(set) var cells: [Cell]
    /// The private modes that are set, such as 1049, the other screen.
    private(set) var modes: Set<Int> = [7, 25]
    private(set) var cursor = Point.zero
    /// Sequences that it doesn't know.
    private(set) var unknown: [String] = []

    private var style = Style.plain
    private var wrapsNext = false
    private var region: Range<Int>
    private var saved = Point.zero
    private var pending: [UInt8] = []

    init(size: Size) {
        self.size = size
        cells = Array(repeating: Cell(), count: size.columns * size.rows)
        region = 0..<size.rows
    }

    mutating func resize(_ size: Size) {
        let modes = modes
        self = TerminalEmulator(size: size)
        self.modes = modes
    }

    /// The cells of a screen as they are seen.
    static func cells(of screen: Screen) -> [Cell] {
        screen.cells.map { Cell(text: $0.text, style: $0.style).asSeen }
    }

    /// The cells as they are seen.
    var seen: [Cell] { cells.map(\.asSeen) }

    /// The rows as text.
    var text: [String] {
        (0..<size.rows).map { row in
            cells[(row * size.columns)..<((row + 1) * size.columns)].map(\.text).joined()
        }
    }

    mutating func feed(_ bytes: [UInt8]) {
        pending += bytes
        while let length = nextLength() {
            take(Array(pending[..<length]))
            pending.removeFirst(length)
        }
    }

    // MARK: Sequences

    /// The length of the next whole character or sequence.
    private func nextLength() -> Int? {
        guard let first = pending.first else { return nil }
        if first == 0x1B {
            guard pending.count > 1 else { return nil }
            switch pending[1] {
            case UInt8(ascii: "["):
                return pending.dropFirst(2).firstIndex { (0x40...0x7E).contains($0) }.map { $0 + 1 }
            case UInt8(ascii: "("), UInt8(ascii: ")"): return pending.count > 2 ? 3 : nil
            default: return 2
            }
        }
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        return pending.count >= length ? length : nil
    }

    private mutating func take(_ bytes: [UInt8]) {
        switch bytes[0] {
        case 0x1B where bytes[1] == UInt8(ascii: "["): control(bytes)
        case 0x1B where bytes[1] == UInt8(ascii: "7"): saved = cursor
        case 0x1B where bytes[1] == UInt8(ascii: "8"): move(saved.column, saved.row)
        case 0x1B where bytes[1] == UInt8(ascii: "M"): reverseFeed()
        case 0x1B, 0x07, 0x0F: break
        case 0x08: move(cursor.column - 1, cursor.row)
        case 0x0A: lineFeed()
        case 0x0D: move(0, cursor.row)
        default: put(String(decoding: bytes, as: UTF8.self))
        }
    }

    private mutating func control(_ bytes: [UInt8]) {
        let body = String(decoding: bytes.dropFirst(2).dropLast(), as: UTF8.self)
        let final = Character(Unicode.Scalar(bytes[bytes.count - 1]))
        if body.hasPrefix("?") {
            let numbers = body.dropFirst().split(separator: ";").compactMap { Int($0) }
            if final == "h" { modes.formUnion(numbers) } else if final == "l" { modes.subtract(numbers) }
            return
        }
        if final == "m" { return graphic(body) }
        let numbers = body.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        motion(final, numbers.first ?? 0, numbers.count > 1 ? numbers[1] : 0, body)
    }

    private mutating func motion(_ final: Character, _ first: Int, _ second: Int, _ body: String) {
        let count = max(1, first)
        switch final {
        case "H", "f": move(max(1, second) - 1, count - 1)
        case "A": move(cursor.column, cursor.row - count)
        case "B": move(cursor.column, cursor.row + count)
        case "C": move(cursor.column + count, cursor.row)
        case "D": move(cursor.column - count, cursor.row)
        case "G": move(count - 1, cursor.row)
        case "d": move(cursor.column, count - 1)
        case "r":
            region = (count - 1)..<(second == 0 ? size.rows : second)
            move(0, 0)
        case "l", "h", "t": break
        default: edit(final, first, count, body)
        }
    }

    private mutating func edit(_ final: Character, _ first: Int, _ count: Int, _ body: String) {
        let place = cursor.row * size.columns + cursor.column
        let end = (cursor.row + 1) * size.columns
        switch final {
        case "J": erase(first == 0 ? place..<cells.count : first == 1 ? 0..<(place + 1) : 0..<cells.count)
        case "K":
            erase(
                first == 0 ? place..<end : first == 1 ? (end - size.columns)..<(place + 1) : (end - size.columns)..<end)
        case "X": erase(place..<min(end, place + count))
        case "b": for _ in 0..<count { put(cells[place - 1].text) }
        case "P":
            cells.removeSubrange(place..<min(end, place + count))
            cells.insert(contentsOf: blanks(min(end - place, count)), at: end - min(end - place, count))
        case "@":
            cells.insert(contentsOf: blanks(min(end - place, count)), at: place)
            cells.removeSubrange(end..<(end + min(end - place, count)))
        case "L": for _ in 0..<count { scroll(cursor.row..<region.upperBound, up: false) }
        case "M": for _ in 0..<count { scroll(cursor.row..<region.upperBound, up: true) }
        case "S": for _ in 0..<count { scroll(region, up: true) }
        case "T": for _ in 0..<count { scroll(region, up: false) }
        default: unknown.append("\(body)\(final)")
        }
    }

    // MARK: Cells

    private func blanks(_ count: Int) -> [Cell] {
        Array(repeating: Cell(text: " ", style: Style(background: style.background)), count: count)
    }

    private mutating func erase(_ range: Range<Int>) {
        cells.replaceSubrange(range, with: blanks(range.count))
    }

    private mutating func move(_ column: Int, _ row: Int) {
        cursor = Point(min(max(0, column), size.columns - 1), min(max(0, row), size.rows - 1))
        wrapsNext = false
    }

    private mutating func put(_ text: String) {
        let columns = Width.columns(of: text)
        guard columns > 0 else { return combine(text) }
        if wrapsNext {
            move(0, cursor.row)
            lineFeed()
        }
        let place = cursor.row * size.columns + cursor.column
        cells[place] = Cell(text: text, style: style)
        if columns == 2, cursor.column + 1 < size.columns { cells[place + 1] = Cell(text: "", style: style) }
        let next = cursor.column + columns
        move(next, cursor.row)
        wrapsNext = next >= size.columns
    }

    private mutating func combine(_ mark: String) {
        var place = cursor.row * size.columns + cursor.column - (wrapsNext ? 0 : 1)
        if cells[place].text.isEmpty { place -= 1 }
        cells[place].text += mark
    }

    private mutating func lineFeed() {
        if cursor.row == region.upperBound - 1 { return scroll(region, up: true) }
        move(cursor.column, cursor.row + 1)
    }

    private mutating func reverseFeed() {
        if cursor.row == region.lowerBound { return scroll(region, up: false) }
        move(cursor.column, cursor.row - 1)
    }

    private mutating func scroll(_ rows: Range<Int>, up: Bool) {
        let width = size.columns
        let (top, bottom) = (rows.lowerBound * width, rows.upperBound * width)
        if up {
            cells.removeSubrange(top..<(top + width))
            cells.insert(contentsOf: blanks(width), at: bottom - width)
        } else {
            cells.insert(contentsOf: blanks(width), at: top)
            cells.removeSubrange(bottom..<(bottom + width))
        }
    }

    // MARK: Styles

    private mutating func graphic(_ body: String) {
        var numbers = body.split(separator: ";", omittingEmptySubsequences: false)[...]
        while let part = numbers.popFirst() {
            let fields = part.split(separator: ":").compactMap { Int($0) }
            let number = fields.first ?? 0
            if number == 38 || number == 48 {
                let rest = fields.count > 1 ? Array(fields.dropFirst()) : Self.takeColor(&numbers)
                let color: Color =
                    rest[0] == 5 ? .indexed(UInt8(rest[1])) : .rgb(UInt8(rest[1]), UInt8(rest[2]), UInt8(rest[3]))
                if number == 38 { style.foreground = color } else { style.background = color }
            } else {
                set(number)
            }
        }
    }

    private static func takeColor(_ numbers: inout ArraySlice<Substring>) -> [Int] {
        let kind = numbers.popFirst().flatMap { Int($0) } ?? 5
        let values = (0..<(kind == 5 ? 1 : 3)).map { _ in numbers.popFirst().flatMap { Int($0) } ?? 0 }
        return [kind] + values
    }

    private mutating func set(_ number: Int) {
        switch number {
        case 0: style = .plain
        case 1: style.attributes.insert(.bold)
        case 2: style.attributes.insert(.dim)
        case 3: style.attributes.insert(.italic)
        case 4: style.attributes.insert(.underline)
        case 7: style.attributes.insert(.reverse)
        case 22: style.attributes.subtract([.bold, .dim])
        case 23: style.attributes.remove(.italic)
        case 24: style.attributes.remove(.underline)
        case 27: style.attributes.remove(.reverse)
        case 30..<38: style.foreground = .indexed(UInt8(number - 30))
        case 40..<48: style.background = .indexed(UInt8(number - 40))
        case 39: style.foreground = nil
        case 49: style.background = nil
        case 90..<98: style.foreground = .indexed(UInt8(number - 82))
        case 100..<108: style.background = .indexed(UInt8(number - 92))
        default: unknown.append("\(number)m")
        }
    }
}
