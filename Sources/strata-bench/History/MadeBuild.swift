import BuildEvents
import Diagnostics

/// What happens in one build of a project.
struct MadeBuild {
    /// Why instructions miss, by position.
    let misses: [Int: MissCause]
    /// The instructions that are found.
    let hits: [Int: CacheHit]
    /// The instruction that fails.
    let failing: Int?
    /// The records that those made which ran.
    var rows: [Int: Int64] = [:]

    /// The `count`th build of a project, from 0; one of ten fails.
    init(of project: MadeProject, count: Int, _ random: inout SplitMix) {
        let all = project.instructions
        if count == 0 {
            misses = Dictionary(uniqueKeysWithValues: all.map { ($0, .neverBuilt) })
            failing = nil
        } else {
            let first = project.firstMiss(ofBuild: count, &random)
            misses = first.map { project.misses(from: $0, ofBuild: count) } ?? [:]
            failing = count % 10 == 7 ? first : nil
        }
        let found = all.compactMap { position in project.hit(position).map { (position, $0) } }
        hits = Dictionary(uniqueKeysWithValues: found).filter { [misses] in misses[$0.key] == nil }
    }

    /// The instructions that run to their end, in order.
    var running: [Int] {
        misses.keys.sorted().filter { position in failing.map { position < $0 } ?? true }
    }

    func payloads(of project: MadeProject, name: String) -> [BuildEvent.Payload] {
        let steps = project.file.steps
        let failure = Diagnostic(code: "run.exit", message: "the command ended with exit code 2")
        let steady = steps.indices.flatMap { payloads(of: $0, steps[$0], failure) }
        let outcome: BuildOutcome =
            failing.map { .failed(steps[$0].id, failure) } ?? .succeeded(BuildResult(names: [name]))
        return [.stepsAnnounced(steps), .stagesAnnounced(project.file.stages)] + steady + [.buildFinished(outcome)]
    }

    private func payloads(
        of position: Int, _ step: StepDescription, _ failure: Diagnostic
    ) -> [BuildEvent.Payload] {
        if let failing, position > failing, misses[position] != nil || step.kind == "export" {
            return [.stepFinished(step.id, .skipped)]
        }
        if let hit = hits[position] {
            return [.stepStarted(step.id), .verdict(step.id, .hit(hit)), .stepFinished(step.id, .cached)]
        }
        guard let cause = misses[position] else {
            let outcome = step.kind == "image" ? StepOutcome.cached : .done(StepResult())
            return [.stepStarted(step.id), .stepFinished(step.id, outcome)]
        }
        var result = StepResult(layerSize: 4096)
        result.record = rows[position]
        let outcome: StepOutcome =
            position == failing ? .failed(StepFailure(diagnostic: failure, exitCode: 2)) : .done(result)
        return [.verdict(step.id, .miss(cause)), .stepStarted(step.id), .stepFinished(step.id, outcome)]
    }
}
