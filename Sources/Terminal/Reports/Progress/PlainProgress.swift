package import BuildEvents
import BuildRecords
import Diagnostics
import Quantities

/// A build's progress as lines of text, in the look of BuildKit's `--progress=plain`.
///
/// Each step has a number. The lines of one step at a time are printed; those of others that run beside it are held
/// back until that step ends, falls silent, or has had its turn. Grouped, each step's lines come together at its end.
/// Nothing of a step's output is dropped or changed. Memory stays bounded: what is held back is printed, or given to
/// the spill, when it grows.
package struct PlainProgress: Sendable {
    /// What can be chosen.
    package struct Options: Sendable {
        /// Whether each step's lines come together once it has ended.
        package var isGrouped = false
        /// Where grouped progress keeps long output; without it a long block is printed in parts.
        package var spill: (any OutputSpill)?
        /// Whether a step that is not in the cache says why.
        package var showsCauses = true

        /// The usual choice: interleaved, with causes.
        package init() {}
    }

    /// The most that is held back of one step.
    static let heldLimit = 64 * 1024

    let options: Options
    /// The steps in the order in which they were announced; below, a step is named by its position here.
    var steps: [PlainStep] = []
    /// The step whose block is open.
    var current: Int?
    /// Steps that have something to show and have to wait for it, the one that waits longest first.
    var waiting: [Int] = []
    /// Steps with parts under way that were not shown yet.
    var quiet: Set<Int> = []
    var output: [UInt8] = []
    private var positions: [StepID: Int] = [:]
    private var lastNumber = 0
    private var isFirstBlock = true

    /// Makes the progress of a build that has not begun.
    package init(options: Options = Options()) {
        self.options = options
    }

    /// Takes the next event and gives what is to be written now, if anything.
    package mutating func apply(_ event: BuildEvent, write: ([UInt8]) -> Void) {
        take(event, write)
        settle(at: event.time, write)
        flush(write)
    }

    /// Lets time pass while no event comes, so that nothing is held back for long; `time` as in events.
    package mutating func tick(at time: Int64, write: ([UInt8]) -> Void) {
        settle(at: time, write)
        flush(write)
    }

    private mutating func take(_ event: BuildEvent, _ write: ([UInt8]) -> Void) {
        let time = event.time
        switch event.payload {
        case .stepsAnnounced(let announced): announce(announced)
        case .stepStarted(let id):
            if let step = positions[id] { start(step, at: time) }
        case .verdict(let id, .miss(let cause)):
            if let step = positions[id], options.showsCauses { explain(step, cause, at: time) }
        case .waiting(let id, let reason?):
            if let step = positions[id], let text = Self.text(of: reason) { show(step, text, at: time) }
        case .log(let id, _, let bytes):
            if let step = positions[id] { log(step, bytes, at: time) }
        case .progress(let id, let item):
            if let step = positions[id] { progress(step, item, at: time) }
        case .stepFinished(let id, let outcome):
            if let step = positions[id] { finish(step, outcome, at: time, write) }
        case .warning(let id?, let diagnostic):
            if let step = positions[id], steps[step].isRunning {
                show(step, "WARN: \(WarningText.short(of: diagnostic))", at: time)
            }
        case .buildFinished:
            for step in waiting { open(step, at: time, write) }
            leave()
        case .buildStarted, .dockerfileRead, .stagesAnnounced, .verdict, .waiting, .warning:
            break
        }
    }

    private mutating func announce(_ announced: [StepDescription]) {
        for step in announced where positions[step.id] == nil {
            positions[step.id] = steps.count
            steps.append(PlainStep(id: step.id, name: step.name))
        }
    }

    private mutating func start(_ step: Int, at time: Int64) {
        steps[step].start(at: time)
        number(step)
        if let cause = steps[step].cause {
            show(step, cause, at: time)
        } else {
            emit(step, at: time) { _, _ in }
        }
    }

    private mutating func explain(_ step: Int, _ cause: MissCause, at time: Int64) {
        // In a first build, or with --no-cache, every step would say the same.
        if cause == .forced || cause == .firstBuild { return }
        let reason = MissSentence.reason(for: cause) { other in
            positions[other].map { steps[$0].number.map { "#\($0)" } ?? steps[$0].name }
        }
        let line = "RAN  because \(reason)"
        steps[step].cause = line
        show(step, line, at: time)
    }

    private mutating func finish(
        _ step: Int, _ outcome: StepOutcome, at time: Int64, _ write: ([UInt8]) -> Void
    ) {
        let duration = time - (steps[step].started ?? time)
        guard let ending = Self.text(of: outcome, duration: duration) else { return }
        guard steps[step].number != nil || outcome == .cached else { return }
        let number = number(step)
        open(step, at: time, write)
        steps[step].formatter.close(&output)
        output += "#\(number) \(ending)\n".utf8
        steps[step].end()
        quiet.remove(step)
        current = nil
    }

    @discardableResult
    private mutating func number(_ step: Int) -> Int {
        if let number = steps[step].number { return number }
        lastNumber += 1
        steps[step].number = lastNumber
        return lastNumber
    }

    private static func text(of outcome: StepOutcome, duration: Int64) -> String? {
        switch outcome {
        case .cached: "CACHED"
        case .done(let result):
            "DONE \(HumanDuration.seconds(nanoseconds: duration))"
                + (result.isSameResult ? " (same result as before)" : "")
        case .failed(let failure): "ERROR: \(failure.diagnostic.message)"
        case .cancelled: "CANCELED"
        case .skipped: nil
        }
    }

    private static func text(of reason: WaitReason) -> String? {
        switch reason {
        case .cacheMount(let name): "waiting for the cache mount \(name)"
        case .store: "waiting for another strata that works in the store"
        case .slot, .network: nil
        }
    }
}

// MARK: - Blocks

extension PlainProgress {
    /// Begins the step's block, unless it is open, and prints what was held back of it.
    mutating func open(_ step: Int, at time: Int64, _ write: ([UInt8]) -> Void) {
        waiting.removeAll { $0 == step }
        if current != step {
            leave()
            if !isFirstBlock { output.append(UInt8(ascii: "\n")) }
            isFirstBlock = false
            output += "#\(steps[step].number ?? 0) \(steps[step].name)\n".utf8
            current = step
            steps[step].openedAt = time
        }
        if steps[step].isSpilled {
            flush(write)
            options.spill?.replay(steps[step].id, write)
        }
        output += steps[step].takeHeld()
    }

    /// Leaves the open block of a step that goes on.
    mutating func leave() {
        guard let step = current else { return }
        steps[step].formatter.close(&output)
        output += "#\(steps[step].number ?? 0) ...\n".utf8
        current = nil
    }

    private mutating func flush(_ write: ([UInt8]) -> Void) {
        guard !output.isEmpty else { return }
        write(output)
        output.removeAll(keepingCapacity: true)
    }
}
