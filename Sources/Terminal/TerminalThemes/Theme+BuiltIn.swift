package import Diagnostics

extension Theme {
    /// The names of the themes that come with the program, in the order in which they are shown.
    package static let builtInNames = BuiltInTheme.allCases.map(\.rawValue)

    /// The theme that is taken where nobody chose one.
    package static let preset = builtIn(.dark)

    /// One of the themes that come with the program, or nil where there is none of the name; parses only that one.
    package static func builtIn(_ name: String) -> Theme? {
        BuiltInTheme(rawValue: name).map(builtIn)
    }

    /// The file of one of these themes, or nil where there is none of the name: a start for a theme of one's own.
    package static func builtInFile(_ name: String) -> SourceFile? {
        BuiltInTheme(rawValue: name).map(\.file)
    }

    private static func builtIn(_ theme: BuiltInTheme) -> Theme {
        // A test parses every file that is compiled in; without colours the program would still work.
        (try? parse(theme.file)) ?? Theme(name: theme.rawValue)
    }
}

/// The themes that come with the program; their texts are those of themes/*.toml, which a test compares.
enum BuiltInTheme: String, CaseIterable {
    case dark
    case light
    case highContrast = "high-contrast"
    case colorBlindSafe = "colour-blind-safe"
    case mono
    case gruvboxDark = "gruvbox-dark"
    case catppuccinMocha = "catppuccin-mocha"

    /// The theme's file.
    var file: SourceFile { SourceFile(name: "themes/\(rawValue).toml", text: text) }

    private var text: String {
        switch self {
        case .dark: Self.darkText
        case .light: Self.lightText
        case .highContrast: Self.highContrastText
        case .colorBlindSafe: Self.colorBlindSafeText
        case .mono: Self.monoText
        case .gruvboxDark: Self.gruvboxDarkText
        case .catppuccinMocha: Self.catppuccinMochaText
        }
    }
}
