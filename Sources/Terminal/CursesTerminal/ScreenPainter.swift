import CNcurses
import TerminalCells

/// Writes cells into ncurses' window; ncurses sends the terminal what changed.
struct ScreenPainter {
    /// How ncurses draws a style.
    private struct Look {
        var attributes: UInt32 = 0
        var pair: Int32 = 0
    }

    private let window: Window
    private let colors: ColorNumbers
    private var pairs: ColorPairs
    private var looks: [Style: Look] = [:]
    private var lastLook: (style: Style, look: Look)?
    private var hasOverflowed = false
    private var painted: Screen?
    private var isCursorVisible: Bool?
    private var row: [cchar_t] = []
    private var scalars: [UInt32] = []
    private let unknown: Unicode.Scalar

    /// Begins with a blank window.
    init(window: Window, colors: ColorNumbers) {
        self.window = window
        self.colors = colors
        pairs = ColorPairs(limit: colors.depth == .none ? 1 : strata_pair_limit())
        unknown = strata_width(0xFFFD) == 1 ? "\u{FFFD}" : "?"
    }

    /// Forgets what is in the window, so that the next screen is written whole and the terminal is cleared for it.
    mutating func invalidate() {
        painted = nil
        isCursorVisible = nil
        werase(window)
        strata_clear_all()
    }

    /// Writes a screen into the window; what is outside of the window is cut off, and where the screen ends it is blank.
    mutating func write(_ screen: Screen) {
        hasOverflowed = false
        writeRows(of: screen)
        if hasOverflowed {
            // Pairs of colours that are not seen any more take up the room: all of the screen chooses anew.
            forgetPairs()
            painted = nil
            writeRows(of: screen)
            // ncurses takes a cell whose pair has other colours now for unchanged.
            redrawwin(window)
        }
        painted = screen
        showCursor(at: screen.cursor)
    }

    private mutating func writeRows(of screen: Screen) {
        let room = Size(columns: Int(strata_columns()), rows: Int(strata_rows()))
        if painted?.size != screen.size { werase(window) }
        for change in screen.changes(from: painted ?? Screen(size: .zero)) where change.row < room.rows {
            write(change, of: screen, columns: room.columns)
        }
    }

    private mutating func write(_ change: Screen.Change, of screen: Screen, columns: Int) {
        let start = change.row * screen.size.columns
        let end = start + min(change.columns.upperBound, columns)
        let first = start + change.columns.lowerBound
        guard first < end else { return }
        row.removeAll(keepingCapacity: true)
        for index in first..<end where !screen.cells[index].isContinuation {
            let isWide = index + 1 < end && screen.cells[index + 1].isContinuation
            append(screen.cells[index], columns: isWide ? 2 : 1)
        }
        strata_write_cells(window, CInt(change.row), CInt(change.columns.lowerBound), row, CInt(row.count))
    }

    /// Adds a cell to the row.
    ///
    /// Where the C library counts other columns than we do, a sign that is sure to have one stands for the character, so
    /// that what follows keeps its place.
    private mutating func append(_ cell: Cell, columns: Int32) {
        let look = look(of: cell.style)
        if let first = cell.scalars.first, Self.width(of: first) == columns {
            append(cell.scalars, look)
        } else {
            append(CollectionOfOne(unknown), look)
            if columns == 2 { append(CollectionOfOne(" "), look) }
        }
    }

    private static func width(of scalar: Unicode.Scalar) -> Int32 {
        (0x20..<0x7F).contains(scalar.value) ? 1 : strata_width(scalar.value)
    }

    private mutating func append(_ scalars: some Collection<Unicode.Scalar>, _ look: Look) {
        var cell = cchar_t()
        self.scalars.removeAll(keepingCapacity: true)
        for scalar in scalars { self.scalars.append(scalar.value) }
        let isShown = strata_set_cell(&cell, self.scalars, CInt(self.scalars.count), look.attributes, look.pair)
        if isShown { row.append(cell) }
    }

    // MARK: Styles

    private mutating func look(of style: Style) -> Look {
        if let lastLook, lastLook.style == style { return lastLook.look }
        let look = looks[style] ?? makeLook(of: style)
        lastLook = (style, look)
        return look
    }

    private mutating func makeLook(of style: Style) -> Look {
        var look = Look(attributes: Self.attributes(of: style.attributes))
        if colors.depth != .none {
            if colors.needsBold(for: style.foreground) { look.attributes |= strata_bold }
            let wanted = ColorPairs.Colors(
                foreground: colors.number(of: style.foreground), background: colors.number(of: style.background))
            let pair = pairs.pair(for: wanted) { init_extended_pair($0, $1.foreground, $1.background) }
            if pair == nil { hasOverflowed = true }
            look.pair = pair ?? 0
        }
        // Output may have any number of colours, of which few are on the screen at once.
        if looks.count >= 4096 { looks.removeAll(keepingCapacity: true) }
        looks[style] = look
        return look
    }

    private mutating func forgetPairs() {
        pairs.removeAll()
        looks.removeAll(keepingCapacity: true)
        lastLook = nil
    }

    /// ncurses has no attribute for struck-through characters; they show without the line.
    private static func attributes(of attributes: Style.Attributes) -> UInt32 {
        var bits: UInt32 = 0
        if attributes.contains(.bold) { bits |= strata_bold }
        if attributes.contains(.dim) { bits |= strata_dim }
        if attributes.contains(.italic) { bits |= strata_italic }
        if attributes.contains(.underline) { bits |= strata_underline }
        if attributes.contains(.reverse) { bits |= strata_reverse }
        return bits
    }

    // MARK: Cursor

    private mutating func showCursor(at point: Point?) {
        if let point { wmove(window, CInt(point.row), CInt(point.column)) }
        guard isCursorVisible != (point != nil) else { return }
        isCursorVisible = point != nil
        leaveok(window, point == nil)
        curs_set(point == nil ? 0 : 1)
    }
}

/// A window of ncurses.
typealias Window = UnsafeMutablePointer<WINDOW>
