import TerminalCells

extension BuildModel {
    mutating func take(_ event: MouseEvent) -> [Command] {
        if overlay != nil {
            if event.kind == .press, case .help = overlay { overlay = nil }
            return []
        }
        let arrangement = Arrangement(size: size, focus: focus)
        switch event.kind {
        case .press:
            isTouched = true
            return click(event.point, arrangement)
        case .wheelUp, .wheelDown:
            return scroll(event, arrangement)
        case .release, .drag:
            return []
        }
    }

    private mutating func click(_ point: Point, _ arrangement: Arrangement) -> [Command] {
        if let left = arrangement.left, left.contains(point) {
            focus = .left
            if let index = Frame.viewTabs(in: left, options.look).index(at: point) {
                view = View(rawValue: index) ?? view
                return []
            }
            return clickLeft(point, Frame.inside(left))
        }
        if let detail = arrangement.detail, detail.contains(point) {
            focus = .detail
            if let index = Frame.detailTabs(in: detail).index(at: point) {
                tab = Tab(rawValue: index) ?? tab
                return []
            }
            return clickDetail(point, Frame.insideTabs(detail))
        }
        guard arrangement.keys.contains(point) else { return [] }
        let action = keyLine.action(at: point.column - arrangement.keys.left, columns: arrangement.keys.columns)
        return action.map { perform($0) } ?? []
    }

    private mutating func clickLeft(_ point: Point, _ area: Rect) -> [Command] {
        let scene = leftScene
        let result =
            switch view {
            case .graph: graph.click(point, scene, area: area)
            case .timeline: timeline.click(point, scene, area: area)
            case .source: source.click(point, scene, area: area)
            }
        return take(result)
    }

    private mutating func clickDetail(_ point: Point, _ area: Rect) -> [Command] {
        let scene = detailScene
        let result =
            switch tab {
            case .log: log.click(point, scene, area: area)
            case .why: why.click(point, scene, area: area)
            case .files: files.click(point, scene, area: area)
            case .info: info.click(point, scene, area: area)
            }
        return take(result)
    }

    /// Scrolls the pane under the mouse and leaves the focus where it is.
    private mutating func scroll(_ event: MouseEvent, _ arrangement: Arrangement) -> [Command] {
        let before = focus
        if let left = arrangement.left, left.contains(event.point) {
            focus = .left
        } else if let detail = arrangement.detail, detail.contains(event.point) {
            focus = .detail
        } else {
            return []
        }
        let count = focus == .left ? 1 : 3
        let commands = (0..<count).flatMap { _ in performInPane(event.kind == .wheelUp ? .up : .down) }
        focus = before
        return commands
    }
}
