package import BuildEvents
import BuildProgress
import Quantities
package import TerminalCells
import TerminalThemes

/// What the selected step's layer added, changed and removed, as a tree.
package struct FilesPane: Pane {
    /// How many layers' trees are kept.
    private static let keptViews = 8
    /// After how many nanoseconds without an answer it says that it waits for one.
    private static let patience: Int64 = 150_000_000

    /// The trees that were looked at, the newest last.
    private var views: [FileView] = []
    private var pending: Pending?
    private var step: StepID?

    private struct Pending: Sendable, Hashable {
        var step: StepID
        var time: Int64
    }

    /// Makes a pane that shows whatever is selected.
    package init() {}

    /// Takes the files that `Command.listFiles` asked for.
    package mutating func receive(_ listing: FileListing, of step: StepID) {
        if pending?.step == step { pending = nil }
        views.removeAll { $0.step == step }
        views.append(FileView(step: step, listing: listing))
        if views.count > Self.keptViews { views.removeFirst() }
    }

    /// Asks for the files of a step that has ended, and keeps the chosen row in view.
    package mutating func settle(_ scene: Scene, area: Rect) -> [Command] {
        step = scene.selected?.id
        guard let step = scene.selected, FilesAbsence.reason(of: step, scene) == nil else { return [] }
        if let index = current {
            views[index].filter(by: scene.query)
            views[index].settle(rows: area.rows)
            return []
        }
        guard pending?.step != step.id else { return [] }
        pending = Pending(step: step.id, time: scene.now)
        return [.listFiles(step.id)]
    }

    /// Draws the tree, or why there is none.
    package func draw(on screen: inout Screen, in area: Rect, _ scene: Scene) {
        guard let step = scene.selected else { return }
        if let reason = FilesAbsence.reason(of: step, scene) { return say(reason, on: &screen, in: area, scene) }
        guard let index = current else {
            if let pending, scene.now - pending.time > Self.patience {
                say([Ink("reading…", .dim)], on: &screen, in: area, scene)
            }
            return
        }
        let view = views[index]
        if let failure = view.failure { return say([.outside(failure, .warning)], on: &screen, in: area, scene) }
        guard !view.rows.isEmpty else {
            let text = scene.query == nil ? "its layer is empty: it changed no files" : "no path holds the text"
            return say([Ink(text, .dim)], on: &screen, in: area, scene)
        }
        FileRowLayout(view: view, columns: area.columns).draw(view, on: &screen, in: area, scene)
    }

    /// What the frame's lower border says: how much the layer holds, or how much of it is found.
    package func footer(_ scene: Scene) -> String? {
        guard let index = current, views[index].failure == nil, !views[index].tree.nodes.isEmpty else { return nil }
        if scene.query != nil { return "\(Grouped.text(Int64(views[index].matching), "file")) found" }
        let counts = views[index].tree.counts
        var parts: [String] = []
        if counts.added > 0 { parts.append("\(Grouped.text(Int64(counts.added), "file")) added") }
        if counts.changed > 0 { parts.append("\(Grouped.text(Int64(counts.changed))) changed") }
        if counts.removed > 0 { parts.append("\(Grouped.text(Int64(counts.removed))) removed") }
        return (parts + [HumanSize.text(counts.size)]).joined(separator: ", ")
    }

    private var current: Int? { views.lastIndex { $0.step == step } }

    private func say(_ inks: [Ink], on screen: inout Screen, in area: Rect, _ scene: Scene) {
        for (offset, row) in inks.wrapped(columns: area.columns).prefix(area.rows).enumerated() {
            screen.draw(row.spans(scene), at: area.row(offset).origin, in: area)
        }
    }
}

// MARK: - Keys and clicks

extension FilesPane {
    /// Moves through the tree, opens and closes folders.
    package mutating func perform(_ action: Action, _ scene: Scene, area: Rect) -> PaneResult {
        guard let index = current else { return .ignored }
        return views[index].perform(action, rows: area.rows, query: scene.query)
    }

    /// Chooses the row; a folder opens or closes with it.
    package mutating func click(_ point: Point, _ scene: Scene, area: Rect) -> PaneResult {
        guard let index = current, area.contains(point) else { return .ignored }
        return views[index].click(row: point.row - area.top)
    }
}
