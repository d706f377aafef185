package import BuildEvents

/// What is known of one step so far.
package struct StepState: Sendable, Hashable {
    /// Where a step stands.
    package enum Phase: Sendable, Hashable {
        /// It has not started.
        case waiting
        /// It works, or waits for a reason that `StepState.wait` gives.
        case running
        /// It came from the cache.
        case hit
        /// It ran to its end.
        case ran(StepResult)
        /// It failed.
        case failed(StepFailure)
        /// It was ended from outside.
        case cancelled
        /// It was not needed.
        case skipped
    }

    /// What was announced.
    package var description: StepDescription
    /// Where the step stands.
    package var phase = Phase.waiting
    /// When it started, in nanoseconds since the build began.
    package var started: Int64?
    /// When it ended, in nanoseconds since the build began.
    package var ended: Int64?
    /// What the cache had to say of it.
    package var verdict: CacheVerdict?
    /// What the running step waits for.
    package internal(set) var wait: WaitReason?
    /// The times in which it waited, in their order; the last one is open while it waits.
    package internal(set) var waits: [StepWait] = []
    /// How many bytes it has written.
    package var logBytes: Int64 = 0
    /// How many line ends it has written.
    package var logLines: Int64 = 0
    /// Its last output, until it ends well.
    package var tail = LogTail()
    /// How far its parts have come, in the order in which they were first heard of.
    package var items: [ProgressItem] = []
    /// Where the parts stand in `items`, since a step may have very many.
    private var places: [String: Int] = [:]

    /// Makes the state of a step that was just announced.
    package init(_ description: StepDescription) {
        self.description = description
    }

    /// Names the step.
    package var id: StepID { description.id }

    /// Whether it has ended, however.
    package var isEnded: Bool {
        switch phase {
        case .waiting, .running: false
        case .hit, .ran, .failed, .cancelled, .skipped: true
        }
    }

    /// The number, from 0, of the first line of `tail.lines` among all that the step has written.
    package var firstTailLine: Int64 { logLines - Int64(tail.lineEndCount) }

    /// How long it has worked by `now`, in nanoseconds; 0 before its start and for a hit.
    package func duration(at now: Int64) -> Int64 {
        guard let started else { return 0 }
        if case .hit = phase { return 0 }
        return max(0, (ended ?? now) &- started)
    }
}

extension StepState {
    mutating func log(_ bytes: [UInt8]) {
        logBytes += Int64(bytes.count)
        logLines += Int64(LineEnds.count(in: bytes))
        tail.append(bytes)
    }

    /// Figures are a registry's or a stream's word: they are held where sums and shares of them can't overflow.
    mutating func update(_ item: ProgressItem) {
        let limit: Int64 = 1 << 46
        var item = item
        item.current = min(max(0, item.current), limit)
        item.total = item.total.map { min(max(0, $0), limit) }
        if let place = places[item.id] {
            items[place] = item
        } else {
            places[item.id] = items.count
            items.append(item)
        }
    }

    mutating func finish(_ outcome: StepOutcome, at time: Int64) {
        ended = time
        wait(for: nil, at: time)
        switch outcome {
        case .cached: phase = .hit
        case .done(let result): phase = .ran(result)
        case .failed(let failure): phase = .failed(failure)
        case .cancelled: phase = .cancelled
        case .skipped: phase = .skipped
        }
        if case .failed = phase { return }
        tail = LogTail()
    }
}
