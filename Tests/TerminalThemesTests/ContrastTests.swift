import TerminalCells
import Testing

@testable import TerminalThemes

@Suite("Contrast")
struct ContrastTests {
    /// What is read as text; lines, bars and scrollbars are not.
    static let textRoles = Role.allCases.filter { role in
        ![.screen, .border, .scrollbar, .progressRest, .edge, .selection, .selectionInactive].contains(role)
    }

    /// A theme and a ground to try it on: its own, or for those that keep the terminal's the least kind of the usual.
    static let grounds: [(name: String, ground: Color)] = [
        ("dark", .rgb(0x28, 0x2C, 0x34)), ("dark", .rgb(0, 0, 0)), ("light", .rgb(0xFA, 0xFB, 0xFD)),
        ("high-contrast", .rgb(0, 0, 0)),
        ("colour-blind-safe", .rgb(0x14, 0x16, 0x1B)), ("gruvbox-dark", .rgb(0x1D, 0x20, 0x21)),
        ("catppuccin-mocha", .rgb(0x1E, 0x1E, 0x2E)),
    ]

    private func look(_ name: String) throws -> Look {
        try BuiltInThemeTests.theme(name).look(depth: .direct, glyphs: .unicode)
    }

    @Test("Ratios are those of WCAG")
    func ratios() throws {
        let white = Color.rgb(255, 255, 255)
        let known: [(Color, Color, Double)] = [
            (.rgb(0, 0, 0), white, 21), (.rgb(0x77, 0x77, 0x77), white, 4.478),
            (.rgb(255, 0, 0), .rgb(0, 0, 255), 2.149),
        ]
        for (one, other, expected) in known {
            let ratio = try #require(Contrast.ratio(one, other))
            #expect(abs(ratio - expected) < 0.002)
        }
        #expect(Contrast.ratio(.terminal, .rgb(0, 0, 0)) == nil)
    }

    @Test("Text is readable on its ground: 4.5 to 1, with high contrast 7 to 1", arguments: Self.grounds)
    func text(_ name: String, _ ground: Color) throws {
        let look = try look(name)
        #expect(look.ground.background.map { $0 == ground } ?? true)
        let wanted = name == "high-contrast" ? 7 : 4.5
        for role in Self.textRoles {
            guard let color = look[role].foreground else { continue }
            let ratio = try #require(Contrast.ratio(color, look[role].background ?? ground))
            #expect(ratio >= wanted, "\(role.rawValue): \(ratio)")
        }
    }

    @Test("Text stays readable where it is selected, in the status line and in dialogs", arguments: Self.grounds)
    func selected(_ name: String, _ ground: Color) throws {
        let look = try look(name)
        for selection in [Role.selection, .selectionInactive, .status, .dialog] {
            let below = try #require(look[selection].background)
            for role in Self.textRoles where look[role].background == nil {
                guard let color = look[role].foreground else { continue }
                let ratio = try #require(Contrast.ratio(color, below))
                #expect(
                    ratio >= (name == "high-contrast" ? 7 : 3.2), "\(role.rawValue) on \(selection.rawValue): \(ratio)")
            }
        }
    }

    @Test(
        "What is selected can be seen, and so can lines", arguments: Self.grounds.filter { $0.ground != .rgb(0, 0, 0) })
    func shapes(_ name: String, _ ground: Color) throws {
        let look = try look(name)
        let selected = try #require(look[.selection].background)
        let selection = try #require(Contrast.ratio(selected, ground))
        #expect(selection >= 1.17, "\(selection)")
        for role in [Role.border, .edge, .progressRest, .scrollbar] {
            let color = try #require(look[role].foreground)
            let ratio = try #require(Contrast.ratio(color, ground))
            #expect(ratio >= 1.5, "\(role.rawValue): \(ratio)")
        }
    }

    @Test("Whoever sees no hue tells ran, hit and failed apart by lightness")
    func lightness() throws {
        let look = try look("colour-blind-safe")
        let states = [Role.ran, .hit, .failed].compactMap { look[$0].foreground }
        #expect(states.count == 3)
        for (lighter, darker) in zip(states, states.dropFirst()) {
            let ratio = try #require(Contrast.ratio(lighter, darker))
            #expect(ratio >= 1.35)
            let (light, dark) = (Contrast.luminance(of: lighter) ?? 0, Contrast.luminance(of: darker) ?? 1)
            #expect(light > dark)
        }
    }
}
