import TerminalCells
import Testing

@testable import TerminalThemes

@Suite("Samples of themes")
struct ThemeSampleTests {
    @Test("The sample shows every state, in ASCII where that is wanted", arguments: BuiltInThemeTests.names)
    func sample(_ name: String) throws {
        for glyphs in GlyphSet.all {
            let look = try BuiltInThemeTests.theme(name).look(depth: .direct, glyphs: glyphs)
            let text = StyledText.lines(ThemeSample.draw(look), isStyled: false)
            for sign in [glyphs.hit, glyphs.ran, glyphs.same, glyphs.running, glyphs.failed, glyphs.waiting] {
                #expect(text.contains(sign))
            }
            #expect(text.split(separator: "\n").count == ThemeSample.size.rows)
            #expect(!text.contains("\u{1B}"))
            if glyphs == .ascii { #expect(text.utf8.allSatisfy { $0 < 0x80 }) }
        }
    }

    @Test("The whole sample stands on the theme's ground")
    func ground() throws {
        let look = try BuiltInThemeTests.theme("catppuccin-mocha").look(depth: .direct, glyphs: .unicode)
        let screen = ThemeSample.draw(look)
        for row in 0..<screen.size.rows {
            for column in 0..<screen.size.columns {
                #expect(screen[Point(column, row)].style.background != nil)
            }
        }
    }

    @Test("Text is printed with the sequences of its style, and ends plain")
    func sequences() {
        var screen = Screen(size: Size(columns: 8, rows: 2))
        let bold = Style(foreground: .rgb(1, 2, 3), attributes: .bold)
        screen.draw("ab", at: Point(0, 0), in: screen.area, style: bold)
        screen.draw("c", at: Point(2, 0), in: screen.area)
        screen.draw(" ", at: Point(1, 1), in: screen.area, style: Style(background: .indexed(110)))
        #expect(
            StyledText.lines(screen, isStyled: true)
                == "\u{1B}[0;1;38;2;1;2;3mab\u{1B}[0mc\n \u{1B}[0;48;5;110m \u{1B}[m\n")
        #expect(StyledText.lines(screen, isStyled: false) == "abc\n\n")
    }

    @Test(
        "Each colour has its sequence",
        arguments: [
            (Style(foreground: .indexed(1), background: .indexed(4)), "\u{1B}[0;31;44m"),
            (Style(foreground: .indexed(9), background: .indexed(12)), "\u{1B}[0;91;104m"),
            (Style(foreground: .terminal, background: .terminal, attributes: [.dim, .reverse]), "\u{1B}[0;2;7m"),
            (
                Style(background: .rgb(9, 8, 7), attributes: [.italic, .underline, .strikethrough]),
                "\u{1B}[0;3;4;9;48;2;9;8;7m"
            ),
        ])
    func sequence(_ style: Style, _ expected: String) {
        #expect(StyledText.sequence(style) == expected)
    }

    @Test("Styles are written as a theme file has them")
    func written() {
        #expect(Style.plain.themeText == "-")
        #expect(
            Style(foreground: .indexed(12), background: .rgb(0x26, 0x2B, 0x0A)).themeText == "bright-blue on #262b0a")
        #expect(Style(background: .indexed(110), attributes: [.bold, .dim]).themeText == "on 110, bold, dim")
        #expect(Style(foreground: .terminal).themeText == "terminal")
    }
}
