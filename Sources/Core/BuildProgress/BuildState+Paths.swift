package import BuildEvents

extension BuildState {
    /// The chain of steps, each reading the one before, that took longest by `now`: what the build waits for.
    ///
    /// Positions in `steps`, first to last; empty where nothing has worked yet. Takes time in proportion to the edges.
    package func criticalPath(at now: Int64) -> [Int] {
        var lengths: [Int64] = []
        var before: [Int?] = []
        lengths.reserveCapacity(steps.count)
        for step in steps {
            let inputs = step.description.inputs.compactMap { position(of: $0) }.filter { $0 < lengths.count }
            let longest = inputs.max { lengths[$0] < lengths[$1] }
            lengths.append(step.duration(at: now) &+ (longest.map { lengths[$0] } ?? 0))
            before.append(longest)
        }
        guard let end = lengths.indices.max(by: { lengths[$0] < lengths[$1] }), lengths[end] > 0 else { return [] }
        var path = [end]
        while let last = path.last, let previous = before[last] { path.append(previous) }
        return Array(path.reversed().drop { steps[$0].duration(at: now) == 0 })
    }

    /// The first step of the chain that made a step run: itself where its own key changed.
    ///
    /// Nil for a step without a miss.
    package func root(ofMiss id: StepID) -> StepState? {
        guard let step = self[id], case .miss(let cause) = step.verdict else { return nil }
        if case .inputChanged(_, let root) = cause { return self[root] ?? step }
        return step
    }

    /// The first step, in the order of announcement, that ran for a cause of its own.
    package var firstMiss: StepState? {
        steps.first { step in
            guard case .miss(let cause) = step.verdict else { return false }
            if case .inputChanged = cause { return false }
            return true
        }
    }

    /// How long the build has taken by its newest event, in nanoseconds.
    package var duration: Int64 { time }
}
