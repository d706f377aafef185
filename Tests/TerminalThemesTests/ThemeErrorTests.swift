import Diagnostics
import Foundation
import TerminalCells
import Testing

@testable import TerminalThemes

@Suite("Bad theme files")
struct ThemeErrorTests {
    /// What strata says to a theme file, in full.
    private func complaint(_ text: String) -> String? {
        complaint(Array(text.utf8))
    }

    private func complaint(_ bytes: [UInt8]) -> String? {
        do {
            _ = try Theme.parse(SourceFile(name: "my.toml", bytes: bytes))
            return nil
        } catch {
            return error.diagnostic.rendered()
        }
    }

    @Test("A role that does not exist is told with its line and the nearest role")
    func unknownRole() {
        #expect(
            complaint("[palette]\nsky = \"#6fb7ff\"\n[roles]\n\"state.hot\" = \"sky\"\n") == """
                my.toml:4:1: there is no role state.hot
                --------------------
                   2 |     sky = "#6fb7ff"
                   3 |     [roles]
                   4 | >>> "state.hot" = "sky"
                   5 |     
                --------------------
                remedy: did you mean state.hit?
                """)
    }

    /// A file, and the first and the last line of the complaint.
    static let cases: [(text: String, first: String, last: String)] = [
        (
            "[palette]\nsky = \"#6fb7ff\"\n[roles]\ntitle = \"sku\"\n",
            "my.toml:4:1: title takes the colour sku, which nobody defines", "remedy: did you mean sky?"
        ),
        (
            "[roles]\nborder = { fg = \"brihgt-blue\" }\n",
            "my.toml:2:1: border.fg takes the colour brihgt-blue, which nobody defines",
            "remedy: did you mean bright-blue?"
        ),
        (
            "[roles]\nselection = { background = \"red\" }\n", "my.toml:2:1: selection has no key background",
            "remedy: the keys are fg, bg, bold, dim, italic, underline, reverse, strikethrough, sixteen, mono"
        ),
        (
            "[roles]\nselection = { bold = true, udnerline = true }\n",
            "my.toml:2:1: selection has no key udnerline", "remedy: did you mean underline?"
        ),
        ("size = 1\n", "my.toml:1:1: a theme has no key size", "the keys are name, description, background"),
        ("[pallete]\nx = \"#000000\"\n", "my.toml:1:1: a theme has no key pallete", "remedy: did you mean palette?"),
        (
            "name = \"x\"\nbackground = \"black\"\n", "my.toml:2:1: background must be \"dark\" or \"light\"",
            "--------------------"
        ),
        (
            "[palette]\n  sky = \"#6fb7f\"\n",
            "my.toml:2:1: palette.sky must be a colour: \"#rrggbb\", a number from 0 to 255, or a name as bright-blue",
            "--------------------"
        ),
        (
            "[palette]\nsky = { rgb = \"#6fb7ff\", indexed = 256 }\n",
            "my.toml:2:1: palette.sky.indexed must be a number from 0 to 255", "--------------------"
        ),
        (
            "[palette.sky]\nrgb = \"#6fb7ff\"\nindexd = 25\n", "my.toml:3:1: palette.sky has no key indexd",
            "remedy: did you mean indexed?"
        ),
        (
            "[palette]\nsky = { indexed = 25 }\n",
            "my.toml:2:1: palette.sky must be \"#rrggbb\", or a table with rgb = \"#rrggbb\"", "--------------------"
        ),
        (
            "[roles]\ntitle = { bold = 1 }\n", "my.toml:2:1: roles.title.bold must be true or false",
            "--------------------"
        ),
        (
            "[roles]\ntitle = { mono = \"bold\" }\n",
            "my.toml:2:1: roles.title.mono must be a table, as { bold = true }", "--------------------"
        ),
        (
            "[roles]\ntitle = { mono = { fg = \"red\" } }\n", "my.toml:2:1: title's mono has no key fg",
            "remedy: the keys are bold, dim, italic, underline, reverse, strikethrough"
        ),
        (
            "[roles]\ntext.strong = \"red\"\n",
            "my.toml:2:1: roles.text must be a colour or a style; to set the role text.strong, quote it: "
                + "\"text.strong\" =", "--------------------"
        ),
        ("roles = 3\n", "my.toml:1:1: roles must be a table: [roles]", "--------------------"),
        ("name = 3\n", "my.toml:1:1: name must be one line of text in quotes", "--------------------"),
        ("name = \"a\\u001b[2J\"\n", "my.toml:1:1: name must be one line of text in quotes", "--------------------"),
        ("[roles]\n\"a\\u001b[2J\" = \"red\"\n", "my.toml:1:1: there is no role a\u{FFFD}[2J", "`strata themes dark`"),
    ]

    @Test("What is wrong is told with its line and what to do", arguments: cases)
    func told(_ text: String, _ first: String, _ last: String) {
        let lines = complaint(text)?.split(separator: "\n").map(String.init) ?? []
        #expect(lines.first == first)
        #expect(lines.last?.contains(last) == true, "\(lines)")
    }

    @Test(
        "What is no TOML is told with the parser's line", arguments: ["[roles\n", "x = 1\n[roles]\ntitle =\n", "= 1"])
    func syntax(_ text: String) {
        let message = complaint(text) ?? ""
        let line = text.hasPrefix("x") ? 3 : 1
        #expect(message.hasPrefix("my.toml:\(line):1: the theme is no TOML: "), "\(message)")
    }

    @Test("Keys given twice are an error")
    func twice() {
        #expect(complaint("[roles]\ntitle = \"red\"\ntitle = \"blue\"\n")?.hasPrefix("my.toml:3:1: ") == true)
    }

    @Test("Files that are no text are told so")
    func binary() {
        #expect(
            complaint([0x23, 0x0A, 0x7F, 0x45, 0x4C, 0x46, 0, 1])?.hasPrefix("my.toml:2:1: the theme is no text")
                == true)
        #expect(complaint([0x23, 0xFF, 0xFE])?.hasPrefix("my.toml:1:1: the theme is no text in UTF-8") == true)
        #expect(complaint(Array(repeating: 0, count: 1000))?.contains("no text") == true)
    }

    @Test("Files that are too large are told so, and large ones are read")
    func size() {
        let comment = Array("# \(String(repeating: "x", count: 97))\n".utf8)
        let large = (0..<2600).flatMap { _ in comment }
        #expect(complaint(large) == nil)
        #expect(complaint(large + large)?.hasPrefix("my.toml: a theme has at most 256 KiB") == true)
    }

    @Test("An empty file is a theme that is told by attributes alone, named for the file")
    func empty() throws {
        let theme = try Theme.parse(SourceFile(name: "folder/plain.toml", text: ""))
        #expect(theme.name == "plain")
        let mono = try BuiltInThemeTests.theme("mono").look(depth: .direct, glyphs: .unicode)
        let look = theme.look(depth: .direct, glyphs: .unicode)
        #expect(Role.allCases.allSatisfy { look[$0] == mono[$0] })
    }

    @Test("The example of docs/themes.md is a theme")
    func documented() throws {
        let page = try String(
            contentsOf: BuiltInThemeTests.repository.appending(path: "docs/themes.md"), encoding: .utf8)
        let blocks = page.components(separatedBy: "```toml\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        let example = try #require(blocks.first { $0.contains("[roles]") })
        let theme = try Theme.parse(SourceFile(name: "docs/themes.md", text: example))
        let look = theme.look(depth: .indexed, glyphs: .unicode)
        #expect(theme.name == "mine")
        #expect(look[.selection].background != nil)
        for role in Role.allCases { #expect(page.contains("`\(role.rawValue)`"), "\(role.rawValue)") }
    }

    @Test("No damage to a theme file ends in anything but an error or a theme", arguments: [1, 2, 3, 4])
    func damaged(_ seed: Int) throws {
        let bytes = try #require(Theme.builtInFile("high-contrast")).bytes
        var state = UInt64(seed)
        for _ in 0..<100 {
            var damaged = bytes
            for _ in 0..<5 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                damaged[Int((state >> 33) % UInt64(damaged.count))] = UInt8(truncatingIfNeeded: state >> 25)
            }
            if let text = complaint(damaged) { #expect(text.hasPrefix("my.toml")) }
            if let text = complaint(Array(damaged.prefix(Int(state >> 40) % damaged.count))) {
                #expect(text.hasPrefix("my.toml"))
            }
        }
    }
}
