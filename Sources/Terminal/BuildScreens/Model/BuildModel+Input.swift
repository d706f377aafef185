import BuildEvents
import BuildProgress
import TerminalCells
import TerminalThemes

extension BuildModel {
    mutating func take(_ input: TerminalInput) -> [Command] {
        switch input {
        case .key(let press):
            isTouched = true
            return take(press)
        case .mouse(let event):
            return take(event)
        case .paste(let text):
            paste(text)
        case .resize(let size):
            self.size = size
        case .resumed:
            return [.redraw]
        case .closed:
            leavesAtEnd = true
            // Asked a second time, the engine would leave without tidying up.
            return isEnded || isCancelling ? [.quit] : cancel() + [.quit]
        }
        return []
    }

    private mutating func paste(_ text: String) {
        isTouched = true
        if var field = searchLine {
            field.paste(text)
            searchLine = field
            searchTyped(field.text)
        } else {
            _ = pasteInOverlay(text)
        }
    }

    mutating func perform(_ action: Action) -> [Command] {
        if let commands = performCommon(action) { return commands }
        switch action {
        case .nextView: view = View(rawValue: (view.rawValue + 1) % View.allCases.count) ?? .graph
        case .graph: show(.graph)
        case .timeline: show(.timeline)
        case .source: show(.source)
        case .nextTab: tab = Tab(rawValue: (tab.rawValue + 1) % Tab.allCases.count) ?? .log
        case .previousTab: tab = Tab(rawValue: (tab.rawValue + Tab.allCases.count - 1) % Tab.allCases.count) ?? .log
        case .log: show(.log)
        case .why: show(.why)
        case .files: show(.files)
        case .info: show(.info)
        case .search: searchLine = TextField(focus == .left ? leftQuery ?? "" : detailQuery ?? "")
        case .nextMatch, .previousMatch: return findNext(isBackward: action == .previousMatch)
        case .save: askWhereToSave()
        case .cancel, .interrupt, .quit: return leave(action)
        case .earlier, .later, .muchEarlier, .muchLater: moveInTime(action)
        case .follow where focus == .left: followAgain()
        case .back: return goBack()
        default: return performInPane(action)
        }
        return []
    }

    private mutating func show(_ view: View) {
        self.view = view
        focus = .left
    }

    private mutating func show(_ tab: Tab) {
        self.tab = tab
        focus = .detail
    }

    private mutating func followAgain() {
        isFollowing = true
        if let running = build.steps.indices.last(where: { build.steps[$0].phase == .running }) {
            select(running, byUser: false)
        }
        tell(isEnded ? "the build has ended: nothing runs" : "following what runs")
    }

    private mutating func goBack() -> [Command] {
        if focus == .left, leftQuery != nil {
            leftQuery = nil
        } else if focus == .detail, detailQuery != nil {
            detailQuery = nil
            _ = log.search(nil, detailScene)
        } else if past != nil {
            leavePast()
        } else if focus == .left, options.isNested {
            return [.quit]
        } else {
            focus = .left
        }
        return []
    }

    mutating func performInPane(_ action: Action) -> [Command] {
        let arrangement = Arrangement(size: size, focus: focus)
        guard let frame = focus == .left ? arrangement.left : arrangement.detail else { return [] }
        let result: PaneResult
        if focus == .left {
            let (scene, area) = (leftScene, Frame.inside(frame))
            result =
                switch view {
                case .graph: graph.perform(action, scene, area: area)
                case .timeline: timeline.perform(action, scene, area: area)
                case .source: source.perform(action, scene, area: area)
                }
            if !result.isHandled, action == .open { focus = .detail }
        } else {
            let (scene, area) = (detailScene, Frame.insideTabs(frame))
            result =
                switch tab {
                case .log: log.perform(action, scene, area: area)
                case .why: why.perform(action, scene, area: area)
                case .files: files.perform(action, scene, area: area)
                case .info: info.perform(action, scene, area: area)
                }
        }
        let commands = take(result)
        if !result.isHandled, Self.isForeign(action) { tellUnused(action) }
        return commands
    }

    /// Whether an action belongs to another screen and its key could be taken for a dead one.
    private static func isForeign(_ action: Action) -> Bool {
        [.mark, .compare, .trends, .sort, .reverse, .scope, .pin, .remove].contains(action)
    }

    /// Takes over what a pane made of a key or a click.
    mutating func take(_ result: PaneResult) -> [Command] {
        if let position = result.selection { select(position, byUser: true) }
        if let text = result.notice { tell(text) }
        return result.commands
    }
}

// MARK: - Leaving

extension BuildModel {
    private mutating func leave(_ action: Action) -> [Command] {
        guard !isEnded, options.canCancel else {
            if action != .cancel { return [.quit] }
            tell(isEnded ? "the build has ended" : "this build runs elsewhere; \(quitSymbol) leaves the screen")
            return []
        }
        overlay = .question(isCancelling ? .kill : action == .quit ? .leave : .cancel)
        return []
    }

    private var quitSymbol: String { symbol(of: .quit) ?? "the palette" }

    /// Asks the engine to end the build.
    mutating func cancel() -> [Command] {
        guard options.canCancel, !isEnded else { return [] }
        if !isCancelling { tell("cancelling: running steps are being ended") }
        isCancelling = true
        return [.send(.cancel)]
    }

    private mutating func askWhereToSave() {
        guard let selection, build.steps.indices.contains(selection) else { return }
        let step = build.steps[selection]
        guard step.logBytes > 0 else { return tell("this step has written nothing") }
        overlay = .prompt(.saveLog(step.id), TextField(LogFileName.suggestion(for: step.description, build)))
    }

    mutating func confirm(_ question: Question) -> [Command] {
        if question == .leave { leavesAtEnd = true }
        return cancel()
    }

    mutating func accept(_ text: String, for prompt: Prompt) -> [Command] {
        guard case .saveLog(let step) = prompt else { return [] }
        tell("writing \(text)")
        return [.saveLog(step, path: text)]
    }
}
