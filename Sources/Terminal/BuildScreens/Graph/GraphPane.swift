import BuildEvents
import BuildProgress
package import TerminalCells
import TerminalThemes

/// The build as a graph: stages as boxes in columns by depth, and lines from steps to those that read them.
///
/// It is laid out anew only when steps become known or the area changes; states and times are put on it frame by frame.
package struct GraphPane: Pane {
    /// The widest box of steps.
    static let widest = 64
    /// What a row of a box has beside its text: borders, margins, sign and time.
    static let rowExtras = 14

    /// What a layout was made for.
    private struct Key: Sendable, Hashable {
        var area: Size
        var chosen: GraphScale?
    }

    /// The scale that is drawn.
    private(set) var scale = GraphScale.steps
    /// The steps and what they read.
    private(set) var content = GraphContent()
    /// Where boxes and lines stand.
    private(set) var layout = GraphLayout()
    /// The cell of the layout in the upper left corner of the view.
    private(set) var offset = Point.zero

    /// The scale that was asked for; nil takes the largest that fits.
    private var chosen: GraphScale?
    private var key: Key?
    private var followed: Int?

    /// Makes the pane of a build without steps.
    package init() {}

    /// Lays out what is new, and moves the view so that the selected step is in it.
    package mutating func settle(_ scene: Scene, area: Rect) -> [Command] {
        let key = Key(area: area.size, chosen: chosen)
        let isNew = scene.outline != content.outline
        if isNew { content = GraphContent(scene.build, scene.outline) }
        if isNew || key != self.key {
            self.key = key
            (scale, layout) = GraphFit.best(content, in: view(area).size, chosen: chosen)
            followed = nil
        }
        follow(scene.selection, in: view(area).size)
        return []
    }

    /// Moves the selection, or changes the scale.
    package mutating func perform(_ action: Action, _ scene: Scene, area: Rect) -> PaneResult {
        switch action {
        case .zoomIn: return zoom(to: scale.larger)
        case .zoomOut: return zoom(to: scale.smaller)
        default:
            guard let move = GraphMove(action, page: max(1, area.rows - 2)) else { return .ignored }
            let walk = GraphWalk(content: content, layout: layout, place: place)
            return PaneResult(selection: walk.step(from: scene.selection, move))
        }
    }

    /// Selects the step that was clicked on.
    package mutating func click(_ point: Point, _ scene: Scene, area: Rect) -> PaneResult {
        let view = view(area)
        guard view.contains(point) else { return .ignored }
        let spot = point.moved(by: offset.column - view.left, offset.row - view.top)
        guard let box = layout.boxes.firstIndex(where: { $0.contains(spot) }) else { return .ignored }
        return PaneResult(selection: step(at: spot, box: box, scene))
    }

    private mutating func zoom(to scale: GraphScale?) -> PaneResult {
        guard let scale else { return PaneResult(notice: self.scale.title) }
        chosen = scale
        return PaneResult(notice: scale.title)
    }

    /// Where the graph is drawn within the area.
    func view(_ area: Rect) -> Rect {
        area.columns < 24 ? area : area.inset(columns: 1, rows: 0)
    }
}

extension GraphPane {
    /// The cells of a step on the plane: its row, its dot, or its box; nothing for what is not laid out.
    func place(_ step: Int) -> Rect {
        guard content.outline.groupOfStep.indices.contains(step) else { return Rect(0, 0, 0, 0) }
        let box = layout.boxes[content.outline.groupOfStep[step]]
        let index = content.indexInBox[step]
        switch scale {
        case .steps: return Rect(box.left, box.top + 1 + index, box.columns, 1)
        case .stages: return Rect(box.left, box.top + 1, box.columns, 1)
        case .dots:
            let columns = max(1, box.columns - 4)
            return Rect(box.left + 2 + index % columns, box.top + 1 + index / columns, 1, 1)
        }
    }

    /// Moves the view only where the selection leaves it, as little as shows its box, or at least its row.
    private mutating func follow(_ selection: Int?, in view: Size) {
        let room = (layout.size.columns - view.columns, layout.size.rows - view.rows)
        if let selection, selection != followed, content.outline.groupOfStep.indices.contains(selection) {
            followed = selection
            let box = layout.boxes[content.outline.groupOfStep[selection]]
            let place = place(selection)
            let rows = box.rows + 2 <= view.rows ? (box.top - 1)..<(box.bottom + 1) : (place.top - 3)..<(place.top + 4)
            let columns = box.columns + 8 <= view.columns ? (box.left - 4)..<(box.right + 4) : box.left..<box.right
            offset.row = Self.shown(rows, from: offset.row, view.rows)
            offset.column = Self.shown(columns, from: offset.column, view.columns)
        }
        offset = Point(min(max(0, offset.column), max(0, room.0)), min(max(0, offset.row), max(0, room.1)))
    }

    private static func shown(_ range: Range<Int>, from offset: Int, _ length: Int) -> Int {
        if range.count > length { return range.lowerBound }
        return min(max(offset, range.upperBound - length), range.lowerBound)
    }

    /// The step of a place in a box: its row or its dot, else the one that tells most.
    private func step(at spot: Point, box: Int, _ scene: Scene) -> Int? {
        let steps = content.outline.groups[box].steps
        if scale != .stages, let hit = steps.first(where: { place($0).contains(spot) }) { return hit }
        if scale == .steps { return spot.row == layout.boxes[box].top ? steps.first : steps.last }
        return Self.interesting(steps, scene.build)
    }

    /// The step of a stage that one would look at first: what failed, what runs, what ran, what comes next.
    static func interesting(_ steps: [Int], _ build: BuildState) -> Int? {
        let phases = steps.filter { build.steps.indices.contains($0) }.map { ($0, build.steps[$0].role) }
        for role in [Role.failed, .running, .cancelled, .ran, .same, .waiting] {
            if let first = phases.first(where: { $0.1 == role }) { return first.0 }
        }
        return steps.first
    }
}
