import ArgumentParser
import Diagnostics
import Foundation
import Reports
import TerminalCells
import TerminalThemes

/// `strata themes`: how the screen can look.
struct Themes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the themes of the screen, each with a sample.",
        discussion: """
            Themes of your own go into ~/.config/strata/themes as NAME.toml. \
            `strata themes dark --source > ~/.config/strata/themes/mine.toml` is a start.
            """)

    @Argument(help: "A theme to show in full: a name, or the path of a .toml file.")
    var name: String?
    @Flag(help: "Print JSON.")
    var json = false
    @Flag(help: "Print the file of the theme.")
    var source = false
    @Option(help: "The glyphs of the sample: unicode, ascii or nerd.")
    var glyphs: String?
    @OptionGroup var colors: OutputColors

    func validate() throws {
        if source, name == nil { throw ValidationError("--source needs the name of a theme") }
        if let glyphs, GlyphSet.named(glyphs) == nil {
            throw ValidationError("there are no glyphs \(glyphs); use unicode, ascii or nerd")
        }
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let themes = ThemeChoice(folders: Configuration.folders(environment))
        if let name, source {
            print(try themes.source(of: name), terminator: "")
        } else if let name {
            let theme = try themes.load(name)
            print(
                json ? try ThemeJSON(theme, path: nil, hasRoles: true).line : try full(theme, environment),
                terminator: "")
        } else if json {
            for entry in themes.all() { print(try ThemeJSON(entry).line, terminator: "") }
        } else {
            print(try list(themes.all(), environment), terminator: "")
        }
    }

    // MARK: The list

    private func list(_ entries: [ThemeChoice.Entry], _ environment: [String: String]) throws -> String {
        guard let depth = colors.depth(environment) else { return Self.table(entries) }
        let glyphs = try chosenGlyphs(environment)
        return entries.map { entry in
            switch entry.theme {
            case .success(let theme):
                let sample = ThemeSample.draw(theme.look(depth: depth, glyphs: glyphs))
                return "\(Self.headline(entry, theme))\n" + StyledText.lines(sample, isStyled: true)
            case .failure(let diagnostic):
                return "\(entry.name)\nERROR: \(diagnostic.rendered())\n"
            }
        }.joined(separator: "\n")
    }

    private static func headline(_ entry: ThemeChoice.Entry, _ theme: Theme) -> String {
        let parts = [entry.name, Cleaning.line(theme.description), entry.path.map { "(\($0))" } ?? ""]
        return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }

    private static func table(_ entries: [ThemeChoice.Entry]) -> String {
        var table = TextTable(["THEME", "GROUND", "DESCRIPTION", "FILE"])
        var errors = ""
        for entry in entries {
            switch entry.theme {
            case .success(let theme):
                table.add([
                    entry.name, theme.background.rawValue, Cleaning.line(theme.description), entry.path ?? "(built in)",
                ])
            case .failure(let diagnostic):
                table.add([entry.name, "", "can't be used, see below", entry.path ?? ""])
                errors += "\nERROR: \(diagnostic.rendered())\n"
            }
        }
        return table.render() + errors
    }

    // MARK: One theme

    private func full(_ theme: Theme, _ environment: [String: String]) throws -> String {
        let depth = colors.depth(environment)
        let look = theme.look(depth: depth ?? .direct, glyphs: try chosenGlyphs(environment))
        var screen = Screen(size: Size(columns: ThemeSample.size.columns, rows: Role.allCases.count))
        for (row, role) in Role.allCases.enumerated() {
            screen.draw(role.rawValue, at: Point(1, row), in: screen.area, style: look[role])
            screen.draw(look[role].themeText, at: Point(24, row), in: screen.area)
        }
        look.settle(&screen)
        let sample = depth == nil ? "" : StyledText.lines(ThemeSample.draw(look), isStyled: true) + "\n"
        let title = [theme.name, Cleaning.line(theme.description)].filter { !$0.isEmpty }.joined(separator: "  ")
        return "\(title)\n\n\(sample)\(StyledText.lines(screen, isStyled: depth != nil))"
    }

    private func chosenGlyphs(_ environment: [String: String]) throws -> GlyphSet {
        if let glyphs = glyphs.flatMap(GlyphSet.named) { return glyphs }
        if let glyphs = try Configuration.load(environment: environment).ui.glyphs { return glyphs }
        return OutputCharacters.isUTF8(environment) ? .unicode : .ascii
    }
}
