package import TerminalCells

/// How everything looks on one terminal: a theme's styles in the terminal's colours, and the glyphs.
///
/// A style leaves out what it has no opinion on, so that one can be laid over another (`Style.over`): a state's colour
/// over the selection's background. What is then still left out is the ground's; `settle` fills it in.
package struct Look: Sendable, Hashable {
    /// The theme's name.
    package let theme: String
    /// The colours that the styles were made for.
    package let depth: ColorDepth
    /// The characters that are no text.
    package let glyphs: GlyphSet
    /// What everything stands on; plain where that is the terminal's own.
    package let ground: Style
    private let styles: [Style]

    /// Makes a look of styles that fit the depth, one for each role in order.
    init(theme: String, depth: ColorDepth, glyphs: GlyphSet, ground: Style, styles: [Style]) {
        self.theme = theme
        self.depth = depth
        self.glyphs = glyphs
        self.ground = ground
        self.styles = styles
    }

    /// The style of a role; plain for one that the theme passes over.
    package subscript(role: Role) -> Style { styles[role.position] }

    /// Gives every cell of a drawn screen the ground's colours where it has none of its own.
    ///
    /// Costs nothing where the ground is the terminal's own.
    package func settle(_ screen: inout Screen) {
        guard ground != .plain else { return }
        let ground = ground
        screen.restyle(screen.area) { $0 = $0.over(ground) }
    }
}

extension Role {
    /// The role's place among all.
    fileprivate var position: Int { Self.positions[self] ?? 0 }

    private static let positions = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}
