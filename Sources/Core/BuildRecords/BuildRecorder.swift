package import BuildEvents
import Diagnostics
import OCIFormat

/// Folds a build's events into what the history keeps of it; outputs are counted, not kept.
package struct BuildRecorder: Sendable {
    /// The build; nil before its first event.
    package private(set) var summary: BuildSummary?
    /// The steps in the order in which they were announced.
    package private(set) var steps: [StepSummary] = []

    private var positions: [StepID: Int] = [:]
    private var lastNumber = 0
    /// The position of the first step that missed for a cause of its own.
    private var firstMiss: Int?

    /// Makes a recorder for a build that has not begun.
    package init() {}

    /// The records after some events.
    package init(_ events: some Sequence<BuildEvent>) {
        for event in events { apply(event) }
    }

    /// The step of an identifier, if it was announced.
    package subscript(id: StepID) -> StepSummary? {
        positions[id].map { steps[$0] }
    }

    /// Puts a summary with what the history knows beside the events in the place of the one that was folded.
    mutating func replace(_ summary: BuildSummary?) {
        self.summary = summary
    }

    mutating func setLogBytes(_ sizes: [StepID: Int64]) {
        for (step, size) in sizes { update(step) { $0.logBytes = size } }
    }

    /// Takes the next event.
    package mutating func apply(_ event: BuildEvent) {
        summary?.duration = event.time
        switch event.payload {
        case .buildStarted(let start): summary = BuildSummary(start)
        case .stepsAnnounced(let announced): for step in announced { announce(step) }
        case .stepStarted(let id):
            update(id) {
                $0.started = event.time
                $0.result = .running
            }
            number(id)
        case .verdict(let id, let verdict): note(verdict, of: id)
        case .log(let id, _, let bytes): update(id) { $0.logBytes += Int64(bytes.count) }
        case .stepFinished(let id, let outcome): finish(id, outcome, at: event.time)
        case .warning: summary?.counts.warnings += 1
        case .buildFinished(let outcome): finish(outcome)
        case .dockerfileRead, .stagesAnnounced, .waiting, .progress: break
        }
    }

    private mutating func announce(_ step: StepDescription) {
        guard positions[step.id] == nil else { return }
        positions[step.id] = steps.count
        steps.append(StepSummary(step, position: steps.count))
        summary?.counts.total += 1
    }

    private mutating func note(_ verdict: CacheVerdict, of id: StepID) {
        guard let position = positions[id] else { return }
        steps[position].verdict = verdict
        guard case .miss(let cause) = verdict else { return }
        let sentence = MissSentence.sentence(for: cause) { self[$0]?.description.name }
        steps[position].cause = sentence
        guard cause.isOwn else { return }
        if position < firstMiss ?? .max {
            firstMiss = position
            summary?.firstCause = sentence
        }
    }

    private mutating func finish(_ id: StepID, _ outcome: StepOutcome, at time: Int64) {
        guard let position = positions[id] else { return }
        update(id) { $0.finish(outcome, at: time) }
        switch outcome {
        case .cached:
            number(id)
            summary?.counts.hits += 1
        case .done: summary?.counts.ran += 1
        case .failed:
            summary?.counts.failed += 1
            if summary?.failedStep == nil { summary?.failedStep = id }
        case .cancelled:
            summary?.counts.cancelled += 1
            if steps[position].isMiss { summary?.counts.cancelledMisses += 1 }
        case .skipped: break
        }
    }

    /// Steps are numbered as plain progress does it: when they begin, or with their hit.
    private mutating func number(_ id: StepID) {
        guard let position = positions[id], steps[position].number == nil else { return }
        lastNumber += 1
        steps[position].number = lastNumber
    }

    private mutating func finish(_ outcome: BuildOutcome) {
        switch outcome {
        case .succeeded(let result):
            summary?.result = .succeeded
            summary?.names = result.names
            summary?.image = result.image?.digest.description
        case .failed(let step, let diagnostic):
            summary?.result = .failed
            summary?.error = diagnostic.message
            if let step { summary?.failedStep = step }
        case .cancelled:
            summary?.result = .cancelled
        }
    }

    private mutating func update(_ id: StepID, _ body: (inout StepSummary) -> Void) {
        guard let position = positions[id] else { return }
        body(&steps[position])
    }
}
