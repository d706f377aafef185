import Foundation
import Testing

@Suite("Themes and [ui]")
struct ThemeTests {
    static let names = [
        "dark", "light", "high-contrast", "colour-blind-safe", "mono", "gruvbox-dark", "catppuccin-mocha",
    ]

    @Test("Themes are listed, a user's own behind those that come with strata")
    func list() throws {
        let space = try TestSpace(base: nil)
        try space.write("themes/mine.toml", "description = \"My own\"\n[roles]\nstate.hit = \"cyan\"\n")
        let listed = try space.strata("themes")
        #expect(listed.code == 0, "\(listed.errorText)")
        #expect(!listed.text.contains("\u{1B}"))
        let rows = listed.lines.dropFirst().map { String($0.prefix { $0 != " " }) }
        #expect(rows == Self.names + ["mine"])
        #expect(listed.text.contains("My own"))
        let objects = try space.strata("themes", "--json").lines.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
        }
        #expect(objects.compactMap { $0["name"] } == Self.names + ["mine"])
        #expect(objects.last?["file"] == space.path("themes/mine.toml"))
    }

    @Test("Colours are printed where they are asked for, as many as the terminal has")
    func colors() throws {
        let space = try TestSpace(base: nil)
        let terminals: [([String: String], String)] = [
            (["TERM": "xterm-256color", "COLORTERM": "truecolor"], "\u{1B}[0;38;2;143;214;148"),
            (["TERM": "xterm-256color"], "\u{1B}[0;38;5;"), (["TERM": "xterm"], "\u{1B}[0;32"),
        ]
        for (environment, green) in terminals {
            let shown = try space.strata("themes", "dark", "--color=always", environment: environment)
            #expect(shown.text.contains(green), "\(environment)")
            #expect(shown.text.contains("✓"))
        }
        let ascii = try space.strata("themes", "dark", "--color=always", "--glyphs=ascii")
        #expect(ascii.text.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test("One theme is shown with every role")
    func one() throws {
        let space = try TestSpace(base: nil)
        let shown = try space.strata("themes", "light")
        #expect(shown.lines.contains { $0.contains("state.failed") && $0.contains("#bf1f3a, bold") })
        let source = try space.strata("themes", "light", "--source")
        try space.write("themes/mine.toml", source.text)
        #expect(try space.strata("themes", "mine").text == shown.text)
        #expect(try space.strata("themes", space.path("themes/mine.toml")).text == shown.text)
    }

    @Test("A bad theme file is told with its line, and is no reason not to list the others")
    func bad() throws {
        let space = try TestSpace(base: nil)
        try space.write("themes/mine.toml", "[roles]\n\"state.hot\" = \"cyan\"\n")
        let path = space.path("themes/mine.toml")
        let asked = try space.strata("themes", "mine")
        #expect(asked.code == 1)
        #expect(asked.errorText.hasPrefix("ERROR: \(path):2:1: there is no role state.hot\n"))
        #expect(asked.errorText.hasSuffix("remedy: did you mean state.hit?\n"))
        let listed = try space.strata("themes")
        #expect(listed.code == 0)
        #expect(listed.text.contains("there is no role state.hot"))
        #expect(listed.text.contains("catppuccin-mocha"))
    }

    @Test("A theme that is nowhere is an error with the nearest name")
    func unknown() throws {
        let space = try TestSpace(base: nil)
        let finished = try space.strata("themes", "gruvbox-drak")
        #expect(finished.code == 1)
        #expect(
            finished.errorText == "ERROR: there is no theme gruvbox-drak\nremedy: did you mean gruvbox-dark?\n")
        #expect(try space.strata("themes", "nowhere.toml").errorText.contains("nowhere.toml can't be read"))
    }

    @Test(
        "What is wrong with [ui] is told with its line",
        arguments: [
            ("[ui]\nthme = \"dark\"\n", ":2:1: ui has no key thme", "did you mean theme?"),
            ("[ui]\nglyphs = \"unicod\"\n", ":2:1: ui.glyphs can't be \"unicod\"", "did you mean unicode?"),
            ("[ui]\n\nstay = \"sometimes\"\n", ":3:1: ui.stay can't be \"sometimes\"", "use always, on-failure, never"),
            ("ui.motion = \"no\"\n", ":1:1: ui.motion must be true or false", ""),
            ("[ui]\ntheme = 3\n", ":2:1: ui.theme must be text in quotes", ""),
            ("[ui.keys]\nquit = 3\n", ":2:1: ui.keys.quit must be a key in quotes, or a list of such", ""),
            ("ui = true\n", ":1:1: ui must be a table: [ui]", ""),
        ])
    func configuration(_ text: String, _ message: String, _ remedy: String) throws {
        let space = try TestSpace(base: nil)
        try space.write("config.toml", text)
        let finished = try space.strata("themes", "--color=always")
        #expect(finished.code == 1)
        let path = space.path("config.toml")
        #expect(finished.errorText.hasPrefix("ERROR: \(path)\(message)\n"), "\(finished.errorText)")
        #expect(finished.errorText.contains(remedy.isEmpty ? "----\n" : remedy))
    }
}
