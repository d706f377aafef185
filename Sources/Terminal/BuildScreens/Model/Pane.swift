package import TerminalCells

/// One view of the build within a rectangle: its own state, what keys do to it, and how it draws.
///
/// `settle` is called before each frame, so that a pane can follow what changed (a larger build, another selection,
/// another size), clamp its scrolling, and ask for what it lacks. `draw` only writes cells inside its area, whatever
/// its size.
package protocol Pane: Sendable, Hashable {
    /// Brings the pane in line with the scene before a frame; gives what is to be done.
    mutating func settle(_ scene: Scene, area: Rect) -> [Command]

    /// Does what a key asks for; `.ignored` for what the pane does not know.
    mutating func perform(_ action: Action, _ scene: Scene, area: Rect) -> PaneResult

    /// Draws the pane within its area.
    func draw(on screen: inout Screen, in area: Rect, _ scene: Scene)

    /// Takes a click on a cell of the area; gives `.ignored` where nothing is.
    mutating func click(_ point: Point, _ scene: Scene, area: Rect) -> PaneResult
}

/// What a pane made of a key or a click.
package struct PaneResult: Sendable, Hashable {
    /// Whether the pane knew it.
    package var isHandled = true
    /// The step to select, by its position.
    package var selection: Int?
    /// What the runtime is to do.
    package var commands: [Command] = []
    /// Something to tell in the key line.
    package var notice: String?

    /// Makes a result.
    package init(
        isHandled: Bool = true, selection: Int? = nil, commands: [Command] = [], notice: String? = nil
    ) {
        self.isHandled = isHandled
        self.selection = selection
        self.commands = commands
        self.notice = notice
    }

    /// Known, and nothing more to do.
    package static let done = PaneResult()
    /// Not known to the pane.
    package static let ignored = PaneResult(isHandled: false)
}
