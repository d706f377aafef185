import BuildScreens
import Diagnostics
import TerminalThemes

/// How screens look and behave, as the configuration and the command line say.
struct ScreenSettings {
    /// The theme's colours.
    var theme: Theme
    /// The set of glyphs; nil takes what the terminal's text is sure to show.
    var glyphs: GlyphSet?
    /// Which keys do what.
    var keys: KeyMap
    /// When the screen stays after a build's end.
    var stay: ScreenOptions.Stay
    /// Whether anything may move that tells nothing.
    var hasMotion: Bool
    /// Whether clicks and the wheel are asked for.
    var usesMouse: Bool

    /// The glyphs for a terminal.
    func glyphs(isUTF8: Bool) -> GlyphSet {
        glyphs ?? (isUTF8 ? .unicode : .ascii)
    }
}
