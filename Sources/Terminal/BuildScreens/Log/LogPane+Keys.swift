import BuildProgress
package import TerminalCells
import TerminalThemes

extension LogPane {
    /// Scrolls, follows, wraps and goes from match to match.
    package mutating func perform(_ action: Action, _ scene: Scene, area: Rect) -> PaneResult {
        guard let step = scene.selected, step.id == self.step else { return .ignored }
        let body = surroundings.body(of: area)
        let page = max(1, body.rows - 1)
        switch action {
        case .up: scroll(by: -1, step, body)
        case .down: scroll(by: 1, step, body)
        case .pageUp: scroll(by: -page, step, body)
        case .pageDown: scroll(by: page, step, body)
        case .halfUp: scroll(by: -max(1, body.rows / 2), step, body)
        case .halfDown: scroll(by: max(1, body.rows / 2), step, body)
        case .top:
            isFollowing = false
            (top, skipped) = (0, 0)
        case .end, .follow: follow()
        case .left: pan = max(0, pan - Self.stride(body))
        case .right: if !isWrapped { pan += Self.stride(body) }
        case .wrap: return toggleWrap()
        case .nextMatch, .previousMatch: return goToMatch(isBackward: action == .previousMatch, scene)
        default: return .ignored
        }
        return .done
    }

    /// Does nothing: a line stands for nothing else.
    package mutating func click(_ point: Point, _ scene: Scene, area: Rect) -> PaneResult {
        .ignored
    }

    private static func stride(_ body: Rect) -> Int { min(16, max(1, body.columns / 3)) }

    private mutating func toggleWrap() -> PaneResult {
        isWrapped.toggle()
        (skipped, pan) = (0, 0)
        return PaneResult(notice: isWrapped ? "long lines are wrapped" : "long lines are cut; left and right move them")
    }

    private mutating func goToMatch(isBackward: Bool, _ scene: Scene) -> PaneResult {
        guard let query = scene.query, let step else { return .ignored }
        guard let search = searching.go(query, step: step, isBackward: isBackward, from: top) else { return .done }
        return PaneResult(commands: [.searchLog(search)])
    }
}

extension LogPane {
    /// What the frame's lower border says: where the view stands, or how a search goes.
    package func footer(_ scene: Scene) -> String? {
        guard let step = scene.selected, step.id == self.step else { return nil }
        if scene.query != nil, searching.isMissing { return "not found" }
        guard step.logBytes > 0 else { return nil }
        let line = String(scene.look.glyphs.light.horizontal)
        if isFollowing, !step.isEnded { return "follow \(line) \(Grouped.text(count, "line"))" }
        guard Int64(shown) < count, shown > 0 else { return Grouped.text(count, "line") }
        let percent = (top + Int64(shown)) * 100 / count
        return "line \(Grouped.text(top + 1)) of \(Grouped.text(count)) \(line) \(percent) %"
    }
}
