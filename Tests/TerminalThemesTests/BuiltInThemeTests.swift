import Diagnostics
import Foundation
import TerminalCells
import Testing

@testable import TerminalThemes

@Suite("Themes that come with strata")
struct BuiltInThemeTests {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let names = Theme.builtInNames

    /// The built-in theme of a name.
    static func theme(_ name: String) throws -> Theme {
        try #require(Theme.builtIn(name))
    }

    @Test("The program carries the texts of themes/", arguments: BuiltInTheme.allCases)
    func texts(_ theme: BuiltInTheme) throws {
        let file = Self.repository.appending(path: "themes/\(theme.rawValue).toml")
        let text = try String(contentsOf: file, encoding: .utf8)
        if ProcessInfo.processInfo.environment["STRATA_UPDATE_GOLDEN"] == "1" {
            try Data(source(of: theme, text).utf8).write(to: sourceFile(of: theme))
        } else {
            #expect(theme.file.text == text, "`make golden` writes \(sourceFile(of: theme).lastPathComponent) anew")
        }
    }

    @Test("No other file stands in themes/")
    func files() throws {
        let folder = Self.repository.appending(path: "themes").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".toml") }
        #expect(files.sorted() == Self.names.map { "\($0).toml" }.sorted())
    }

    @Test("Each is read without complaint, has a name, and says what it is like", arguments: BuiltInTheme.allCases)
    func parsed(_ builtIn: BuiltInTheme) throws {
        let theme = try Theme.parse(builtIn.file)
        #expect(theme.name == builtIn.rawValue)
        #expect(!theme.description.isEmpty && !theme.description.hasSuffix("."))
        #expect(theme == Theme.builtIn(builtIn.rawValue))
    }

    @Test("Each but mono gives every role that has a meaning of its own a style", arguments: Self.names)
    func complete(_ name: String) throws {
        let theme = try Self.theme(name)
        let named = Set(theme.entries.keys).union([.screen, .text])
        #expect(Role.allCases.filter { !named.contains($0) } == [])
    }

    @Test("A name that is none has no theme")
    func unknown() {
        #expect(Theme.builtIn("drak") == nil)
        #expect(Theme.builtInFile("drak") == nil)
        #expect(Theme.preset.name == "dark")
    }

    @Test("States can be told from each other by colour", arguments: Self.names.filter { $0 != "mono" })
    func states(_ name: String) throws {
        for depth in [ColorDepth.direct, .indexed] {
            let look = try Self.theme(name).look(depth: depth, glyphs: .unicode)
            let states: [Role] = [.waiting, .running, .hit, .ran, .failed]
            #expect(Set(states.map { look[$0].foreground }).count == states.count)
        }
        let look = try Self.theme(name).look(depth: .sixteen, glyphs: .unicode)
        #expect(Set([Role.running, .hit, .ran, .failed].map { look[$0].foreground }).count == 4)
    }

    @Test("dark and mono leave the terminal its own ground", arguments: ["dark", "mono"])
    func ownGround(_ name: String) throws {
        for depth in ColorDepth.allCases {
            #expect(try Self.theme(name).look(depth: depth, glyphs: .unicode).ground == .plain)
        }
    }

    @Test("mono takes no colour, and looks the same wherever it is shown")
    func mono() throws {
        let theme = try Self.theme("mono")
        let none = theme.look(depth: .none, glyphs: .ascii)
        for depth in ColorDepth.allCases {
            let look = theme.look(depth: depth, glyphs: .ascii)
            #expect(Role.allCases.allSatisfy { look[$0] == none[$0] })
            #expect(Role.allCases.allSatisfy { look[$0].foreground == nil && look[$0].background == nil })
        }
    }

    // MARK: Writing the program's copies

    private func sourceFile(of theme: BuiltInTheme) -> URL {
        let name = "BuiltInTheme+" + capitalized("\(theme)")
        return Self.repository.appending(path: "Sources/Terminal/TerminalThemes/BuiltIn/\(name).swift")
    }

    private func source(of theme: BuiltInTheme, _ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let indented = lines.map { $0.isEmpty ? "" : "        \($0)" }.joined(separator: "\n")
        return """
            // themes/\(theme.rawValue).toml as the program carries it; `make golden` writes it anew.

            extension BuiltInTheme {
                static let \(theme)Text = #\"""
            \(indented)

                    \"""#
            }

            """
    }

    private func capitalized(_ name: String) -> String {
        name.prefix(1).uppercased() + name.dropFirst()
    }
}
