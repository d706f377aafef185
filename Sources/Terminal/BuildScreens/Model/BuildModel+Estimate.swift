import BuildEvents
import BuildGraph
import BuildProgress
import BuildRecords

extension BuildModel {
    /// An estimate counts down by itself for so long, in nanoseconds.
    private static let estimateTime: Int64 = 500_000_000

    /// How long the rest is expected to take, in nanoseconds; nil where nothing tells, or where the steps take longer than
    /// ever.
    var remaining: Int64? {
        guard let estimate, let rest = estimate.rest else { return nil }
        let left = rest - (now - estimate.time)
        return left >= 1_000_000_000 ? left : nil
    }

    /// Finds the estimate anew where a step began or ended, and now and then.
    mutating func settleEstimate() {
        if let estimate, estimate.counts == build.counts, now - estimate.time < Self.estimateTime { return }
        let rest = build.estimate(at: now) { step in
            let stage = step.stage.flatMap { build.stages.indices.contains($0) ? build.stages[$0].name : nil }
            var hasMissed = false
            if case .miss = build[step.id]?.verdict { hasMissed = true }
            return history.record(of: step, stage: stage)?.expected(hasMissed: hasMissed)
        }
        estimate = Estimate(rest: rest, time: now, counts: build.counts)
    }
}
