/// Checks the order in which events may come; every stream that strata writes or reads keeps to it.
///
/// - Sequence numbers rise by one from 0 and times never go back.
/// - The first event is `buildStarted` and the last `buildFinished`; each comes once.
/// - A step is announced once, after those that it reads, and before anything else is said of it.
/// - A started step ends exactly once. A step that never started can only end as cached, cancelled or skipped.
/// - A step has at most one verdict. Only a started step that has not ended writes output or waits.
package struct EventRules: Sendable {
    /// What an event breaks.
    package enum Violation: Error, Sendable, Hashable {
        /// The sequence number is not the next one.
        case sequence(expected: Int, found: Int)
        /// The time is before that of the event before.
        case timeWentBack(sequence: Int)
        /// The first event is not `buildStarted`, or another one is.
        case misplacedStart(sequence: Int)
        /// Something followed `buildFinished`.
        case afterBuildEnd(sequence: Int)
        /// A step, or what a step reads, was not announced before.
        case unannounced(StepID)
        /// A step was announced again.
        case announcedTwice(StepID)
        /// A step started again.
        case startedTwice(StepID)
        /// A step did something before it started.
        case notStarted(StepID)
        /// Something was said of a step after its end.
        case afterEnd(StepID)
        /// A step had a second verdict.
        case verdictTwice(StepID)
        /// The build ended before these started steps did, in the order in which they were announced.
        case unfinished([StepID])
    }

    private struct Progress {
        var order: Int
        var isStarted = false
        var isEnded = false
        var hasVerdict = false
    }

    private var next = 0
    private var time: Int64 = 0
    private var isBuildEnded = false
    private var steps: [StepID: Progress] = [:]

    /// Makes a checker for a stream that has not begun.
    package init() {}

    /// Checks a whole stream from its first event; it may break off before `buildFinished`.
    package static func check(_ events: some Sequence<BuildEvent>) throws(Violation) {
        var rules = EventRules()
        for event in events { try rules.check(event) }
    }

    /// Takes the next event, or throws what it breaks.
    package mutating func check(_ event: BuildEvent) throws(Violation) {
        guard event.sequence == next else { throw .sequence(expected: next, found: event.sequence) }
        guard event.time >= time else { throw .timeWentBack(sequence: next) }
        guard !isBuildEnded else { throw .afterBuildEnd(sequence: next) }
        next += 1
        time = event.time
        try check(event.payload)
    }

    private mutating func check(_ payload: BuildEvent.Payload) throws(Violation) {
        if case .buildStarted = payload {
            guard next == 1 else { throw .misplacedStart(sequence: next - 1) }
            return
        }
        guard next > 1 else { throw .misplacedStart(sequence: 0) }
        switch payload {
        case .buildStarted, .dockerfileRead, .stagesAnnounced: break
        case .stepsAnnounced(let steps): for step in steps { try announce(step) }
        case .stepStarted(let id): try start(id)
        case .verdict(let id, _): try giveVerdict(id)
        case .log(let id, _, _): _ = try running(id)
        case .waiting(let id, _), .progress(let id, _): _ = try unended(id)
        case .stepFinished(let id, let outcome): try finish(id, outcome)
        case .warning(let id, _): if let id { _ = try known(id) }
        case .buildFinished: try finishBuild()
        }
    }

    private mutating func announce(_ step: StepDescription) throws(Violation) {
        guard steps[step.id] == nil else { throw .announcedTwice(step.id) }
        for input in step.inputs { _ = try known(input) }
        steps[step.id] = Progress(order: steps.count)
    }

    private mutating func start(_ id: StepID) throws(Violation) {
        let progress = try unended(id)
        guard !progress.isStarted else { throw .startedTwice(id) }
        steps[id]?.isStarted = true
    }

    private mutating func giveVerdict(_ id: StepID) throws(Violation) {
        let progress = try unended(id)
        guard !progress.hasVerdict else { throw .verdictTwice(id) }
        steps[id]?.hasVerdict = true
    }

    private mutating func finish(_ id: StepID, _ outcome: StepOutcome) throws(Violation) {
        switch outcome {
        case .cached, .cancelled, .skipped: _ = try unended(id)
        case .done, .failed: _ = try running(id)
        }
        steps[id]?.isEnded = true
    }

    private mutating func finishBuild() throws(Violation) {
        let open = steps.filter { $0.value.isStarted && !$0.value.isEnded }.sorted { $0.value.order < $1.value.order }
        guard open.isEmpty else { throw .unfinished(open.map(\.key)) }
        isBuildEnded = true
    }

    private func known(_ id: StepID) throws(Violation) -> Progress {
        guard let progress = steps[id] else { throw .unannounced(id) }
        return progress
    }

    private func unended(_ id: StepID) throws(Violation) -> Progress {
        let progress = try known(id)
        guard !progress.isEnded else { throw .afterEnd(id) }
        return progress
    }

    private func running(_ id: StepID) throws(Violation) -> Progress {
        let progress = try unended(id)
        guard progress.isStarted else { throw .notStarted(id) }
        return progress
    }
}
