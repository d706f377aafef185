import BuildEvents
import BuildGraph

/// What the builds of a Dockerfile say of one step over time.
package struct StepTrend: Sendable, Hashable {
    /// What made a step run, and how often.
    package struct Breaker: Sendable, Hashable {
        /// The cause in a phrase that is the same for each time: a file, a variable, a step.
        package var phrase: String
        /// How often.
        package var count: Int
    }

    /// In how many of the builds the step was found or ran.
    package private(set) var seen = 0
    /// In how many of these it was found.
    package private(set) var hits = 0
    /// Nanoseconds that it worked in the builds in which it ran to its end, the oldest first.
    package private(set) var durations: [Int64] = []
    /// What made it run, the most frequent first.
    package private(set) var breakers: [Breaker] = []

    /// Follows the step at a position of the last build through those before; the oldest is first.
    package init(_ position: Int, in builds: [ExplainedBuild]) {
        guard let newest = builds.last, newest.steps.indices.contains(position), newest.steps[position].isInstruction
        else { return }
        let steps = newest.steps.indices.filter { newest.steps[$0].isInstruction }
        var counts: [String: Int] = [:]
        for build in builds {
            let others = build.steps.indices.filter { build.steps[$0].isInstruction }
            let alignment = StepAlignment(
                steps.map { newest.steps[$0].aligned }, with: others.map { build.steps[$0].aligned })
            guard let index = steps.firstIndex(of: position), let partner = alignment.partner(of: index) else {
                continue
            }
            take(build.steps[others[partner]], of: build, &counts)
        }
        breakers = counts.map { Breaker(phrase: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.phrase) < ($0.count, $1.phrase) }
    }

    /// The middle one of the durations; nil where it never ran to its end.
    package var median: Int64? {
        let sorted = durations.sorted()
        guard !sorted.isEmpty else { return nil }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    private mutating func take(_ step: ExplainedStep, of build: ExplainedBuild, _ counts: inout [String: Int]) {
        switch step.result {
        case .hit:
            seen += 1
            hits += 1
        case .ran, .same:
            seen += 1
            durations.append(step.duration)
        case .failed: seen += 1
        case .waiting, .running, .cancelled, .skipped: return
        }
        guard let cause = step.cause else { return }
        let hasInputs = !cause.inputs.isEmpty
        for phrase in Set(cause.parts.flatMap { Self.phrases($0, build, hasInputs: hasInputs) }) {
            counts[phrase, default: 0] += 1
        }
    }

    /// What broke it, without the values that were different each time.
    ///
    /// Files from elsewhere are the doing of the step that left them, if one did.
    private static func phrases(_ cause: MissCause, _ build: ExplainedBuild, hasInputs: Bool) -> [String] {
        switch cause {
        case .changed(let changes, _): return changes.filter { $0.from == nil || !hasInputs }.map(phrase)
        case .inputChanged(let input, let root):
            return [(build[root] ?? build[input])?.instruction.firstLine ?? "another step"]
        case .groundChanged(let ground) where ground.kind == .otherStage: return ["a move to its stage"]
        case .groundChanged(let ground):
            return [ground.instruction.isEmpty ? "what is below it" : ground.instruction.firstLine]
        case .several(let causes): return causes.flatMap { phrases($0, build, hasInputs: hasInputs) }
        case .neverBuilt, .firstBuild, .otherPlatform: return []
        case .failedBefore: return ["a failure before"]
        case .forced: return ["--no-cache"]
        case .filtered: return ["--no-cache-filter"]
        case .evicted, .pruned: return ["its record was gone"]
        }
    }

    private static func phrase(_ change: ComponentChange) -> String {
        switch change.kind {
        case .file: change.name
        case .instruction: "an edit of its line"
        case .argument: "ARG \(change.name)"
        case .environment: "ENV \(change.name)"
        case .base: "the base image"
        case .files: "the files that it reads"
        case .mount, .platform, .option, .user, .workdir: "its \(change.kind.rawValue)"
        }
    }
}
