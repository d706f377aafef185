import Testing

@testable import TerminalCells

/// Text from outside that tries to do something to the terminal.
@Suite struct CleaningTests {
    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("naïve 漢字", "naïve 漢字"), ("a\tb\nc\r\nd\u{B}e\u{85}f", "a b c d e f"),
        ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}[2J\u{1B}[Hgone", "gone"), ("\u{1B}[?1049hx\u{1B}[?25l", "x"),
        ("\u{1B}]52;c;aGk=\u{7}x", "x"), ("\u{1B}]0;title\u{1B}\\x", "x"),
        ("\u{1B}]8;;http://a\u{1B}\\l\u{1B}]8;;\u{1B}\\", "l"),
        ("\u{1B}P+q544e\u{1B}\\x", "x"), ("\u{1B}_a\u{1B}\\x", "x"), ("\u{1B}^p\u{1B}\\x", "x"),
        ("\u{1B}Xs\u{1B}\\x", "x"),
        ("\u{1B}cx\u{1B}7y\u{1B}(Bz\u{1B}#8", "xyz"), ("\u{9B}31mx\u{9D}0;t\u{9C}y\u{90}z", "xy"),
        ("a\u{1B}]0;never ends", "a"), ("a\u{1B}[12;", "a"), ("a\u{1B}", "a"), ("a\u{1B}]0;t\nb", "a b"),
        ("a\u{1B}[3\u{1B}[31mb", "ab"), ("a\u{1B}]0;t\u{18}b", "ab"), ("a\u{1B}[3é", "aé"), ("a\u{1B}\u{1B}[mb", "ab"),
        ("bell\u{7}\u{0}\u{7F}\u{84}", "bell\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"), ("a\u{2028}b", "a b"),
        ("evil\u{202E}txt.exe\u{2066}", "evil\u{FFFD}txt.exe\u{FFFD}"), ("a\u{200B}b\u{FEFF}c\u{AD}d\u{200E}", "abcd"),
        ("a\u{200D}b\u{200D}", "ab"), ("👩\u{200D}🚀", "👩\u{200D}🚀"), ("x\u{E0041}\u{E0042}y", "xy"),
    ])
    func cleaned(text: String, expected: String) {
        #expect(Array(Cleaning.line(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            "\u{1B}", "\u{1B}[", "\u{1B}]", "\u{1B}[31m", "\u{9B}1", "\t", "é\u{200D}", "\u{202E}", "\u{1B}(",
            "\u{1B}\\",
        ])
    func aLongTextIsReadOnce(piece: String) {
        let clean = Cleaning.line(String(repeating: piece, count: 200_000 / piece.utf8.count))
        #expect(!clean.unicodeScalars.contains { Width.isControl(Character($0)) })
    }

    @Test func nothingOfTheC0AndC1SetsPasses() {
        let all = String(String.UnicodeScalarView((0..<0x3000).compactMap { Unicode.Scalar($0 as UInt32) }))
        for start in all.indices {
            let clean = Cleaning.line(String(all[start...].prefix(3)))
            #expect(!clean.contains { Width.isControl($0) })
        }
    }
}
