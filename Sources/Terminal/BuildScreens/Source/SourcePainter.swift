import BuildEvents
import BuildProgress
import BuildRecords
import Diagnostics
import Quantities
import TerminalCells
import TerminalThemes

/// Draws single rows of the source view.
struct SourcePainter {
    let layout: SourceLayout
    let sheet: SourceSheet
    /// How many columns of the text lie left of the view.
    let shift: Int
    let scene: Scene
    private let glyphs: GlyphSet

    /// Makes a painter for one frame.
    init(layout: SourceLayout, sheet: SourceSheet, shift: Int, scene: Scene) {
        self.layout = layout
        self.sheet = sheet
        self.shift = shift
        self.scene = scene
        glyphs = scene.look.glyphs
    }

    /// A row, where it stands on the screen, and what lies below it.
    private struct Line {
        let row: SourceSheet.Row
        let index: Int
        let y: Int
        let base: Style
    }

    /// Draws a row of the sheet on a row of the screen.
    func draw(row index: Int, at y: Int, on screen: inout Screen) {
        let line = Line(row: sheet.rows[index], index: index, y: y, base: base(of: index))
        if line.base != .plain { screen.fill(layout.body.row(y - layout.body.top), style: line.base) }
        drawGutter(line, on: &screen)
        drawText(line, on: &screen)
    }

    /// What lies below a row: the selected instruction's first row is marked more than its others.
    private func base(of index: Int) -> Style {
        guard let selected = sheet.entry(of: scene.selection), sheet.rows[index].entry == selected else {
            return .plain
        }
        let (strong, weak) = (scene.style(.selection), scene.style(.selectionInactive))
        if sheet.entries[selected].rows.lowerBound == index { return scene.isFocused ? strong : weak }
        return scene.isFocused && weak != strong ? weak : .plain
    }

    /// Names the gutter's columns and the file.
    func drawHead(on screen: inout Screen) {
        guard layout.head.rows > 0 else { return }
        let style = scene.style(.dim)
        if let end = layout.time { put("time", endingAt: end, layout.head, style, on: &screen) }
        if let end = layout.hits { put("hits", endingAt: end, layout.head, style, on: &screen) }
        let name = scene.build.start?.source.map { Cleaning.line($0.name) } ?? ""
        let room = layout.text(row: layout.head.top)
        let text = TextLayout.cut(name, to: room.columns, ellipsis: glyphs.ellipsis)
        screen.draw(text, at: room.origin, in: room, style: style)
    }

    /// Draws text that ends before a column of an area.
    private func put(_ text: String, endingAt end: Int, _ area: Rect, _ style: Style, on screen: inout Screen) {
        let start = area.origin.moved(by: end - Width.columns(of: text), 0)
        screen.draw(text, at: start, in: area, style: style)
    }
}

// MARK: - The gutter

extension SourcePainter {
    private func drawGutter(_ line: Line, on screen: inout Screen) {
        let area = layout.gutter(row: line.y)
        let quiet = scene.style(.gutter).over(line.base)
        if let number = line.row.number, let end = layout.number {
            put(String(number), endingAt: end, area, quiet, on: &screen)
        }
        let hasWarning = line.row.warning != nil
        let edge = String(hasWarning ? glyphs.warning : glyphs.light.vertical)
        let style = hasWarning ? scene.style(.warning).over(line.base) : quiet
        screen.draw(edge, at: area.origin.moved(by: max(0, layout.gutter - 2), 0), in: area, style: style)
        guard let number = line.row.entry else { return }
        drawState(of: sheet.entries[number], line, on: &screen)
    }

    /// Draws the most urgent state of an instruction's steps on its first row, and a thin mark on the others.
    private func drawState(of entry: SourceSheet.Entry, _ line: Line, on screen: inout Screen) {
        let steps = entry.steps.map { scene.build.steps[$0] }
        guard let step = steps.max(by: { $0.urgency < $1.urgency }) else { return }
        let area = layout.gutter(row: line.y)
        let isLoud = step.role == .failed || step.role == .running
        guard line.index == entry.rows.lowerBound else {
            let style = scene.style(isLoud ? step.role : .gutter).over(line.base)
            let mark = line.index == entry.rows.upperBound ? glyphs.treeLast : glyphs.treeLine
            screen.draw(String(mark), at: area.origin.moved(by: 1, 0), in: area, style: style)
            return
        }
        screen.draw([scene.sign(of: step)].spans(scene), at: area.origin.moved(by: 1, 0), in: area, over: line.base)
        let dim = scene.style(.dim).over(line.base)
        if steps.count > 1 {
            let count = steps.count < 10 ? String(steps.count) : "+"
            screen.draw(count, at: area.origin.moved(by: 2, 0), in: area, style: dim)
        }
        let longest = steps.map { $0.duration(at: scene.now) }.max() ?? 0
        if let end = layout.time, longest > 0 {
            let style = scene.style(isLoud ? step.role : .text).over(line.base)
            put(HumanDuration.text(nanoseconds: longest), endingAt: end, area, style, on: &screen)
        }
        if let end = layout.hits, let record = scene.record(of: step), record.seen > 0 {
            put("\(record.hits)/\(record.seen)", endingAt: end, area, dim, on: &screen)
        }
    }
}

// MARK: - The text

extension SourcePainter {
    private func drawText(_ line: Line, on screen: inout Screen) {
        let area = layout.text(row: line.y)
        let start = area.origin.moved(by: -shift, 0)
        let used = screen.draw(line.row.inks.spans(scene), at: start, in: area, over: line.base)
        if let marked = line.row.marked {
            restyle(marked, start, area, on: &screen) { $0.attributes.insert(.underline) }
        }
        if let query = scene.query {
            let match = scene.style(.match)
            for range in TextMatches.ranges(of: query, in: line.row.inks.map(\.text).joined()) {
                restyle(range, start, area, on: &screen) { $0 = match.over($0) }
            }
        }
        drawCuts(line, on: &screen)
        guard let warning = line.row.warning else { return }
        let end = start.moved(by: max(0, used) + 2, 0)
        let room = area.right - end.column
        // A few letters of a sentence tell less than the sign in the gutter alone.
        guard room >= 12 else { return }
        let text = TextLayout.cut(warning, to: room, ellipsis: glyphs.ellipsis)
        screen.draw(text, at: end, in: area, style: scene.style(.warning).over(line.base))
    }

    /// Marks the sides at which a row goes on outside of the view.
    private func drawCuts(_ line: Line, on screen: inout Screen) {
        let area = layout.text(row: line.y)
        let columns = line.row.inks.columns
        let style = scene.style(.dim).over(line.base)
        var edges: [Int] = []
        if shift > 0, columns > 0 { edges.append(area.left) }
        if columns > shift + area.columns { edges.append(area.right - 1) }
        for edge in edges {
            screen.draw(String(glyphs.ellipsis), at: Point(edge, line.y), in: area, style: style)
        }
    }

    private func restyle(
        _ columns: Range<Int>, _ start: Point, _ area: Rect, on screen: inout Screen, _ change: (inout Style) -> Void
    ) {
        let rect = Rect(start.column + columns.lowerBound, start.row, columns.count, 1)
        screen.restyle(rect.intersection(area), change)
    }
}
