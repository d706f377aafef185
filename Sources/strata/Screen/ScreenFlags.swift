import ArgumentParser
import Diagnostics
import TerminalThemes

/// The flags of every command that shows a screen.
struct ScreenFlags: ParsableArguments {
    @Option(help: "The colours of the screen: a theme's name, or a theme file.")
    var theme: String?

    /// What the configuration says, and the flags over it.
    func settings(
        _ configuration: Configuration, environment: [String: String]
    ) throws(Diagnostic) -> ScreenSettings {
        let ui = configuration.ui
        let themes = ThemeChoice(folders: Configuration.folders(environment))
        var chosen = Theme.preset
        if let theme {
            chosen = try themes.load(theme)
        } else if let theme = ui.theme {
            chosen = try themes.load(theme, at: ui.themePlace)
        }
        return ScreenSettings(
            theme: chosen, glyphs: ui.glyphs, keys: try ui.keyMap(), stay: ui.stay, hasMotion: ui.hasMotion,
            usesMouse: ui.usesMouse)
    }
}
