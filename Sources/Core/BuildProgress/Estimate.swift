package import BuildEvents

extension BuildState {
    /// How long the build will still take at `now`, in nanoseconds; nil where no remaining step's time is known.
    ///
    /// `expected` gives how long a step takes in all (0 for one that will come from the cache), or nil. The estimate is
    /// the longest chain of remaining steps, and at least the remaining RUN steps' time shared among `jobs`, where given.
    /// A step that takes longer than expected counts a tenth of its time so far, so that the estimate has no jumps between
    /// events. Takes time in proportion to the edges; `expected` is asked once for each step that has not ended.
    package func estimate(at now: Int64, jobs: Int? = nil, expected: (StepDescription) -> Int64?) -> Int64? {
        guard counts.total > counts.done else { return counts.total == 0 ? nil : 0 }
        var finishes = [Int64](repeating: 0, count: steps.count)
        var longest: Int64 = 0
        var commands: Int64 = 0
        var isAnyKnown = false
        for position in steps.indices where !steps[position].isEnded {
            var remaining: Int64 = 0
            if let total = expected(steps[position].description) {
                isAnyKnown = true
                remaining = steps[position].remaining(of: total, at: now)
            }
            if steps[position].description.kind == "run" { commands &+= remaining }
            for input in inputPositions(of: position) { finishes[position] = max(finishes[position], finishes[input]) }
            finishes[position] &+= remaining
            longest = max(longest, finishes[position])
        }
        guard isAnyKnown else { return nil }
        return max(longest, commands / Int64(max(1, jobs ?? .max)))
    }
}

extension StepState {
    /// What is left at `now` of the time that the step takes in all.
    fileprivate func remaining(of total: Int64, at now: Int64) -> Int64 {
        if case .hit = verdict { return 0 }
        let total = min(max(0, total), .max / 1_000_000)
        guard case .running = phase, let started else { return total }
        let elapsed = max(0, now &- started)
        return max(total - elapsed, elapsed / 10)
    }
}
