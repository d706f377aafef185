import BuildEvents
import BuildProgress
package import TerminalCells

/// Why the selected step came from the cache or ran: one sentence, then the evidence.
package struct WhyPane: Pane {
    private var step: StepID?
    private var page = Page()

    /// Makes a pane that shows whatever is selected.
    package init() {}

    /// Writes the verdict anew and keeps the scrolling within it.
    package mutating func settle(_ scene: Scene, area: Rect) -> [Command] {
        let step = scene.selected
        if step?.id != self.step { page.reset() }
        self.step = step?.id
        page.show(step.map { WhyEvidence(step: $0, scene: scene).blocks } ?? [], in: area.size)
        return []
    }

    /// Scrolls, and goes to the step of a chosen row.
    package mutating func perform(_ action: Action, _ scene: Scene, area: Rect) -> PaneResult {
        page.perform(action)
    }

    /// Goes to the step of a row.
    package mutating func click(_ point: Point, _ scene: Scene, area: Rect) -> PaneResult {
        page.click(row: point.row - area.top)
    }

    /// Draws the rows in view.
    package func draw(on screen: inout Screen, in area: Rect, _ scene: Scene) {
        page.draw(on: &screen, in: area, scene)
    }

    /// What the frame's lower border says: which rows are in view, where not all are.
    package func footer(_ scene: Scene) -> String? { page.footer }
}
