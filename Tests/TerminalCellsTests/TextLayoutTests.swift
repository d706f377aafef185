import Testing

@testable import TerminalCells

@Suite struct TextLayoutTests {
    @Test(arguments: [
        ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abcd", 1, "…"), ("abcd", 0, ""), ("abcd", -1, ""), ("", 0, ""),
        ("", 2, ""),
        ("漢字", 4, "漢字"), ("漢字", 3, "漢…"), ("漢字", 2, "…"), ("漢字", 1, "…"), ("e\u{301}e\u{301}e", 2, "e\u{301}…"),
        ("a👩‍👩‍👧‍👦b", 3, "a…"), ("👩‍👩‍👧‍👦", 2, "👩‍👩‍👧‍👦"),
    ])
    func cut(text: String, columns: Int, expected: String) {
        #expect(TextLayout.cut(text, to: columns) == expected)
        #expect(Width.columns(of: TextLayout.cut(text, to: columns)) <= max(0, columns))
    }

    @Test func theEllipsisMayBeAnother() {
        #expect(TextLayout.cut("abcd", to: 3, ellipsis: "~") == "ab~")
        #expect(TextLayout.cut("abcd", to: 1, ellipsis: "漢") == "")
    }

    @Test(arguments: [
        ("/src/cmd/server/main.go", 23, "/src/cmd/server/main.go"), ("/src/cmd/server/main.go", 12, "/src/…ain.go"),
        ("abcdef", 3, "a…f"), ("abcdef", 2, "a…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("漢字漢字", 7, "漢…漢字"),
        ("漢字漢字", 6, "漢…字"), ("漢字漢字", 4, "…字"), ("漢字漢字", 3, "…字"), ("漢字漢字", 2, "…"),
    ])
    func cutMiddle(text: String, columns: Int, expected: String) {
        #expect(TextLayout.cutMiddle(text, to: columns) == expected)
        #expect(Width.columns(of: expected) <= columns)
    }

    @Test(arguments: [
        ("ab", 4, TextLayout.Side.left, "ab  "), ("ab", 4, .right, "  ab"), ("abcde", 4, .right, "abc…"),
        ("漢字", 3, .left, "漢…"),
        ("漢字", 2, .left, "… "), ("ab", 0, .left, ""), ("", 2, .right, "  "),
    ])
    func pad(text: String, columns: Int, side: TextLayout.Side, expected: String) {
        #expect(TextLayout.pad(text, to: columns, side) == expected)
    }

    @Test(arguments: [
        ("one two three", 7, ["one two", "three"]), ("one two", 3, ["one", "two"]), ("", 5, [""]),
        ("  a  b ", 9, ["a b"]),
        ("abcdefgh ij", 3, ["abc", "def", "gh", "ij"]), ("abcd e", 3, ["abc", "d e"]), ("a\n\nb", 5, ["a", "", "b"]),
        ("漢字漢", 4, ["漢字", "漢"]), ("漢字", 1, ["漢", "字"]), ("ab", 1, ["a", "b"]), ("ab", 0, [""]),
    ])
    func wrapWords(text: String, columns: Int, expected: [String]) {
        #expect(TextLayout.wrapWords(text, to: columns) == expected)
    }

    @Test(arguments: [
        (4, ["abcd", "漢ef"]), (5, ["abcd", "漢ef"]), (6, ["abcd漢", "ef"]), (2, ["ab", "cd", "漢", "ef"]),
        (1, ["a", "b", "c", "d", "漢", "e", "f"]), (0, [""]), (80, ["abcd漢ef"]),
    ])
    func wrap(columns: Int, expected: [String]) {
        let rows = TextLayout.wrap([Span("abc"), Span("d漢e", Style(attributes: .bold)), Span("f")], to: columns)
        #expect(rows.map { $0.map(\.text).joined() } == expected)
    }

    @Test func wrappingKeepsStyles() {
        let bold = Style(attributes: .bold)
        #expect(
            TextLayout.wrap([Span("abc"), Span("de", bold)], to: 4) == [
                [Span("abc"), Span("d", bold)], [Span("e", bold)],
            ])
        #expect(TextLayout.wrap([], to: 4) == [[]])
    }

    @Test(arguments: [
        (0, "abc漢d"), (-1, "abc漢d"), (1, "bc漢d"), (3, "漢d"), (4, " d"), (5, "d"), (6, ""), (9, ""),
    ])
    func drop(count: Int, expected: String) {
        let spans = [Span("ab"), Span("c漢d", Style(attributes: .bold))]
        #expect(TextLayout.drop(count, of: spans).map(\.text).joined() == expected)
    }

    @Test func columnsAndPrefixOfSpans() {
        let spans = [Span("ab"), Span("漢")]
        #expect(TextLayout.columns(of: spans) == 4)
        #expect(TextLayout.prefix(of: spans, columns: 3) == [Span("ab")])
        #expect(TextLayout.prefix(of: spans, columns: 1) == [Span("a")])
        #expect(TextLayout.prefix(of: spans, columns: 0) == [])
    }
}
