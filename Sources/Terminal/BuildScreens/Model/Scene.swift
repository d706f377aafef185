import BuildEvents
package import BuildProgress
package import BuildRecords
package import TerminalCells
package import TerminalThemes

/// All that a pane draws from beside its own state.
package struct Scene: Sendable {
    /// The build by its events so far.
    package var build: BuildState
    /// Its steps by stage.
    package var outline: Outline
    /// What earlier builds say of the steps.
    package var history: StepHistory
    /// The instant that is drawn, in nanoseconds since the build began.
    package var now: Int64
    /// The selected step's position in `build.steps`.
    package var selection: Int?
    /// Positions of the steps on the critical path so far.
    package var critical: Set<Int>
    /// Colours and glyphs.
    package var look: Look
    /// Whether anything may move that tells nothing.
    package var hasMotion: Bool
    /// Whether the pane that is drawn takes the keys.
    package var isFocused: Bool
    /// What is searched for in the pane, if anything; found text is marked.
    package var query: String?
    /// When the build ended, in nanoseconds since it began, where it is drawn as it was before; nil for how it stands.
    package var end: Int64?

    /// The selected step.
    package var selected: StepState? {
        selection.flatMap { build.steps.indices.contains($0) ? build.steps[$0] : nil }
    }

    /// The style of a role.
    package func style(_ role: Role) -> Style { look[role] }

    /// The running step's sign at this instant.
    package var activity: Character {
        let frames = look.glyphs.activity
        guard hasMotion, !frames.isEmpty else { return look.glyphs.running }
        return frames[Int(now / 120_000_000 % Int64(frames.count))]
    }
}

extension Scene {
    /// What is drawn from without a build: a look, and what is searched for.
    init(look: Look, isFocused: Bool, query: String? = nil) {
        self.init(
            build: BuildState(), outline: Outline(), history: StepHistory(), now: 0, critical: [], look: look,
            hasMotion: false, isFocused: isFocused, query: query)
    }
}
