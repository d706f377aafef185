import TerminalCells
import TerminalThemes

/// A piece of text and what it means; the scene's theme makes it a span.
struct Ink: Sendable, Hashable {
    /// The text, clean; a newline ends a row where it is wrapped.
    var text: String
    /// What it means.
    var role: Role

    init(_ text: String, _ role: Role = .text) {
        self.text = text
        self.role = role
    }

    /// Text that came from outside, line by line made harmless.
    static func outside(_ text: String, _ role: Role = .text) -> Ink {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return Ink(lines.map { Cleaning.line(String($0)) }.joined(separator: "\n"), role)
    }
}

extension [Ink] {
    /// The pieces as rows of at most so many columns, broken at spaces where there are such, and at newlines.
    func wrapped(columns: Int) -> [[Ink]] {
        guard columns > 0 else { return [] }
        var wrapping = InkWrapping(columns: columns)
        for ink in self { wrapping.add(ink) }
        return wrapping.finish()
    }

    /// The columns that the pieces take on one row.
    var columns: Int { reduce(0) { $0 + Width.columns(of: $1.text) } }

    /// The pieces in the theme's styles.
    func spans(_ scene: Scene) -> [Span] { spans(scene.look) }

    /// The pieces in a theme's styles.
    func spans(_ look: Look) -> [Span] {
        map { Span($0.text, look[$0.role]) }
    }
}

/// Fills rows with text, character by character; a row that is full is cut behind its last space.
private struct InkWrapping {
    private struct Glyph {
        var cluster: Character
        var columns: Int
        var role: Role
    }

    let columns: Int
    private var rows: [[Ink]] = []
    private var row: [Glyph] = []
    private var used = 0
    /// How many of the row's clusters come before the place where it may be cut.
    private var cut: Int?

    init(columns: Int) {
        self.columns = columns
    }

    mutating func add(_ ink: Ink) {
        for cluster in ink.text {
            if cluster == "\n" {
                close()
            } else {
                add(Glyph(cluster: cluster, columns: Width.columns(of: cluster), role: ink.role))
            }
        }
    }

    mutating func finish() -> [[Ink]] {
        close()
        return rows
    }

    private mutating func add(_ glyph: Glyph) {
        if used + glyph.columns > columns {
            guard glyph.cluster != " " else {
                // A space behind a full row stands for the break.
                trim()
                return close()
            }
            breakRow()
        }
        row.append(glyph)
        used += glyph.columns
        if glyph.cluster == " " { cut = row.count }
    }

    private mutating func breakRow() {
        guard !row.isEmpty else { return }
        let rest = cut.map { Array(row[$0...]) } ?? []
        if let cut { row.removeSubrange(cut...) }
        trim()
        close()
        row = rest
        used = rest.reduce(0) { $0 + $1.columns }
    }

    private mutating func trim() {
        while row.last?.cluster == " " { row.removeLast() }
    }

    private mutating func close() {
        var inks: [Ink] = []
        for glyph in row {
            if inks.last?.role == glyph.role {
                inks[inks.count - 1].text.append(glyph.cluster)
            } else {
                inks.append(Ink(String(glyph.cluster), glyph.role))
            }
        }
        rows.append(inks)
        row = []
        used = 0
        cut = nil
    }
}
