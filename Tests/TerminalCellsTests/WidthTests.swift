import Testing

@testable import TerminalCells

/// What `Width` counts and what of it a terminal is given, which always agree.
@Suite struct WidthTests {
    @Test(arguments: [
        ("", 0), ("a", 1), ("plain ascii", 11), ("é", 1), ("e\u{301}", 1), ("ß→Ω", 3), ("│─╭█▁", 5), ("⠋", 1),
        ("漢字", 4), ("ｱ", 1), ("Ａ", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("😀", 2), ("⚡", 2), ("❤", 1),
        ("❤\u{FE0F}", 1), ("⌚\u{FE0E}", 2), ("1\u{FE0F}\u{20E3}", 1), ("👍🏽", 2), ("👩‍👩‍👧‍👦", 2), ("🏳\u{FE0F}‍🌈", 1),
        ("🇩🇪", 2), ("🇩", 1), ("🇩🇪🇫🇷", 4), ("🏴\u{E0067}\u{E0062}\u{E007F}", 2), ("\u{301}", 0), ("\u{200D}", 0),
        ("\u{200B}", 0), ("\u{AD}", 0), ("a\u{200D}b", 2), ("क्षि", 3), ("ก\u{0E34}", 1), ("\u{FFFD}", 1), ("\u{E0B0}", 1),
        ("𠀀", 2), ("\u{4DC0}", 2), ("…", 1),
    ])
    func columns(text: String, columns: Int) {
        #expect(Width.columns(of: text) == columns)
        #expect(text.reduce(0) { $0 + Width.columns(of: $1) } == columns)
        var screen = Screen(size: Size(columns: 20, rows: 1))
        #expect(screen.draw(text, at: .zero, in: screen.area) == columns)
    }

    @Test(arguments: ["\u{0}", "\u{1B}", "\n", "\r\n", "\u{7F}", "\u{85}", "\u{9B}", "\u{2028}", "\u{2029}"])
    func controlCharactersTakeNone(text: String) {
        #expect(Width.columns(of: text) == 0)
        #expect(text.allSatisfy { Width.isControl($0) && Cell($0).text == "\u{FFFD}" })
    }

    @Test(arguments: [
        ("é", ["é"]), ("e\u{301}", ["e\u{301}"]), ("漢", ["漢", ""]), ("❤\u{FE0F}", ["❤"]), ("👍🏽", ["👍", ""]),
        ("👩‍👩‍👧‍👦!", ["👩", "", "!"]), ("🇩🇪", ["D", "E"]), ("क्षि", ["क\u{94D}", "ष", "ि"]), ("\u{301}a", ["a"]),
        ("\u{1112}\u{1161}\u{11AB}", ["\u{1112}\u{1161}\u{11AB}", ""]), ("a\u{202E}b", ["a", "b"]),
        ("a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}b", ["a\u{300}\u{301}\u{302}\u{303}", "b"]),
    ])
    func cellsHoldWhatEveryTerminalDrawsAlike(text: String, cells: [String]) {
        var screen = Screen(size: Size(columns: cells.count, rows: 1))
        screen.draw(text, at: .zero, in: screen.area)
        let drawn = screen.cells.map { Array($0.text.unicodeScalars) }
        #expect(drawn == cells.map { Array($0.unicodeScalars) })
        #expect(screen.cells.allSatisfy { $0.scalars.count <= CellScalars.capacity })
    }

    @Test func theTableRisesAndNamesNoASCII() {
        let ranges = WidthTable.ranges
        let bounds = stride(from: 0, to: ranges.count, by: 3).flatMap { [ranges[$0], ranges[$0 + 1]] }
        #expect(zip(bounds, bounds.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(bounds.allSatisfy { $0 > 0xA0 })
        #expect(stride(from: 2, to: ranges.count, by: 3).allSatisfy { ranges[$0] == 0 || ranges[$0] == 2 })
    }

    @Test func theShortcutsAgreeWithTheTable() {
        let wrong = (UInt32(0xA0)...0x1FFFF).filter {
            Width.columns(ofPrintable: $0) != WidthTable.columns(of: $0)
        }
        #expect(wrong == [])
    }

    @Test func aVeryLongClusterAndManyFlagsTakeLinearTime() {
        #expect(Width.columns(of: "a" + String(repeating: "\u{301}", count: 300_000) + "b") == 2)
        #expect(Width.columns(of: String(repeating: "🇩🇪", count: 50_000)) == 100_000)
    }
}
