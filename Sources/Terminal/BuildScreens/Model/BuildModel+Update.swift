import BuildEvents
import BuildProgress
import TerminalCells

extension BuildModel {
    /// Takes the next message; gives what the runtime is to do.
    package mutating func update(_ message: Message) -> [Command] {
        switch message {
        case .events(let events): return take(events)
        case .streamEnded(let reason): return endStream(reason)
        case .input(let input): return take(input)
        case .recording(let tape, let reason): return take(tape, unfinished: reason)
        case .frame(_, let buildTime): return settle(at: buildTime)
        case .history(let history):
            self.history = history
            estimate = nil
        case .log(let part): log.receive(part)
        case .logFound(let search, let line): log.receive(found: search, line: line)
        case .files(let step, let listing): files.receive(listing, of: step)
        case .interrupted: return interrupt()
        case .notice(let text): tell(text)
        case .store, .ofBuild: break
        }
        return []
    }

    /// Takes a whole recorded build at once.
    private mutating func take(_ recording: Tape, unfinished reason: String) -> [Command] {
        for entry in recording.entries {
            if case .event(let event) = entry, case .buildFinished = event.payload { passOverWaiting(at: event) }
            tape.append(entry)
            build.apply(entry)
        }
        isOutlineStale = true
        guard build.outcome != nil else { return endStream(reason) }
        return finish()
    }

    private mutating func interrupt() -> [Command] {
        leavesAtEnd = true
        isCancelling = true
        // There is nothing to wait for where the build runs elsewhere.
        return isEnded || !options.canCancel ? [.quit] : []
    }

    private mutating func take(_ events: [BuildEvent]) -> [Command] {
        var failed: Int?
        var started: Int?
        for event in events {
            if case .buildFinished = event.payload { passOverWaiting(at: event) }
            tape.append(event)
            build.apply(event)
            switch event.payload {
            case .stepsAnnounced, .stagesAnnounced: isOutlineStale = true
            case .stepStarted(let step): started = build.position(of: step) ?? started
            case .stepFinished(let step, .failed): failed = failed ?? build.position(of: step)
            default: break
            }
        }
        if isFollowing { follow(started: started, failed: failed) }
        return build.outcome == nil || streamEnd != nil ? [] : finish()
    }

    /// Moves the selection to what began or failed last, while nothing has failed before.
    private mutating func follow(started: Int?, failed: Int?) {
        if let selection, case .failed = build.steps[selection].phase { return }
        if let failed {
            select(failed, byUser: false)
        } else if let started, build.steps[started].phase == .running, isWorthFollowing(started) {
            select(started, byUser: false)
        } else if selection.map({ build.steps[$0].isEnded }) ?? true {
            let running = build.steps.indices.last { build.steps[$0].phase == .running && isWorthFollowing($0) }
            if let next = running ?? (selection == nil ? started : nil) { select(next, byUser: false) }
        }
    }

    /// Whether the selection goes to a step: from one of a stage or an export not back to the build's own tasks.
    private func isWorthFollowing(_ position: Int) -> Bool {
        guard build.steps[position].description.kind == "internal", let selection else { return true }
        return build.steps[selection].description.kind == "internal"
    }

    /// What has not begun when the build ends was not needed, or can't be done: it waits for nothing any more.
    private mutating func passOverWaiting(at end: BuildEvent) {
        for step in build.steps where step.phase == .waiting {
            let payload = BuildEvent.Payload.stepFinished(step.id, .skipped)
            let event = BuildEvent(sequence: end.sequence, time: end.time, payload: payload)
            tape.append(event)
            build.apply(event)
        }
    }

    /// Selects what the build was for where nothing that ran is selected, as after a build all from the cache.
    private mutating func selectResult() {
        guard isFollowing, let selection else { return }
        let step = build.steps[selection]
        guard step.phase == .hit || step.description.kind == "internal" else { return }
        let result = build.steps.indices.last { build.steps[$0].description.kind == "export" }
        let last = build.steps.indices.last { build.steps[$0].description.stage != nil }
        if let position = result ?? last { select(position, byUser: false) }
    }

    private mutating func finish() -> [Command] {
        streamEnd = .complete
        if isCancelling { notice = nil }
        if case .question(.leave) = overlay { leavesAtEnd = true }
        overlay = overlay.flatMap { if case .question = $0 { nil } else { $0 } }
        var failed = false
        if case .failed = build.outcome { failed = true }
        if let step = build.failedStep, failed, let position = build.position(of: step.id) {
            select(position, byUser: false)
            tab = .log
            log.follow()
        }
        if !failed { selectResult() }
        let stays =
            switch options.stay {
            case .always: true
            case .never: false
            case .onFailure: failed
            case .automatic: failed || isTouched
            }
        return stays && !leavesAtEnd ? [] : [.quit]
    }

    private mutating func endStream(_ reason: String?) -> [Command] {
        guard streamEnd == nil else { return [] }
        streamEnd = reason.map { .broken($0) } ?? .complete
        // Of a stream without a build there is nothing to look at; what is wrong with it is told where it was asked for.
        if reason != nil, build.start == nil, build.steps.isEmpty { return [.quit] }
        if let reason { tell(reason) }
        if let step = build.failedStep, let position = build.position(of: step.id) { select(position, byUser: false) }
        return []
    }

    /// Selects a step; one that the user chose is not left for what runs.
    mutating func select(_ position: Int, byUser: Bool) {
        guard build.steps.indices.contains(position) else { return }
        if byUser { isFollowing = false }
        selection = position
    }

    /// Brings everything in line before a frame.
    private mutating func settle(at now: Int64) -> [Command] {
        clock = max(clock, now)
        if let until = notice?.until, until <= clock { notice = nil }
        if isOutlineStale {
            outline = Outline(build)
            isOutlineStale = false
        }
        if selection == nil, !build.steps.isEmpty { selection = outline.order.first }
        critical = Set(build.criticalPath(at: self.now))
        if !isEnded { settleEstimate() }
        let arrangement = Arrangement(size: size, focus: focus)
        var commands: [Command] = []
        if let left = arrangement.left { commands += settleLeft(Frame.inside(left)) }
        if let detail = arrangement.detail { commands += settleDetail(Frame.insideTabs(detail)) }
        return commands
    }

    private mutating func settleLeft(_ area: Rect) -> [Command] {
        let scene = leftScene
        return switch view {
        case .graph: graph.settle(scene, area: area)
        case .timeline: timeline.settle(scene, area: area)
        case .source: source.settle(scene, area: area)
        }
    }

    private mutating func settleDetail(_ area: Rect) -> [Command] {
        let scene = detailScene
        return switch tab {
        case .log: log.settle(scene, area: area)
        case .why: why.settle(scene, area: area)
        case .files: files.settle(scene, area: area)
        case .info: info.settle(scene, area: area)
        }
    }
}
