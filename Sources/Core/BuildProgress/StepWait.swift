package import BuildEvents

/// A time in which a step did not go on.
package struct StepWait: Sendable, Hashable {
    /// What it waited for.
    package var reason: WaitReason
    /// When it began to wait, in nanoseconds since the build began.
    package var from: Int64
    /// When it went on or ended; nil while it waits.
    package var to: Int64?

    /// Makes a wait.
    package init(reason: WaitReason, from: Int64, to: Int64? = nil) {
        self.reason = reason
        self.from = from
        self.to = to
    }

    /// How long it waited by `now`, in nanoseconds.
    package func duration(at now: Int64) -> Int64 { max(0, (to ?? now) &- from) }
}

extension StepState {
    /// Takes what the step waits for from `time` on; nil where it goes on.
    mutating func wait(for reason: WaitReason?, at time: Int64) {
        guard reason != wait else { return }
        if wait != nil { waits[waits.count - 1].to = time }
        wait = reason
        if let reason { waits.append(StepWait(reason: reason, from: time)) }
    }
}
