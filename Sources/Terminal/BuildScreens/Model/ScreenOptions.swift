package import TerminalThemes

/// What a screen is told once, when it opens.
package struct ScreenOptions: Sendable, Hashable {
    /// When the screen stays after the build's end.
    package enum Stay: String, Sendable, Hashable, CaseIterable {
        case always
        case onFailure = "on-failure"
        case never
        /// On failure, and once a key was pressed.
        case automatic
    }

    /// Which keys do what.
    package var keys = KeyMap.standard
    /// Colours and glyphs.
    package var look: Look
    /// Whether anything may move that tells nothing.
    package var hasMotion = true
    /// When the screen stays after the build's end.
    package var stay = Stay.automatic
    /// Whether there is an engine that can be told to cancel.
    package var canCancel: Bool
    /// What a recorded stream is called; nil for a build that runs here.
    package var recording: String?
    /// Whether the build was opened from another screen, to which leaving it goes back.
    package var isNested = false

    /// Makes options for a build that runs here.
    package init(look: Look, canCancel: Bool = true) {
        self.look = look
        self.canCancel = canCancel
    }
}
