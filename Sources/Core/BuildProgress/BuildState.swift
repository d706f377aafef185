package import BuildEvents
package import BuildGraph
package import Diagnostics

/// A build as far as its events have told it: the one fold that every view for people reads.
package struct BuildState: Sendable, Hashable {
    /// A warning and the step that it belongs to.
    package struct Warning: Sendable, Hashable {
        /// The step, if it is one's.
        package var step: StepID?
        /// What is told.
        package var diagnostic: Diagnostic
    }

    /// How the build began; nil before its first event.
    package private(set) var start: BuildStart?
    /// The Dockerfile's stages; steps name them by index.
    package private(set) var stages: [Stage] = []
    /// The steps in the order in which they were announced; each stands behind those that it reads.
    package private(set) var steps: [StepState] = []
    /// The warnings in their order.
    package private(set) var warnings: [Warning] = []
    /// How the build ended; nil while it runs.
    package private(set) var outcome: BuildOutcome?
    /// The time of the newest event, in nanoseconds since the build began.
    package private(set) var time: Int64 = 0
    /// How many steps stand where.
    package private(set) var counts = StepCounts()

    private var positions: [StepID: Int] = [:]
    private var firstFailed: Int?
    /// The positions of all steps' inputs, step by step; a step's end where the next one's begin.
    private var inputs: [Int] = []
    private var inputEnds: [Int] = []
    /// The step that wrote last, since output mostly comes from one step for a while.
    private var lastWriter = 0

    /// Makes the state of a build that has not begun.
    package init() {}

    /// The state after some events.
    package init(_ events: some Sequence<BuildEvent>) {
        for event in events { apply(event) }
    }

    /// The step of an identifier, if it was announced.
    package subscript(id: StepID) -> StepState? {
        positions[id].map { steps[$0] }
    }

    /// The position of a step in `steps`.
    package func position(of id: StepID) -> Int? {
        positions[id]
    }

    /// The positions in `steps` of those that a step reads, each before its own.
    package func inputPositions(of position: Int) -> ArraySlice<Int> {
        inputs[(position == 0 ? 0 : inputEnds[position - 1])..<inputEnds[position]]
    }

    /// The step that made the build fail: the one that its outcome names, else the first that failed.
    package var failedStep: StepState? {
        if case .failed(let id?, _) = outcome, let step = self[id] { return step }
        return firstFailed.map { steps[$0] }
    }

    /// Takes the next event; what is said of a step that was never announced is passed over.
    package mutating func apply(_ event: BuildEvent) {
        time = event.time
        switch event.payload {
        case .buildStarted(let start): self.start = start
        case .dockerfileRead(let source): start?.source = source
        case .stagesAnnounced(let stages): self.stages += stages
        case .stepsAnnounced(let steps): for step in steps { announce(step) }
        case .stepStarted(let id): update(id) { $0.start(at: event.time) }
        case .verdict(let id, let verdict): update(id) { $0.verdict = verdict }
        case .waiting(let id, let reason): update(id) { $0.wait(for: reason, at: event.time) }
        case .log(let id, _, let bytes): log(id, bytes)
        case .progress(let id, let item): if let index = positions[id] { steps[index].update(item) }
        case .stepFinished(let id, let outcome): finish(id, outcome, at: event.time)
        case .warning(let id, let diagnostic): warnings.append(Warning(step: id, diagnostic: diagnostic))
        case .buildFinished(let outcome): self.outcome = outcome
        }
    }

    /// Takes how much a step wrote, where what it wrote is kept elsewhere; `time` as in events.
    package mutating func applyOutput(of step: StepID, bytes: Int64, lines: Int64, at time: Int64) {
        self.time = time
        guard let index = positions[step] else { return }
        steps[index].logBytes += bytes
        steps[index].logLines += lines
    }

    private mutating func announce(_ step: StepDescription) {
        guard positions[step.id] == nil else { return }
        inputs += step.inputs.compactMap { positions[$0] }
        inputEnds.append(inputs.count)
        positions[step.id] = steps.count
        steps.append(StepState(step))
        counts.add(.waiting)
    }

    private mutating func log(_ id: StepID, _ bytes: [UInt8]) {
        if lastWriter >= steps.count || steps[lastWriter].id != id {
            guard let index = positions[id] else { return }
            lastWriter = index
        }
        steps[lastWriter].log(bytes)
    }

    private mutating func finish(_ id: StepID, _ outcome: StepOutcome, at time: Int64) {
        update(id) { $0.finish(outcome, at: time) }
        if case .failed = outcome, firstFailed == nil { firstFailed = positions[id] }
    }

    private mutating func update(_ id: StepID, _ body: (inout StepState) -> Void) {
        guard let index = positions[id] else { return }
        counts.remove(steps[index].phase)
        body(&steps[index])
        counts.add(steps[index].phase)
    }
}

extension StepState {
    fileprivate mutating func start(at time: Int64) {
        started = time
        phase = .running
    }
}

/// How many steps of a build stand where.
package struct StepCounts: Sendable, Hashable {
    /// Steps that were announced.
    package private(set) var total = 0
    /// Steps that have not started.
    package private(set) var waiting = 0
    /// Steps at work.
    package private(set) var running = 0
    /// Steps from the cache.
    package private(set) var hits = 0
    /// Steps that ran to their end.
    package private(set) var ran = 0
    /// Steps that failed.
    package private(set) var failed = 0
    /// Steps that were ended from outside.
    package private(set) var cancelled = 0
    /// Steps that were not needed.
    package private(set) var skipped = 0

    /// Makes the counts of a build without steps.
    package init() {}

    /// Steps that have ended.
    package var done: Int { total - waiting - running }

    mutating func add(_ phase: StepState.Phase) { change(phase, by: 1) }

    mutating func remove(_ phase: StepState.Phase) { change(phase, by: -1) }

    private mutating func change(_ phase: StepState.Phase, by amount: Int) {
        total += amount
        switch phase {
        case .waiting: waiting += amount
        case .running: running += amount
        case .hit: hits += amount
        case .ran: ran += amount
        case .failed: failed += amount
        case .cancelled: cancelled += amount
        case .skipped: skipped += amount
        }
    }
}
