import Testing

@testable import TerminalCells

/// Output of build steps, line by line.
@Suite struct AnsiReaderTests {
    private static let red = Style(foreground: .indexed(1))

    @Test func coloursStayAndHoldOn() {
        var reader = AnsiReader()
        #expect(
            reader.line("a \u{1B}[1;31mb\u{1B}[22mc".utf8) == [
                Span("a "), Span("b", bold(.indexed(1))), Span("c", Self.red),
            ])
        #expect(reader.line("still red".utf8) == [Span("still red", Self.red)])
        #expect(reader.line("\u{1B}[m".utf8) == [])
        #expect(reader.line("plain".utf8) == [Span("plain")])
    }

    @Test func whatHasNoColourLooksLikeTheBase() {
        let base = Style(foreground: .indexed(7), background: .indexed(0))
        var reader = AnsiReader(base: base)
        let spans = reader.line("a\u{1B}[32mb\u{1B}[39mc\u{1B}[44;39md\u{1B}[49me".utf8)
        #expect(
            spans == [
                Span("a", base), Span("b", Style(foreground: .indexed(2), background: .indexed(0))), Span("c", base),
                Span("d", Style(foreground: .indexed(7), background: .indexed(4))), Span("e", base),
            ])
    }

    @Test(arguments: [
        ("0", "plain"), ("", "plain"), ("1", "bold"), ("2", "dim"), ("3", "italic"), ("4", "underline"),
        ("7", "reverse"),
        ("9", "strikethrough"), ("21", "underline"), ("1;2;22", "plain"), ("3;23", "plain"), ("4;24", "plain"),
        ("7;27", "plain"), ("9;29", "plain"), ("5;6;8;25;28;53;73;12345678901234567890", "plain"), ("30", "0"),
        ("37;40", "7 on 0"), ("90;107", "8 on 15"), ("38;5;208", "208"), ("48;5;1;1", "on 1 bold"),
        ("38;2;255;135;0", "#ff8700"), ("48:2::1:2:3", "on #010203"), ("38:2:1:2:3", "#010203"), ("38:5:9;1", "9 bold"),
        ("38;5;300;1", "bold"), ("38;2;1;2", "plain"), ("38;7;1", "bold"), ("4:3", "underline"), ("4;4:0", "plain"),
        ("58;5;3;1", "bold"), ("58:2::1:2:3;1", "bold"), ("1;", "plain"), (";1", "bold"), ("31;39", "plain"),
        ("38:2:999:0:0", "plain"), ("?1", "plain"), (">4;2", "plain"), ("1 ", "plain"), ("38", "plain"),
    ])
    func styles(parameters: String, name: String) {
        var reader = AnsiReader()
        #expect(reader.line("\u{1B}[\(parameters)mx".utf8).map(\.style.name) == [name])
    }

    @Test(arguments: [
        ("10%\r20%", "20%"), ("long line\rab", "abng line"), ("done\r", "done"), ("done\r\r", "done"),
        ("\r\u{1B}[Knew", "new"), ("old text\r\u{1B}[Knew", "new"), ("old text\u{1B}[2K\rnew", "new"),
        ("abcdef\u{1B}[3D\u{1B}[K!", "abc!"), ("abc\u{8}\u{8}X", "aXc"), ("_\u{8}a", "a"), ("\u{8}\u{8}a", "a"),
        ("a\tb", "a       b"), ("\tb", "        b"), ("1234567\tb", "1234567 b"), ("12345678\tb", "12345678        b"),
        ("漢\tb", "漢      b"), ("abc\r\tx", "abc     x"), ("abc\u{1B}[1Gx", "xbc"), ("a\u{1B}[3Cb", "a   b"),
        ("漢字\rx", "x 字"), ("ab漢\r\u{1B}[3Cx", "ab x"), ("abcd\u{1B}[2D\u{1B}[1Kx", "  xd"), ("a\u{B}b", "a b"),
        ("ab漢\u{1B}[D\u{1B}[Kx", "ab x"),
        ("a\u{1B}[999999999999Gb", "a" + String(repeating: " ", count: 499) + "b"), ("é\u{8}e\u{301}", "e\u{301}"),
    ])
    func theLineIsAsATerminalShowsItInTheEnd(text: String, expected: String) {
        var reader = AnsiReader()
        #expect(Array(reader.line(text.utf8).map(\.text).joined().unicodeScalars) == Array(expected.unicodeScalars))
        #expect(AnsiReader.plain(Array(text.utf8)) == expected)
    }

    @Test func aProgressBarKeepsItsLastColours() {
        var reader = AnsiReader()
        let spans = reader.line("\u{1B}[31m####\u{1B}[0m....\r\u{1B}[32m######\u{1B}[0m".utf8)
        #expect(spans == [Span("######", Style(foreground: .indexed(2))), Span("..")])
    }

    @Test(arguments: [
        "\u{1B}]52;c;aGk=\u{7}x", "\u{1B}]0;title\u{1B}\\x", "\u{1B}]8;;http://a\u{7}x\u{1B}]8;;\u{7}",
        "\u{1B}P1$r\u{1B}\\x",
        "\u{1B}[2J\u{1B}[Hx", "\u{1B}[5A\u{1B}[3Bx", "\u{1B}[?1049h\u{1B}[?1000hx", "\u{1B}cx", "\u{1B}(0x",
        "\u{9B}31;5Hx",
        "x\u{7}\u{0}\u{E}\u{F}\u{7F}", "x\u{1B}[6n\u{1B}[c", "x\u{1B}_Gq\u{1B}\\", "x\u{1B}]0;never ends", "x\u{1B}[",
        "x\u{1B}",
        "x\u{200B}\u{FEFF}", "x\u{1B}[!p", "x\u{9C}\u{84}", "\u{1B}[>4;2mx", "\u{1B}[4hx",
    ])
    func hostileSequencesShowNothing(text: String) {
        var reader = AnsiReader()
        #expect(reader.line(Array(text.utf8)) == [Span("x")])
        #expect(AnsiReader.plain(text.utf8) == "x")
    }

    @Test func directionsAreNotReversed() {
        #expect(AnsiReader.plain("a\u{202E}b\u{2028}c".utf8) == "a\u{FFFD}b c")
    }

    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xC3], "\u{FFFD}"), ([0x9B, 0x33, 0x31, 0x6D], "\u{FFFD}31m"),
            ([0xE2, 0x82, 0x1B, 0x5B, 0x6D, 0x61], "\u{FFFD}a"),
            ([0x61, 0xED, 0xA0, 0x80], "a\u{FFFD}\u{FFFD}\u{FFFD}"),
        ] as [([UInt8], String)])
    func whatIsNoUTF8IsReplaced(bytes: [UInt8], expected: String) {
        #expect(AnsiReader.plain(bytes[...]) == expected)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("", 0, ""),
        ("漢字漢", 6, "漢字漢"), ("漢字漢", 5, "漢字…"), ("漢字漢", 4, "漢…"), ("a\tbc", 9, "a       …"), ("abcdef\rxy", 4, "xyc…"),
        ("abcdef\r\u{1B}[Kxy", 4, "xy"), ("ab\u{1B}[31mcdef", 4, "abc…"), ("abcd\u{1B}[0m", 4, "abcd"),
    ])
    func limited(text: String, limit: Int, expected: String) {
        var reader = AnsiReader()
        #expect(reader.line(text.utf8, limit: limit).map(\.text).joined() == expected)
    }

    @Test func theStyleOfWhatTheLimitHidesHoldsOn() {
        var reader = AnsiReader()
        #expect(reader.line("abcdef\u{1B}[31mg".utf8, limit: 3) == [Span("ab"), Span("…")])
        #expect(reader.line("x".utf8) == [Span("x", Self.red)])
    }

    @Test func nothingFollowsWhatTheLimitCuts() {
        var reader = AnsiReader()
        #expect(reader.line("漢字漢\u{1B}[31mx".utf8, limit: 5) == [Span("漢字"), Span("…")])
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            "a", "é", "\t", "a\r", "a\u{8}", "a\r\u{1B}[K", "\u{1B}[31ma", "\u{1B}[2K\u{1B}[999Gx", "a\u{1B}[1K",
            "漢\u{8}x", "\u{1B}]",
            "\u{1B}[", "👩\u{200D}", "a\u{1B}[C", "🇩🇪\u{1B}[D", ";", "\u{1B}[1;2;3;4;5;6;7m",
        ])
    func aLongLineIsReadOnce(piece: String) {
        let count = 200_000 / piece.utf8.count
        let bytes = Array(String(repeating: piece, count: count).utf8)
        var reader = AnsiReader()
        let whole = reader.line(bytes)
        #expect(whole.allSatisfy { !$0.text.contains { Width.isControl($0) } })
        #expect(TextLayout.columns(of: reader.line(bytes, limit: 200)) <= 200)
    }

    private func bold(_ color: Color) -> Style { Style(foreground: color, attributes: .bold) }
}
