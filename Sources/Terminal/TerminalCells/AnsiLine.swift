/// One line while it is written on as a terminal does.
///
/// As long as it only grows it is kept as spans; from the first time that something is written over it, as cells.
struct AnsiLine {
    /// Where the next character goes; it may lie behind the limit.
    private(set) var column = 0
    private let limit: Int
    private let blank: Style
    private var grown: [Span] = []
    private var grownColumns = 0
    private var cells: [Cell]?
    private var isCut = false

    /// Sequences reach no farther than this, unless there is text already: so is bounded what each may pad or blank,
    /// and with it the time for a line of nothing else.
    private static let farthestJump = 500

    init(limit: Int?, blank: Style) {
        self.limit = max(0, limit ?? .max)
        self.blank = blank
    }

    mutating func write(_ bytes: Bytes, _ range: Range<Int>, _ style: Style) {
        guard column < limit else {
            isCut = true
            return
        }
        let text = Cleaning.text(bytes, range)
        if cells == nil, column >= grownColumns {
            pad()
            append(text, style)
        } else {
            overwrite(text, style)
        }
    }

    mutating func control(_ control: UInt8) {
        switch control {
        case 0x08: column = max(0, column - 1)
        case 0x09: column += 8 - column % 8
        case 0x0D: column = 0
        // A line of its own is one line: what goes down in it leaves a gap.
        case 0x0A...0x0C: column += 1
        default: break
        }
    }

    mutating func move(to target: Int) {
        column = max(0, min(target, max(column, Self.farthestJump)))
    }

    /// Erases to the end (0), from the start up to the cursor (1) or all of it (2).
    mutating func erase(_ part: Int) {
        switch part {
        case 0 where column == 0, 2: clear()
        case 0: if column < columns { shorten() }
        case 1: if column + 1 < columns { blankStart() } else { clear() }
        default: break
        }
    }

    /// What the line shows, cut to the limit.
    func spans() -> [Span] {
        let spans = cells.map(CellRow.spans) ?? grown
        guard isCut else { return spans }
        guard limit > 0 else { return [] }
        let kept = TextLayout.prefix(of: spans, columns: limit - 1)
        return kept + [Span("…", spans.last?.style ?? blank)]
    }

    private var columns: Int { cells?.count ?? grownColumns }

    private mutating func clear() {
        grown = []
        grownColumns = 0
        cells = nil
        isCut = false
        column = min(column, Self.farthestJump)
    }

    private mutating func blankStart() {
        guard column <= Self.farthestJump else { return }
        var row = cells ?? CellRow.cells(of: grown)
        cells = nil
        for index in 0...column { row[index] = Cell(.space, PackedStyle(blank)) }
        if row[column + 1].isContinuation { row[column + 1] = row[column + 1].blanked }
        cells = row
    }

    private mutating func shorten() {
        var row = cells ?? CellRow.cells(of: grown)
        if row[column].isContinuation { row[column - 1] = row[column - 1].blanked }
        row.removeSubrange(column...)
        cells = row
        isCut = false
    }

    private mutating func pad() {
        guard column > grownColumns else { return }
        let spaces = Self.spaces(column - grownColumns)
        grownColumns = column
        if let last = grown.indices.last, grown[last].style == blank {
            grown[last].text += spaces
        } else {
            grown.append(Span(spaces, blank))
        }
    }

    /// Much faster than `String(repeating:count:)`, of which a hostile line could ask for many.
    private static func spaces(_ count: Int) -> String {
        String(unsafeUninitializedCapacity: count) { buffer in
            buffer.initialize(repeating: 0x20)
            return count
        }
    }

    private mutating func append(_ text: String, _ style: Style) {
        let (end, columns) = TextLayout.prefix(of: text, columns: limit - grownColumns)
        let isWhole = end == text.endIndex
        let kept = isWhole ? text : String(text[..<end])
        if let last = grown.indices.last, grown[last].style == style {
            grown[last].text += kept
        } else if !kept.isEmpty {
            grown.append(Span(kept, style))
        }
        grownColumns += columns
        if !isWhole { isCut = true }
        // What is cut off goes on behind the limit.
        column = isWhole ? grownColumns : limit
    }

    private mutating func overwrite(_ text: String, _ style: Style) {
        var row = cells ?? CellRow.cells(of: grown)
        // The cells are moved out while they change, so that they are not copied.
        cells = nil
        let look = PackedStyle(style)
        var units = TextUnits(text)
        let bytes = text.utf8.span
        while let unit = units.next(in: bytes) {
            guard column + unit.columns <= limit else {
                isCut = true
                column = limit
                break
            }
            CellRow.put(unit, at: column, look, blank: blank, in: &row)
            column += unit.columns
        }
        cells = row
    }
}

/// A row of cells that grows.
enum CellRow {
    static func cells(of spans: [Span]) -> [Cell] {
        var row: [Cell] = []
        for span in spans {
            let look = PackedStyle(span.style)
            let bytes = span.text.utf8.span
            var units = TextUnits(span.text)
            while let unit = units.next(in: bytes) { put(unit, at: row.count, look, blank: .plain, in: &row) }
        }
        return row
    }

    static func spans(of row: [Cell]) -> [Span] {
        var spans: [Span] = []
        var text = String.UnicodeScalarView()
        for (index, cell) in row.enumerated() {
            cell.scalars.append(to: &text)
            guard index + 1 == row.count || row[index + 1].look != cell.look else { continue }
            spans.append(Span(String(text), cell.style))
            text = String.UnicodeScalarView()
        }
        return spans
    }

    /// Writes one unit; blanks fill the gap before it, and what was wide and loses a half becomes a blank.
    static func put(_ unit: TextUnit, at column: Int, _ look: PackedStyle, blank: Style, in row: inout [Cell]) {
        guard unit.columns > 0 else { return }
        while row.count < column { row.append(Cell(.space, PackedStyle(blank))) }
        if column < row.count, row[column].isContinuation { row[column - 1] = row[column - 1].blanked }
        set(Cell(unit.scalars, look), at: column, in: &row)
        if unit.columns == 2 { set(Cell(.none, look), at: column + 1, in: &row) }
        let end = column + unit.columns
        if end < row.count, row[end].isContinuation { row[end] = row[end].blanked }
    }

    private static func set(_ cell: Cell, at column: Int, in row: inout [Cell]) {
        if column < row.count { row[column] = cell } else { row.append(cell) }
    }
}
