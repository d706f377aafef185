import BuildGraph
import Diagnostics
import OCIFormat

/// Folds the lines of a rawjson stream into our events.
///
/// A vertex may run in several intervals while our steps run once, so a very short interval does not end its step until
/// later lines show that it does not go on: clients that wait for a session first complete within microseconds. An image
/// is looked up in a first interval and fetched in later ones, so its step ends when what stands on it begins.
struct RawJSONFold: Sendable {
    /// An interval at least this long is the last one.
    private static let shortestWork: Int64 = 1_000_000
    /// Some 36 years, up to which times can be reckoned with freely.
    private static let latest: Int64 = 1 << 60
    /// A vertex that has not gone on for so long will not.
    private static let patience: Int64 = 200_000_000

    /// What a line tells, with its time since 1970 where it has one.
    private struct Item {
        var time: Int64?
        var payload: BuildEvent.Payload
    }

    private var zero: Int64?
    private var newest: Int64 = 0
    private var sequence = 0
    private var lastTime: Int64 = 0
    /// Items from before the first start, when time zero is not known yet.
    private var early: [Item] = []
    private var items: [Item] = []
    private var tracks: [StepID: RawJSONTrack] = [:]
    private var order: [StepID] = []
    /// Steps whose pending end is the last one, told once all of a line is read.
    private var ending: Set<StepID> = []
    private var groups: [String: RawJSONGroup] = [:]
    private var groupOfMember: [String: String] = [:]
    private var stages = RawJSONStages()
    private var failure: (step: StepID, failure: StepFailure)?
    private var isCancelled = false

    /// Takes a line and gives its events.
    mutating func apply(_ status: RawJSONStatus) -> [BuildEvent] {
        announce(status.vertexes ?? [])
        for vertex in status.vertexes ?? [] { apply(vertex) }
        for item in status.statuses ?? [] { apply(item) }
        for log in status.logs ?? [] { apply(log) }
        for warning in status.warnings ?? [] {
            add(.warning(warning.vertex.flatMap { track(of: $0)?.id }, warning.diagnostic), at: nil)
        }
        releaseEnds(force: false)
        return emit()
    }

    /// Ends the stream.
    mutating func finish(error: String?) -> [BuildEvent] {
        releaseEnds(force: true)
        for id in order where tracks[id]?.state == .running {
            end(id, RawJSONTrack.End(time: newest, outcome: .cancelled))
        }
        add(.buildFinished(outcome(error: error)), at: newest)
        if zero == nil { zero = newest }
        return emit()
    }

    private func outcome(error: String?) -> BuildOutcome {
        if let failure { return .failed(failure.step, failure.failure.diagnostic) }
        if error?.hasSuffix(RawJSONWriter.cancelled) == true { return .cancelled }
        if let error { return .failed(nil, Diagnostic(code: "buildkit.error", message: error)) }
        return isCancelled ? .cancelled : .succeeded(BuildResult())
    }
}

// MARK: - Vertices

extension RawJSONFold {
    /// Announces the vertices that were not known, each behind those that it reads.
    private mutating func announce(_ vertexes: [RawJSONStatus.Vertex]) {
        var fresh: [StepID: RawJSONStatus.Vertex] = [:]
        var freshOrder: [StepID] = []
        for vertex in vertexes where vertex.progressGroup == nil {
            guard let id = Self.id(vertex.digest), tracks[id] == nil, fresh[id] == nil else { continue }
            fresh[id] = vertex
            freshOrder.append(id)
        }
        var steps: [StepDescription] = []
        for id in freshOrder { describe(id, from: &fresh, into: &steps) }
        announce(steps)
    }

    private mutating func describe(
        _ root: StepID, from fresh: inout [StepID: RawJSONStatus.Vertex], into steps: inout [StepDescription]
    ) {
        var stack = [root]
        while let id = stack.last {
            guard let vertex = fresh[id] else {
                stack.removeLast()
                continue
            }
            let inputs = (vertex.inputs ?? []).compactMap { Self.id($0) }
            let missing = inputs.filter { fresh[$0] != nil && !stack.contains($0) }
            guard missing.isEmpty else {
                stack += missing.reversed()
                continue
            }
            fresh[id] = nil
            stack.removeLast()
            steps.append(stages.describe(id, name: vertex.name ?? "", inputs: known(vertex.inputs ?? [])))
            track(steps[steps.count - 1])
        }
    }

    private mutating func announce(_ steps: [StepDescription]) {
        let new = stages.takeNew()
        if !new.isEmpty { add(.stagesAnnounced(new), at: nil) }
        if !steps.isEmpty { add(.stepsAnnounced(steps), at: nil) }
    }

    private mutating func track(_ step: StepDescription) {
        tracks[step.id] = RawJSONTrack(id: step.id, inputs: step.inputs, isImage: step.kind == "image")
        order.append(step.id)
    }

    /// The steps among digests that were announced; members of a group stand for it.
    private func known(_ digests: [String]) -> [StepID] {
        var seen: Set<StepID> = []
        return digests.compactMap { track(of: $0)?.id }.filter { seen.insert($0).inserted }
    }

    private func track(of digest: String) -> RawJSONTrack? {
        if let key = groupOfMember[digest] { return groups[key].flatMap { tracks[$0.id] } }
        return Self.id(digest).flatMap { tracks[$0] }
    }

    private mutating func apply(_ vertex: RawJSONStatus.Vertex) {
        var state = RawJSONVertex(
            started: vertex.started.flatMap { Timestamp.nanoseconds(of: $0) },
            completed: vertex.completed.flatMap { Timestamp.nanoseconds(of: $0) }, isCached: vertex.cached == true,
            error: vertex.error.flatMap { $0.isEmpty ? nil : $0 })
        state.isSameResult = vertex.isSameResult == true
        if let group = vertex.progressGroup {
            apply(vertex, state, to: group)
        } else if let id = Self.id(vertex.digest) {
            if let verdict = vertex.verdict { judge(id, verdict) }
            apply(state, to: id, isGroup: false)
        }
    }

    /// Tells the verdict that a strata's own stream has with a vertex, once.
    private mutating func judge(_ id: StepID, _ verdict: CacheVerdict) {
        guard let track = tracks[id], !track.isJudged, track.state != .ended else { return }
        tracks[id]?.isJudged = true
        add(.verdict(id, verdict), at: nil)
    }

    private mutating func apply(_ vertex: RawJSONStatus.Vertex, _ state: RawJSONVertex, to key: RawJSONStatus.Group) {
        let id = StepID(Digest.sha256(of: "progress group \(key.id)"))
        var group = groups[key.id] ?? RawJSONGroup(id: id, name: key.name ?? vertex.name ?? key.id)
        let member = group.members[vertex.digest]
        if member == nil {
            group.order.append(vertex.digest)
            group.inputs += vertex.inputs ?? []
        }
        if member?.started == nil || state.started != nil {
            group.members[vertex.digest] = RawJSONGroup.Member(
                started: state.started, completed: state.completed, isCached: state.isCached,
                isWeak: key.weak == true, error: state.error)
        }
        groups[key.id] = group
        groupOfMember[vertex.digest] = key.id
        guard group.isVisible else { return }
        if tracks[id] == nil {
            let outside = group.inputs.filter { groupOfMember[$0] != key.id }
            let step = stages.describe(id, name: group.name, inputs: known(outside))
            track(step)
            announce([step])
        }
        apply(group.merged, to: id, isGroup: true)
    }

    private mutating func apply(_ vertex: RawJSONVertex, to id: StepID, isGroup: Bool) {
        guard var track = tracks[id], let started = vertex.started, track.state != .ended else { return }
        if track.state == .planned {
            ending.formUnion(track.inputs)
            track.state = .running
            add(.stepStarted(id), at: started)
        }
        track.started = started
        track.pendingEnd = vertex.completed.map { RawJSONTrack.End(time: $0, outcome: outcome(of: vertex)) }
        tracks[id] = track
        guard let end = track.pendingEnd, !isGroup else { return }
        let isLast = end.time - started >= Self.shortestWork && !track.isImage
        if isLast || vertex.isCached || vertex.error != nil { ending.insert(id) }
    }

    private func outcome(of vertex: RawJSONVertex) -> StepOutcome {
        guard let error = vertex.error else {
            return vertex.isCached ? .cached : .done(StepResult(isSameResult: vertex.isSameResult))
        }
        if error.hasSuffix(RawJSONWriter.cancelled) { return .cancelled }
        let diagnostic = Diagnostic(code: "buildkit.step-failed", message: error)
        let code = error.ranges(of: "exit code: ").last.flatMap { Int32(error[$0.upperBound...]) }
        return .failed(StepFailure(diagnostic: diagnostic, exitCode: code))
    }

    private static func id(_ digest: String) -> StepID? {
        // A digest of another form names no vertex that could be referred to.
        (try? Digest(parsing: digest)).map { StepID($0) }
    }
}

// MARK: - Ends, output and parts

extension RawJSONFold {
    private mutating func releaseEnds(force: Bool) {
        for id in order {
            guard let end = tracks[id]?.pendingEnd else { continue }
            if force || ending.contains(id) || newest - end.time >= Self.patience { self.end(id, end) }
        }
        ending = []
    }

    private mutating func end(_ id: StepID, _ end: RawJSONTrack.End) {
        tracks[id]?.state = .ended
        tracks[id]?.pendingEnd = nil
        if case .failed(let failure) = end.outcome, self.failure == nil { self.failure = (id, failure) }
        if case .cancelled = end.outcome { isCancelled = true }
        add(.stepFinished(id, end.outcome), at: end.time)
    }

    private mutating func apply(_ status: RawJSONStatus.Status) {
        guard let track = status.vertex.flatMap({ track(of: $0) }), track.state != .ended else { return }
        let item = ProgressItem(
            id: status.id, current: max(0, status.current ?? 0), total: status.total.flatMap { $0 > 0 ? $0 : nil },
            isComplete: status.completed.flatMap { Timestamp.nanoseconds(of: $0) } != nil)
        add(.progress(track.id, item), at: status.timestamp.flatMap { Timestamp.nanoseconds(of: $0) })
    }

    private mutating func apply(_ log: RawJSONStatus.Log) {
        guard let data = log.data, let track = log.vertex.flatMap({ track(of: $0) }), track.state != .ended else {
            return
        }
        let time = log.timestamp.flatMap { Timestamp.nanoseconds(of: $0) }
        if track.state == .planned {
            tracks[track.id]?.state = .running
            add(.stepStarted(track.id), at: time)
        }
        add(.log(track.id, OutputStream(rawValue: log.stream ?? 1) ?? .standardOutput, [UInt8](data)), at: time)
    }

    private mutating func add(_ payload: BuildEvent.Payload, at time: Int64?) {
        if let time { newest = max(newest, time) }
        if case .stepStarted = payload, zero == nil { zero = time }
        items.append(Item(time: time, payload: payload))
    }

    /// Gives what was collected, in the order of time as far as one line goes; between lines time does not go back.
    private mutating func emit() -> [BuildEvent] {
        let collected = early + Self.sorted(items)
        items = []
        early = []
        guard let zero else {
            early = collected
            return []
        }
        var events: [BuildEvent] = []
        if sequence == 0 {
            let start = BuildStart(
                build: "", wallClock: Double(zero) / 1e9, dockerfile: stages.dockerfile ?? "Dockerfile", context: "")
            events.append(next(.buildStarted(start), at: 0))
        }
        for item in collected { events.append(next(item.payload, at: item.time.map { min($0 - zero, Self.latest) })) }
        return events
    }

    private mutating func next(_ payload: BuildEvent.Payload, at time: Int64?) -> BuildEvent {
        lastTime = max(lastTime, time ?? lastTime)
        defer { sequence += 1 }
        return BuildEvent(sequence: sequence, time: lastTime, payload: payload)
    }

    /// Sorts by time, announcements first.
    ///
    /// What has no time stays behind what it followed, and what is said of one step keeps its order whatever the clocks
    /// say.
    private static func sorted(_ items: [Item]) -> [Item] {
        var time = Int64.min
        var newest: [StepID: Int64] = [:]
        var keys: [Int64] = []
        for item in items {
            if item.payload.isAnnouncement {
                keys.append(.min)
                continue
            }
            time = item.time ?? time
            var key = time
            if let step = item.payload.step {
                key = max(key, newest[step] ?? key)
                newest[step] = key
            }
            keys.append(key)
        }
        let order = items.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
        return order.map { items[$0] }
    }
}

extension BuildEvent.Payload {
    fileprivate var isAnnouncement: Bool {
        switch self {
        case .stepsAnnounced, .stagesAnnounced: true
        default: false
        }
    }

    /// The step that the event tells of.
    fileprivate var step: StepID? {
        switch self {
        case .stepStarted(let id), .verdict(let id, _), .waiting(let id, _), .log(let id, _, _), .progress(let id, _),
            .stepFinished(let id, _):
            id
        case .warning(let id, _): id
        case .buildStarted, .dockerfileRead, .stepsAnnounced, .stagesAnnounced, .buildFinished: nil
        }
    }
}
