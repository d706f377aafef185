import BuildEvents
import BuildProgress
import TerminalCells

/// What a page tells of a step.
protocol PageContent: Sendable, Hashable {
    /// The blocks of the page, in order.
    static func blocks(of step: StepState, in scene: Scene) -> [PageBlock]
}

/// A page of facts about the selected step, scrolled and chosen from.
struct PagePane<Content: PageContent>: Pane {
    private var step: StepID?
    private var page = Page()

    /// Makes a pane that shows whatever is selected.
    init() {}

    /// Writes the page anew and keeps the scrolling within it.
    mutating func settle(_ scene: Scene, area: Rect) -> [Command] {
        let step = scene.selected
        if step?.id != self.step { page.reset() }
        self.step = step?.id
        page.show(step.map { Content.blocks(of: $0, in: scene) } ?? [], in: area.size)
        return []
    }

    /// Scrolls, and goes to the step of a chosen row.
    mutating func perform(_ action: Action, _ scene: Scene, area: Rect) -> PaneResult {
        page.perform(action)
    }

    /// Goes to the step of a row.
    mutating func click(_ point: Point, _ scene: Scene, area: Rect) -> PaneResult {
        page.click(row: point.row - area.top)
    }

    /// Draws the rows in view.
    func draw(on screen: inout Screen, in area: Rect, _ scene: Scene) {
        page.draw(on: &screen, in: area, scene.look, isFocused: scene.isFocused)
    }

    /// What the frame's lower border says: which rows are in view, where not all are.
    func footer(_ scene: Scene) -> String? { page.footer }
}
