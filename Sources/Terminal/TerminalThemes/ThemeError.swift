package import Diagnostics

/// What is wrong with a theme file.
package enum ThemeError: Error, Sendable, Hashable {
    /// A line of a theme file, where it is known.
    package struct Site: Sendable, Hashable {
        /// The file.
        package var file: SourceFile
        /// The line, from 1.
        package var line: Int?
    }

    /// No theme is that large.
    case tooLarge(SourceFile)
    /// The line holds bytes that are no text.
    case notText(Site)
    /// The file is no TOML; with what the parser says.
    case syntax(Site, String)
    /// A table has a key that means nothing there.
    case unknownKey(Site, key: String, table: String, known: [String])
    /// `[roles]` names what no screen has.
    case unknownRole(Site, String)
    /// A role takes a colour that neither the palette nor the terminal has.
    case unknownColor(Site, String, role: String, known: [String])
    /// A value is of another kind than it must be.
    case wrongValue(Site, key: String, expected: String)
}

extension ThemeError: DiagnosticConvertible {
    /// The error as a message with its line and a remedy.
    package var diagnostic: Diagnostic {
        switch self {
        case .tooLarge(let file):
            fault(
                "too-large", Site(file: file), "a theme has at most \(Theme.sizeLimit / 1024) KiB", "name another file")
        case .notText(let site):
            fault("not-text", site, "the theme is no text in UTF-8", "name a TOML file, or save it as UTF-8")
        case .syntax(let site, let reason):
            fault("syntax", site, "the theme is no TOML: \(reason)", nil)
        case .unknownKey(let site, let key, let table, let known):
            fault(
                "unknown-key", site, "\(table) has no key \(key)",
                Self.choice(key, known) ?? "the keys are \(known.joined(separator: ", "))")
        case .unknownRole(let site, let name):
            fault(
                "unknown-role", site, "there is no role \(name)",
                Self.choice(name, Role.allCases.map(\.rawValue)) ?? "`strata themes dark` lists the roles")
        case .unknownColor(let site, let name, let role, let known):
            fault(
                "unknown-color", site, "\(role) takes the colour \(name), which nobody defines",
                Self.choice(name, known + [ColorName.terminal] + ColorName.sixteen)
                    ?? "add it to [palette], or write \"#rrggbb\"")
        case .wrongValue(let site, let key, let expected):
            fault("wrong-value", site, "\(key) must be \(expected)", nil)
        }
    }

    private func fault(_ code: String, _ site: Site, _ message: String, _ remedy: String?) -> Diagnostic {
        let range = site.line.flatMap { site.file.range(ofLine: $0) }
        return Diagnostic(
            code: "theme.\(code)", message: Self.harmless(message), at: .init(file: site.file, range: range),
            remedy: remedy)
    }

    /// A key of the file may hold what steers a terminal.
    private static func harmless(_ text: String) -> String {
        String(text.map { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? "\u{FFFD}" : $0 })
    }

    private static func choice(_ name: String, _ known: [String]) -> String? {
        NearestName.suggestion(for: name, among: known).map { "did you mean \($0)?" }
    }
}
