import Diagnostics
import Foundation
import TerminalCells
import TerminalThemes

/// A theme as an object of a JSON listing.
struct ThemeJSON: Encodable {
    struct RoleStyle: Encodable {
        var fg: String?
        var bg: String?
        var attributes: [String]?
    }

    var name: String
    var description: String?
    var background: String?
    var file: String?
    var error: String?
    var roles: [String: RoleStyle]?
}

extension ThemeJSON {
    /// The object of a theme that can be used, with the styles of its roles if they are asked for.
    init(_ theme: Theme, path: String?, hasRoles: Bool) {
        self.init(
            name: theme.name, description: theme.description, background: theme.background.rawValue, file: path)
        guard hasRoles else { return }
        let look = theme.look(depth: .direct, glyphs: .unicode)
        let pairs = Role.allCases.map { role in
            let style = look[role]
            let attributes = Style(attributes: style.attributes).themeText
            let names = attributes == "-" ? nil : attributes.components(separatedBy: ", ")
            return (
                role.rawValue,
                RoleStyle(
                    fg: style.foreground?.themeText, bg: style.background?.themeText, attributes: names)
            )
        }
        roles = Dictionary(uniqueKeysWithValues: pairs)
    }

    /// The object of a theme that can be chosen, or of a file that is none.
    init(_ entry: ThemeChoice.Entry) {
        switch entry.theme {
        case .success(let theme):
            self.init(theme, path: entry.path, hasRoles: false)
            name = entry.name
        case .failure(let diagnostic):
            self.init(name: entry.name, file: entry.path, error: diagnostic.headline)
        }
    }

    private init(unusable entry: ThemeChoice.Entry, _ diagnostic: Diagnostic) {
        name = entry.name
        file = entry.path
        error = diagnostic.headline
    }

    /// The object in one line with its newline.
    var line: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
}
