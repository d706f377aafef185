import Testing

@testable import TerminalCells

@Suite struct ScreenTests {
    @Test func drawing() {
        var screen = Screen(size: Size(columns: 6, rows: 2))
        #expect(screen.draw("ab", at: Point(1, 0), in: screen.area) == 2)
        #expect(screen.draw([Span("x"), Span("漢", Style(attributes: .bold))], at: Point(0, 1), in: screen.area) == 3)
        #expect(screen.text == [" ab   ", "x漢   "])
        #expect(screen[Point(1, 1)] == Cell("漢", Style(attributes: .bold)))
        #expect(screen[Point(2, 1)].isContinuation)
        #expect(screen[Point(9, 9)] == Cell(" "))
    }

    @Test(arguments: [
        (0, "漢字x", "漢字x "), (1, "漢字x", " 漢字x"), (2, "漢字x", "  漢字"), (3, "漢字x", "   漢 "), (5, "漢", "     "),
        (-1, "漢字x", " 字x  "),
        (-2, "漢字x", "字x   "), (-3, "漢字x", " x    "), (-9, "漢字x", "      "), (6, "x", "      "),
        (Int.max, "x", "      "),
    ])
    func edgesCutWideClusters(column: Int, text: String, expected: String) {
        var screen = Screen(size: Size(columns: expected.reduce(0) { $0 + Width.columns(of: $1) }, rows: 1))
        screen.draw(text, at: Point(column, 0), in: screen.area)
        #expect(screen.text == [expected])
    }

    @Test(arguments: [
        (0, "x", "x 字z"), (1, "x", " x字z"), (1, "xy", " xy z"), (2, "x", "漢x z"), (3, "x", "漢 xz"), (1, "語", " 語 z"),
        (4, "x", "漢字x"), (0, "語", "語字z"), (1, "\u{301}", "漢字z"), (1, "", "漢字z"),
    ])
    func whatLosesAHalfBecomesASpace(column: Int, text: String, expected: String) {
        var screen = Screen(size: Size(columns: 5, rows: 1))
        screen.draw("漢字z", at: .zero, in: screen.area)
        var filled = screen
        screen.draw(text, at: Point(column, 0), in: screen.area)
        #expect(screen.text == [expected])
        guard text == "x" else { return }
        filled.fill(Rect(column, 0, 1, 1), with: "x")
        #expect(filled.text == [expected])
    }

    @Test func theClipIsKeptWhateverIsDrawn() {
        var screen = Screen(size: Size(columns: 8, rows: 3))
        screen.fill(screen.area, with: ".")
        let clip = Rect(2, 1, 3, 1)
        screen.draw("漢字漢字漢字", at: Point(1, 1), in: clip)
        screen.draw("no", at: Point(2, 0), in: clip)
        screen.draw("no", at: Point(2, 2), in: clip)
        #expect(screen.text == ["........", ".. 字...", "........"])
        screen.draw("a", at: Point(6, 1), in: clip)
        screen.draw("a", at: Point(2, 1), in: Rect(5, 1, -2, 1))
        screen.fill(Rect(-5, -5, 6, 6), with: "#")
        #expect(screen.text == ["#.......", ".. 字...", "........"])
    }

    @Test(arguments: [Size.zero, Size(columns: 1, rows: 1), Size(columns: 0, rows: 3), Size(columns: 2, rows: 1)])
    func tinyScreens(size: Size) {
        var screen = Screen(size: size)
        for column in -2...3 {
            screen.draw("漢a\u{1B}é", at: Point(column, 0), in: Rect(-9, -9, 99, 99))
            screen.fill(Rect(column, -1, 3, 3), with: "漢")
            screen.restyle(Rect(column, 0, 9, 9)) { $0.attributes = .bold }
            screen.drawBox(Rect(column, 0, 3, 3), "++++-|")
        }
        #expect(screen.cells.count == size.columns * size.rows)
        #expect(screen.changes(from: Screen(size: size)).allSatisfy { $0.columns.upperBound <= size.columns })
        #expect(screen.golden().isEmpty == false)
    }

    @Test func controlCharactersShow() {
        var screen = Screen(size: Size(columns: 5, rows: 1))
        screen.draw("a\u{1B}[\tb", at: .zero, in: screen.area)
        #expect(screen.text == ["a\u{FFFD}[\u{FFFD}b"])
    }

    @Test func stylesSurviveTheirPacking() {
        let colors: [Color?] = [nil, .terminal, .indexed(0), .indexed(255), .rgb(0, 0, 0), .rgb(255, 254, 253)]
        for foreground in colors {
            for background in colors {
                for attributes in 0..<UInt8(64) {
                    let style = Style(
                        foreground: foreground, background: background, attributes: .init(rawValue: attributes))
                    #expect(Cell("a", style).style == style)
                }
            }
        }
    }

    @Test func restyling() {
        var screen = Screen(size: Size(columns: 4, rows: 1))
        screen.draw("ab", at: .zero, in: screen.area, style: Style(foreground: .indexed(1)))
        screen.restyle(Rect(1, 0, 2, 1)) { $0.attributes.insert(.reverse) }
        #expect(screen.golden() == "ab\n\nstyles:\nabc.\na 1\nb 1 reverse\nc reverse\n")
    }

    @Test func boxes() {
        var screen = Screen(size: Size(columns: 4, rows: 3))
        screen.drawBox(screen.area, "╭╮╰╯─│")
        #expect(screen.text == ["╭──╮", "│  │", "╰──╯"])
    }

    @Test func goldenTextNamesStyles() {
        var screen = Screen(size: Size(columns: 5, rows: 2))
        screen.draw("é漢", at: .zero, in: screen.area, style: Style(foreground: .rgb(255, 135, 0), attributes: .bold))
        screen.draw(
            "x", at: Point(4, 1), in: screen.area, style: Style(foreground: .terminal, background: .indexed(236)))
        screen.cursor = Point(4, 1)
        let golden = """
            é漢
                x

            styles:
            aaa..
            ....b
            a #ff8700 bold
            b terminal on 236
            cursor: 4,1

            """
        #expect(screen.golden() == golden)
    }

    @Test func changesAreFoundPerRow() {
        let old = Screen(size: Size(columns: 30, rows: 3))
        var new = old
        #expect(new.changes(from: old) == [])
        new.draw("a", at: Point(2, 0), in: new.area)
        new.draw("b", at: Point(5, 0), in: new.area)
        new.draw("c", at: Point(20, 0), in: new.area)
        new.draw("漢", at: Point(28, 2), in: new.area)
        #expect(
            new.changes(from: old) == [
                .init(row: 0, columns: 2..<6), .init(row: 0, columns: 20..<21), .init(row: 2, columns: 28..<30),
            ])
        var restyled = new
        restyled.restyle(Rect(29, 2, 1, 1)) { $0.attributes = .bold }
        #expect(restyled.changes(from: new) == [.init(row: 2, columns: 28..<30)])
        var replaced = new
        replaced.draw("字", at: Point(28, 2), in: new.area)
        #expect(replaced.changes(from: new) == [.init(row: 2, columns: 28..<30)])
        #expect(new.changes(from: Screen(size: .zero)).map(\.columns) == [0..<30, 0..<30, 0..<30])
    }
}
