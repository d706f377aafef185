package import BuildEvents

extension BuildState {
    /// The chain of steps, each reading the one before, that took longest by `now`: what the build waits for.
    ///
    /// Positions in `steps`, first to last; empty where nothing has worked yet. Takes time in proportion to the edges.
    package func criticalPath(at now: Int64) -> [Int] {
        longestChain(at: now).path
    }

    /// How long the critical path took by `now`, in nanoseconds: what the build would have taken had nothing waited for
    /// anything but what it reads.
    package func criticalTime(at now: Int64) -> Int64 {
        longestChain(at: now).length
    }

    private func longestChain(at now: Int64) -> (path: [Int], length: Int64) {
        var lengths = [Int64](repeating: 0, count: steps.count)
        var before = [Int](repeating: -1, count: steps.count)
        var end = -1
        for position in steps.indices {
            var longest: Int64 = 0
            for input in inputPositions(of: position) where lengths[input] > longest {
                longest = lengths[input]
                before[position] = input
            }
            lengths[position] = longest &+ steps[position].duration(at: now)
            if lengths[position] > (end < 0 ? 0 : lengths[end]) { end = position }
        }
        guard end >= 0 else { return ([], 0) }
        let length = lengths[end]
        var path: [Int] = []
        while end >= 0 {
            path.append(end)
            end = before[end]
        }
        return (Array(path.reversed().drop { steps[$0].duration(at: now) == 0 }), length)
    }

    /// The first step of the chain that made a step run: itself where its own key changed.
    ///
    /// Nil for a step without a miss.
    package func root(ofMiss id: StepID) -> StepState? {
        guard let step = self[id], case .miss(let cause) = step.verdict else { return nil }
        guard !cause.isOwn, let root = cause.input?.root else { return step }
        return self[root] ?? step
    }

    /// The first step, in the order of announcement, that ran for a cause of its own.
    package var firstMiss: StepState? {
        steps.first { step in
            guard case .miss(let cause) = step.verdict else { return false }
            return cause.isOwn
        }
    }

    /// How long the build has taken by its newest event, in nanoseconds.
    package var duration: Int64 { time }
}
