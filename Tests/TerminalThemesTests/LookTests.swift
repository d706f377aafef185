import Diagnostics
import TerminalCells
import Testing

@testable import TerminalThemes

@Suite("Looks")
struct LookTests {
    private func look(_ text: String, _ depth: ColorDepth = .direct) throws -> Look {
        try Theme.parse(SourceFile(name: "my.toml", text: text)).look(depth: depth, glyphs: .unicode)
    }

    private static let red =
        "[palette]\nred = { rgb = \"#ff8189\", indexed = 210, sixteen = \"bright-red\" }\n[roles]\n"

    @Test("A role takes a colour, or a style")
    func styles() throws {
        let look = try look(Self.red + "title = \"red\"\nstatus = { fg = \"#010203\", bg = \"red\", dim = true }\n")
        #expect(look[.title] == Style(foreground: .rgb(0xFF, 0x81, 0x89)))
        #expect(
            look[.status]
                == Style(foreground: .rgb(1, 2, 3), background: .rgb(0xFF, 0x81, 0x89), attributes: .dim))
    }

    @Test("Colours are the palette's, written out, a number, or the terminal's by name")
    func colors() throws {
        let text = "border = \"#0A0b0c\"\ntitle = 110\nkey = \"bright-blue\"\nedge = \"terminal\"\naxis = \"red\"\n"
        let look = try look(Self.red + text)
        #expect(look[.border].foreground == .rgb(10, 11, 12))
        #expect(look[.title].foreground == .indexed(110))
        #expect(look[.key].foreground == .indexed(12))
        #expect(look[.edge].foreground == .terminal)
        #expect(look[.axis].foreground == .rgb(0xFF, 0x81, 0x89))
    }

    @Test("Keys without quotes mean the same")
    func dotted() throws {
        let quoted = try look("[roles]\n\"state.hit\" = \"cyan\"\n")
        #expect(quoted == (try look("[roles]\nstate.hit = \"cyan\"\n")))
        #expect(quoted == (try look("[roles.state]\nhit = \"cyan\"\n")))
    }

    @Test("A role that is passed over takes the style of the role it is akin to")
    func inheritance() throws {
        let look = try look("[roles]\n\"state.ran\" = \"green\"\n\"state.failed\" = \"red\"\n\"text.dim\" = \"blue\"\n")
        for role in [Role.same, .progressDone, .added] { #expect(look[role].foreground == .indexed(2)) }
        for role in [Role.error, .removed] { #expect(look[role].foreground == .indexed(1)) }
        for role in [Role.border, .edge, .waiting, .gutter] { #expect(look[role].foreground == .indexed(4)) }
        #expect(look[.text] == .plain)
        #expect(look[.selection] == Style(attributes: .reverse))
    }

    @Test("No role is its own ancestor")
    func ancestors() {
        for role in Role.allCases {
            var seen: Set<Role> = []
            var next: Role? = role
            while let ancestor = next, seen.insert(ancestor).inserted { next = ancestor.parent }
            #expect(next == nil, "\(role)")
        }
    }

    @Test("Terminals with fewer colours take what the palette says, else the nearest")
    func reduction() throws {
        let text = Self.red + "title = \"red\"\nkey = \"#0000d0\"\n"
        #expect(try look(text, .indexed)[.title].foreground == .indexed(210))
        #expect(try look(text, .sixteen)[.title].foreground == .indexed(9))
        #expect(try look(text, .indexed)[.key].foreground == .indexed(20))
        #expect(try look(text, .sixteen)[.key].foreground == .indexed(4))
        #expect(try look(text, .none)[.title] == .plain)
    }

    @Test("Of 256 colours none of the first 16 is taken, as users choose those", arguments: BuiltInThemeTests.names)
    func indexed(_ name: String) throws {
        let look = try BuiltInThemeTests.theme(name).look(depth: .indexed, glyphs: .unicode)
        for role in Role.allCases {
            for case .indexed(let index)? in [look[role].foreground, look[role].background] { #expect(index >= 16) }
        }
    }

    @Test("On 16 colours a subtle background gives way to attributes")
    func subtle() throws {
        let look = try look(
            "[roles]\nselection = { bg = \"#313b58\" }\nstatus = { fg = \"#e8ebf2\", bg = \"#262b38\" }\n", .sixteen)
        #expect(look[.selection] == Style(attributes: .reverse))
        #expect(try self.look("[roles]\n\"text.dim\" = \"#939bae\"\n", .sixteen)[.dim] == Style(attributes: .dim))
    }

    @Test("A role may say itself how it looks with fewer colours")
    func explicit() throws {
        let text = """
            [roles]
            selection = { bg = "#313b58", sixteen = { bg = "blue", bold = true }, mono = { bold = true, underline = true } }
            """
        #expect(try look(text, .sixteen)[.selection] == Style(background: .indexed(4), attributes: .bold))
        #expect(try look(text, .none)[.selection] == Style(attributes: [.bold, .underline]))
    }

    @Test("Without colours all that matters can still be seen", arguments: BuiltInThemeTests.names)
    func none(_ name: String) throws {
        let look = try BuiltInThemeTests.theme(name).look(depth: .none, glyphs: .ascii)
        #expect(look.ground == .plain)
        #expect(Role.allCases.allSatisfy { look[$0].foreground == nil && look[$0].background == nil })
        let important: [Role] = [
            .selection, .selectionInactive, .borderFocused, .titleFocused, .tabActive, .status, .match, .matchCurrent,
            .failed, .running, .error, .warning, .notice, .key, .edgeCritical,
        ]
        for role in important { #expect(look[role].attributes != [], "\(role.rawValue)") }
        #expect(look[.matchCurrent] != look[.match])
        #expect(look[.selection] != look[.selectionInactive])
        #expect(look[.borderFocused] != look[.border])
        #expect(look[.tabActive] != look[.tab])
    }

    @Test(
        "States are laid over the selection, and a bar in a state's style is seen", arguments: BuiltInThemeTests.names)
    func overlaid(_ name: String) throws {
        for depth in ColorDepth.allCases {
            let look = try BuiltInThemeTests.theme(name).look(depth: depth, glyphs: .unicode)
            for state in [Role.waiting, .running, .hit, .ran, .same, .failed, .cancelled] {
                #expect(look[state].background == nil)
                #expect(!look[state].attributes.contains(.reverse))
                let both = look[state].over(look[.selection])
                #expect(both != look[state])
            }
        }
    }

    @Test("A theme's ground is put below what has none")
    func ground() throws {
        let look = try BuiltInThemeTests.theme("gruvbox-dark").look(depth: .direct, glyphs: .unicode)
        var screen = Screen(size: Size(columns: 3, rows: 1))
        screen.draw("a", at: Point(0, 0), in: screen.area, style: look[.hit])
        screen.draw("b", at: Point(1, 0), in: screen.area, style: look[.selection])
        look.settle(&screen)
        #expect(screen[Point(0, 0)].style.background == .rgb(0x1D, 0x20, 0x21))
        #expect(screen[Point(0, 0)].style.foreground == look[.hit].foreground)
        #expect(screen[Point(1, 0)].style.background == look[.selection].background)
        #expect(screen[Point(1, 0)].style.foreground == .rgb(0xEB, 0xDB, 0xB2))
        #expect(screen[Point(2, 0)].style == look.ground)
    }
}
