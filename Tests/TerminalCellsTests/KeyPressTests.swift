import Testing

@testable import TerminalCells

@Suite struct KeyPressTests {
    @Test(arguments: [
        ("a", KeyPress(.character("a")), "a"), ("G", KeyPress(.character("G")), "G"),
        ("?", KeyPress(.character("?")), "?"),
        ("space", KeyPress(.character(" ")), "space"), ("ctrl-c", KeyPress(.character("c"), .control), "^C"),
        ("alt-x", KeyPress(.character("x"), .alt), "alt-x"),
        ("ctrl-alt-x", KeyPress(.character("x"), [.control, .alt]), "alt-^X"),
        ("shift-tab", KeyPress(.tab, .shift), "⇧⇥"), ("enter", KeyPress(.enter), "⏎"),
        ("esc", KeyPress(.escape), "esc"),
        ("up", KeyPress(.up), "↑"), ("pgdn", KeyPress(.pageDown), "pgdn"), ("home", KeyPress(.home), "home"),
        ("f1", KeyPress(.function(1)), "F1"), ("f12", KeyPress(.function(12)), "F12"),
        ("-", KeyPress(.character("-")), "-"),
        ("ctrl--", KeyPress(.character("-"), .control), "^-"), ("ctrl-left", KeyPress(.left, .control), "^←"),
        ("ctrl-space", KeyPress(.character(" "), .control), "^space"), ("ä", KeyPress(.character("ä")), "ä"),
        ("delete", KeyPress(.delete), "del"), ("shift-f5", KeyPress(.function(5), .shift), "⇧F5"),
    ])
    func names(name: String, key: KeyPress, symbol: String) {
        #expect(KeyPress(name: name) == key)
        #expect(key.description == name)
        #expect(key.symbol == symbol)
    }

    @Test(arguments: [
        ("Ctrl-C", "ctrl-c"), ("alt-ctrl-x", "ctrl-alt-x"), ("shift-g", "G"), ("ENTER", "enter"), ("return", "enter"),
        ("escape", "esc"), ("pageup", "pgup"), ("F5", "f5"), (" ", "space"), ("del", "delete"),
    ])
    func otherSpellings(name: String, canonical: String) {
        #expect(KeyPress(name: name)?.description == canonical)
    }

    @Test(arguments: [
        "", "ctrl-", "ctrl-ctrl-c", "g g", "f0", "f13", "f01", "f+1", "super-x", "shift-1", "entry", "\u{1B}", "ctrl",
        "ff",
    ])
    func noSuchKey(name: String) {
        #expect(KeyPress(name: name) == nil)
    }
}
