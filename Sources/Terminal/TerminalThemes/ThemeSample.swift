package import TerminalCells

/// A small picture of a build that shows what a look makes of it.
package struct ThemeSample {
    /// How large the picture is.
    package static let size = Size(columns: 78, rows: 12)

    private let look: Look
    private let glyphs: GlyphSet
    private var screen: Screen

    /// The picture in a look.
    package static func draw(_ look: Look) -> Screen {
        var sample = ThemeSample(look)
        sample.drawStatus()
        sample.drawGraph()
        sample.drawDetail()
        sample.drawKeys()
        look.settle(&sample.screen)
        return sample.screen
    }

    private init(_ look: Look) {
        self.look = look
        glyphs = look.glyphs
        screen = Screen(size: Self.size)
    }

    // MARK: Frame

    private mutating func drawStatus() {
        let status = look[.status]
        screen.fill(screen.area.row(0), with: " ", style: status)
        let full = String(repeating: glyphs.eighths[7], count: 10)
        let rest = String(repeating: glyphs.barRest, count: 5)
        let counts: [Span] = [(Role.hit, "4 hit  "), (.ran, "2 ran  "), (.running, "1 running  ")].map { role, text in
            span("\(sign(role))\(text)", role)
        }
        let spans: [Span] =
            [span(" app ", .statusName), span(" linux/amd64  ", .status)]
            + [span(full, .progressDone), span(rest, .progressRest), span(" 6/9  ", .status)] + counts
            + [span("00:12.4", .status)]
        screen.draw(spans, at: .zero, in: screen.area, over: status)
    }

    private mutating func drawKeys() {
        let keys = [("\(glyphs.arrowUp)\(glyphs.arrowDown)", "move"), ("/", "search"), ("v", "view"), ("?", "help")]
        let spans = keys.flatMap { [span(" \($0) ", .key), span("\($1) ", .keyLabel)] }
        screen.draw(spans + [span("  saved to build.log ", .notice)], at: Point(0, 11), in: screen.area)
    }

    private mutating func drawBox(_ area: Rect, _ lines: GlyphSet.Lines, _ title: [Span], _ style: Style) {
        let middle = String(repeating: lines.horizontal, count: max(0, area.columns - 2))
        screen.draw("\(lines.topLeft)\(middle)\(lines.topRight)", at: area.origin, in: area, style: style)
        for row in (area.top + 1)..<max(area.top + 1, area.bottom - 1) {
            for column in [area.left, area.right - 1] {
                screen.draw(String(lines.vertical), at: Point(column, row), in: area, style: style)
            }
        }
        screen.draw(
            "\(lines.bottomLeft)\(middle)\(lines.bottomRight)", at: Point(area.left, area.bottom - 1), in: area,
            style: style)
        screen.draw(title, at: area.origin.moved(by: 2, 0), in: area)
    }

    // MARK: Graph

    private mutating func drawGraph() {
        let area = Rect(0, 1, 41, 10)
        drawBox(area, glyphs.rounded, [span(" Graph ", .titleFocused)], look[.borderFocused])
        let stage = Rect(2, 2, 31, 8)
        drawBox(stage, glyphs.light, [span(" build ", .stage), span("2.6s ", .dim)], look[.border])
        let steps: [(Role, String, String)] = [
            (.hit, "FROM golang:1.21-alpine", ""), (.ran, "RUN go mod download", "2.1s"),
            (.same, "COPY . .", "12ms"), (.running, "RUN go build", "3.1s"), (.failed, "RUN go test", "exit 1"),
            (.waiting, "COPY --from=build", ""),
        ]
        for (index, (role, text, time)) in steps.enumerated() {
            drawStep(Rect(3, 3 + index, 29, 1), role, text, time)
        }
        drawEdges(to: area)
    }

    private mutating func drawStep(_ row: Rect, _ role: Role, _ text: String, _ time: String) {
        let base = role == .running ? look[.selection] : .plain
        screen.fill(row, with: " ", style: base)
        let name = role == .failed ? role : role == .waiting ? .dim : .text
        screen.draw([span("\(sign(role)) ", role), span(text, name)], at: row.origin, in: row, over: base)
        let end = Point(row.right - time.count - 1, row.top)
        screen.draw([span(time, role == .failed ? .error : .dim)], at: end, in: row, over: base)
    }

    private mutating func drawEdges(to area: Rect) {
        let heavy = String(repeating: glyphs.heavy.horizontal, count: 4)
        screen.draw("\(heavy)\(glyphs.arrowRight)", at: Point(33, 4), in: area, style: look[.edgeCritical])
        screen.draw("slowest", at: Point(33, 3), in: area.inset(), style: look[.critical])
        let light = String(repeating: glyphs.light.horizontal, count: 4)
        screen.draw("\(light)\(glyphs.arrowRight)", at: Point(33, 6), in: area, style: look[.edge])
        for (row, role, bar) in [(7, Role.hit, 2), (8, .ran, 3), (9, .barPull, 4)] {
            let glyph = role == .barPull ? glyphs.barPull : glyphs.eighths[7]
            let rest = String(repeating: glyphs.barWait, count: 6 - bar)
            let spans = [span(rest, .barWait), span(String(repeating: glyph, count: bar), role)]
            screen.draw(spans, at: Point(33, row), in: area)
        }
    }

    // MARK: Detail

    private mutating func drawDetail() {
        let area = Rect(41, 1, 37, 10)
        drawBox(area, glyphs.rounded, [span(" RUN go build ", .title)], look[.border])
        let lines: [[Span]] = [
            [span(" Log ", .tabActive), span("  Why   Files   Info", .tab)],
            [span("4 ", .gutter), span("FROM ", .syntaxInstruction), span("golang", .syntaxName)]
                + [span(" AS ", .syntaxInstruction), span("build", .syntaxName)],
            [span("5 ", .gutter), span("# tools come from the cache", .syntaxComment)],
            [span("6 ", .gutter), span("RUN ", .syntaxInstruction), span("--mount=type=cache", .syntaxFlag)]
                + [span(" make ", .text), span("$ALL", .syntaxVariable)],
            [span("7 ", .gutter), span("ENV ", .syntaxInstruction), span("MODE=", .text)]
                + [span("\"fast\"", .syntaxString), span("  go: ", .text), span("found", .match)]
                + [span(" ", .text), span("found", .matchCurrent)],
            [span("bin/", .folder), span(" + server", .added), span(" ~ go.sum", .changed), span(" - old", .removed)],
            [span("error: ", .error), span("no such file ", .text), span("/x.go", .link)],
            [span("remedy: ", .remedy), span("check ", .text), span("go.mod", .strong)]
                + [span("  a warning", .warning)],
        ]
        for (index, line) in lines.enumerated() {
            screen.draw(line, at: Point(43, 2 + index), in: area.inset())
        }
    }

    private func span(_ text: String, _ role: Role) -> Span { Span(text, look[role]) }

    private func sign(_ role: Role) -> Character { glyphs.sign(of: role) ?? " " }
}
