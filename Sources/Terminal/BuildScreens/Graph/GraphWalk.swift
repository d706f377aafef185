import TerminalCells

/// A way to move the selection in the graph.
enum GraphMove: Sendable, Hashable {
    /// So many rows up (below 0) or down.
    case rows(Int)
    /// To the column before (-1) or behind (1).
    case columns(Int)
    case first, last

    /// The move that a key asks for, if it is one; `page` is how many rows a page has.
    init?(_ action: Action, page: Int) {
        switch action {
        case .up: self = .rows(-1)
        case .down: self = .rows(1)
        case .left: self = .columns(-1)
        case .right: self = .columns(1)
        case .pageUp: self = .rows(-page)
        case .pageDown: self = .rows(page)
        case .halfUp: self = .rows(-max(2, page / 2))
        case .halfDown: self = .rows(max(2, page / 2))
        case .top: self = .first
        case .end: self = .last
        default: return nil
        }
    }
}

/// Finds the step that a move leads to.
struct GraphWalk {
    let content: GraphContent
    let layout: GraphLayout
    /// Where a step stands.
    let place: (Int) -> Rect

    /// The step that a move leads to; nil where it leads nowhere.
    func step(from selection: Int?, _ move: GraphMove) -> Int? {
        let order = content.outline.order
        guard let selection, content.outline.groupOfStep.indices.contains(selection) else { return order.first }
        switch move {
        case .first: return order.first
        case .last: return order.last
        case .rows(let count): return vertical(from: selection, count)
        case .columns(let count): return horizontal(from: selection, count)
        }
    }

    /// One step on in the column, or the one that is as many rows away as are asked for.
    private func vertical(from selection: Int, _ count: Int) -> Int? {
        let column = layout.column(of: content.outline.groupOfStep[selection])
        let steps = steps(in: column)
        guard let index = steps.firstIndex(of: selection) else { return nil }
        let next = index + count.signum()
        guard steps.indices.contains(next) else { return beyond(selection, count.signum()) }
        guard abs(count) > 1 else { return steps[next] }
        let row = place(selection).top + count
        let ahead = count > 0 ? steps[next...] : steps[...next]
        return nearest(to: row, in: Array(ahead))
    }

    /// What stands nearest in the band above or below.
    private func beyond(_ selection: Int, _ direction: Int) -> Int? {
        let box = content.outline.groupOfStep[selection]
        let band = layout.bands.band(of: layout.column(of: box)) + direction
        guard layout.bands.ranges.indices.contains(band) else { return nil }
        let spot = place(selection)
        return layout.bands.ranges[band].flatMap { steps(in: $0) }.min { left, right in
            let (first, second) = (place(left), place(right))
            return (abs(first.left - spot.left), abs(first.top - spot.top))
                < (abs(second.left - spot.left), abs(second.top - spot.top))
        }
    }

    /// In the next column what the step is joined with, else what its box is joined with, else what is nearest.
    private func horizontal(from selection: Int, _ direction: Int) -> Int? {
        let box = content.outline.groupOfStep[selection]
        let column = layout.column(of: box) + direction
        guard layout.columns.indices.contains(column) else { return nil }
        let row = place(selection).top
        let own = linked(direction) { $0 == selection }.filter { isIn(column, $0) }
        if let step = nearest(to: row, in: own) { return step }
        let boxes = linked(direction) { content.outline.groupOfStep[$0] == box }.filter { isIn(column, $0) }
        if let step = nearest(to: row, in: boxes) { return step }
        return nearest(to: row, in: steps(in: column))
    }

    /// What is joined in a direction with the steps that are asked for.
    private func linked(_ direction: Int, _ isWanted: (Int) -> Bool) -> [Int] {
        content.links.compactMap { link in
            let (near, far) = direction > 0 ? (link.from, link.to) : (link.to, link.from)
            return isWanted(near) ? far : nil
        }
    }

    private func isIn(_ column: Int, _ step: Int) -> Bool {
        layout.columns[column].contains(content.outline.groupOfStep[step])
    }

    private func steps(in column: Int) -> [Int] {
        layout.columns[column].flatMap { content.outline.groups[$0].steps }
    }

    private func nearest(to row: Int, in steps: [Int]) -> Int? {
        steps.min { abs(place($0).top - row) < abs(place($1).top - row) }
    }
}
