package import BuildEvents
import BuildGraph
import BuildProgress
import Diagnostics

/// A build's progress in plain sentences, one a line, that say what changes: for screen readers.
///
/// There are no glyphs, colours, escape sequences or lines that are drawn over. What is over within a second is told in
/// one sentence; many hits at once are told together; the build's own tasks are told only when they last or fail. Of a
/// step's output only the last lines of a failure are shown.
package struct LinearProgress: Sendable {
    /// What was told of a step.
    struct Mark: Sendable {
        /// Its place among the steps of instructions, from 1; nil for the build's own tasks.
        var number: Int?
        /// Whether its stage was told, so that its number and text are enough from then on.
        var isIntroduced = false
        var isRunningTold = false
        var toldWaits = 0
        var toldQuarters = 0
        /// After how many nanoseconds it is told again that the step runs.
        var nextReminder = reminders[0]
    }

    /// What ends sooner is told once, at its end.
    private static let patience: Int64 = 1_000_000_000
    private static let minute: Int64 = 60_000_000_000
    private static let reminders: [Int64] = [10_000_000_000, 30_000_000_000, minute]
    /// Up to how many hits are told one by one.
    private static let singleHits = 3

    private(set) var state = BuildState()
    private(set) var marks: [Mark] = []
    /// How many steps have a number.
    private(set) var numbered = 0
    /// Steps that run or wait, in the order in which they began to.
    private var active: [Int] = []
    private var hits: [Int] = []
    private var isPlanTold = true
    private var output = ""

    /// Makes the progress of a build that has not begun.
    package init() {}

    /// Takes the next event and gives what is to be written now, if anything.
    package mutating func apply(_ event: BuildEvent, write: ([UInt8]) -> Void) {
        if case .log = event.payload { return state.apply(event) }
        remind(at: event.time)
        state.apply(event)
        take(event)
        flush(write)
    }

    /// Lets time pass while no event comes, so that what lasts is told; `time` as in events.
    package mutating func tick(at time: Int64, write: ([UInt8]) -> Void) {
        remind(at: time)
        tellHits()
        flush(write)
    }

    private mutating func take(_ event: BuildEvent) {
        switch event.payload {
        case .buildStarted(let start): tell(Self.beginning(start))
        case .stepsAnnounced: announce()
        case .stepStarted(let id): activate(id)
        case .waiting(let id, let reason): if reason != nil { activate(id) }
        case .progress(let id, _): if let step = state.position(of: id) { tellShare(of: step) }
        case .stepFinished(let id, let outcome): if let step = state.position(of: id) { finish(step, outcome) }
        case .warning(_, let diagnostic): tell(Self.warning(diagnostic))
        case .buildFinished(let outcome): end(outcome)
        case .dockerfileRead, .stagesAnnounced, .verdict, .log: break
        }
    }

    private mutating func announce() {
        for step in state.steps[marks.count...] {
            let isCounted = step.description.step != nil
            if isCounted { numbered += 1 }
            marks.append(Mark(number: isCounted ? numbered : nil))
            isPlanTold = isPlanTold && !isCounted
        }
    }

    private mutating func activate(_ id: StepID) {
        guard let step = state.position(of: id), !active.contains(step) else { return }
        active.append(step)
    }

    private mutating func finish(_ step: Int, _ outcome: StepOutcome) {
        active.removeAll { $0 == step }
        if outcome == .cached, marks[step].number != nil {
            hits.append(step)
        } else if isWorthTelling(step, outcome) {
            for line in ending(of: step, outcome) { tell(line) }
        }
    }

    /// Whether an end is news: the build's own tasks and what was cancelled are only told where their beginning was.
    private func isWorthTelling(_ step: Int, _ outcome: StepOutcome) -> Bool {
        switch outcome {
        case .failed: true
        case .done: marks[step].number != nil || marks[step].isRunningTold
        case .cached, .cancelled: marks[step].isRunningTold
        case .skipped: false
        }
    }

    private mutating func end(_ outcome: BuildOutcome) {
        active = []
        for line in ending(outcome) { tell(line) }
    }
}

// MARK: - What lasts

extension LinearProgress {
    private mutating func remind(at now: Int64) {
        var turns: [Int] = []
        for step in active {
            remind(step, at: now)
            guard case .slot = state.steps[step].wait, isWaitNews(step, at: now) else { continue }
            marks[step].toldWaits = state.steps[step].waits.count
            turns.append(step)
        }
        if !turns.isEmpty { tell(waitingForTurns(turns)) }
    }

    private mutating func remind(_ step: Int, at now: Int64) {
        if let reason = state.steps[step].wait {
            guard let text = Self.text(of: reason), isWaitNews(step, at: now) else { return }
            marks[step].toldWaits = state.steps[step].waits.count
            return tell("\(introduce(step)): \(text).")
        }
        guard let started = state.steps[step].started, now - started >= Self.patience else { return }
        let elapsed = now - started
        if !marks[step].isRunningTold {
            marks[step].isRunningTold = true
            tell(running(step))
        } else if elapsed >= marks[step].nextReminder {
            tell("Still running after \(SpokenQuantity.whole(nanoseconds: elapsed)): \(label(of: step)).")
        }
        if elapsed >= marks[step].nextReminder {
            marks[step].nextReminder =
                Self.reminders.first { $0 > elapsed } ?? (elapsed / Self.minute + 1) * Self.minute
        }
    }

    private func isWaitNews(_ step: Int, at now: Int64) -> Bool {
        let waits = state.steps[step].waits
        guard waits.count > marks[step].toldWaits, let last = waits.last else { return false }
        return last.duration(at: now) >= Self.patience
    }

    /// Tells each quarter of what a step fetches or writes, where it lasts and its size is known.
    private mutating func tellShare(of step: Int) {
        guard marks[step].isRunningTold else { return }
        let items = state.steps[step].items.filter { ($0.total ?? 0) > 0 }
        let total = items.reduce(0.0) { $0 + Double($1.total ?? 0) }
        let current = items.reduce(0.0) { $0 + Double(min($1.current, $1.total ?? 0)) }
        guard total > 0 else { return }
        let quarters = Int(max(0, current / total) * 4)
        guard (1...3).contains(quarters), quarters > marks[step].toldQuarters else { return }
        marks[step].toldQuarters = quarters
        let size = SpokenQuantity.size(Int64(min(total, 1e18)))
        tell("\(label(of: step)): \(quarters * 25) percent of \(size) done.")
    }
}

// MARK: - Telling

extension LinearProgress {
    /// The step's name with its stage, if that was not told before.
    mutating func introduce(_ step: Int) -> String {
        defer { marks[step].isIntroduced = true }
        return label(of: step)
    }

    private mutating func tell(_ sentence: String) {
        tellPlan()
        tellHits()
        output += sentence + "\n"
    }

    private mutating func tellPlan() {
        guard !isPlanTold else { return }
        isPlanTold = true
        output += plan + "\n"
    }

    private mutating func tellHits() {
        guard !hits.isEmpty else { return }
        tellPlan()
        let steps = hits
        hits = []
        if steps.count > Self.singleHits { return output += found(steps) + "\n" }
        for step in steps { output += found(step) + "\n" }
    }

    private mutating func flush(_ write: ([UInt8]) -> Void) {
        guard !output.isEmpty else { return }
        write(Array(output.utf8))
        output.removeAll(keepingCapacity: true)
    }
}
