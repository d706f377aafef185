import TerminalCells
import Testing

@testable import BuildScreens

@Suite struct TextFieldTests {
    @Test(arguments: [
        ("a b", "x", "a bx"), ("", "é 漢", "é漢"), ("one two", "ctrl-w", "one "), ("one two ", "ctrl-w", "one "),
        ("one two", "ctrl-u z", "z"), ("abc", "left backspace", "ac"), ("abc", "home delete", "bc"),
        ("abc", "ctrl-a z", "zabc"), ("abc", "home end z", "abcz"), ("abc", "left left left left z", "zabc"),
        ("abc", "delete", "abc"), ("abc", "home backspace", "abc"), ("e\u{301}👨‍👩‍👧", "backspace", "e\u{301}"),
        ("abc", "home ctrl-w", "abc"), ("ab cd", "left ctrl-w", "ab d"), ("abc", "home right space", "a bc"),
    ])
    func edits(_ text: String, _ keys: String, _ expected: String) throws {
        var field = TextField(text)
        for key in keys.split(separator: " ") { _ = field.take(try #require(KeyPress(name: String(key)))) }
        #expect(field.text == expected)
    }

    @Test func endsByEnterEscapeOrNothingLeft() {
        var field = TextField("a")
        #expect(field.take(KeyPress(.enter)) == .accepted)
        #expect(field.take(KeyPress(.escape)) == .left)
        #expect(field.take(KeyPress(.up)) == .ignored)
        #expect(field.take(KeyPress(.backspace)) == .edited)
        #expect(field.take(KeyPress(.backspace)) == .left)
    }

    @Test func pastesOneLine() {
        var field = TextField("ac")
        _ = field.take(KeyPress(.left))
        field.paste("b\r\nc\u{1B}[31m\u{7}")
        #expect(field.text == "ab c\u{FFFD}c")
    }

    @Test(arguments: 0...12) func showsThePartWithTheCursor(_ columns: Int) {
        var screen = Screen(size: Size(columns: columns, rows: 1))
        let field = TextField("漢字かな abc")
        field.draw(on: &screen, at: .zero, in: screen.area, style: .plain)
        #expect(screen.faults == [])
        if columns > 1 { #expect(screen.cursor != nil) }
    }
}
