import BuildEvents
import BuildGraph
import Diagnostics

/// A command that fetches dependencies right behind a COPY of a whole folder, in the newest of some builds; and what it
/// would have cost in them, had it stood before.
struct LateFetch {
    /// The name of the stage.
    let stage: String
    /// The position of the COPY.
    let copy: Int
    /// The position of the command.
    let command: Int
    /// What the COPY copies.
    let transfer: PlainCopy
    /// What the command needs.
    let needed: DependencyCommand
    /// The two instructions in the order in which they should stand.
    let instructions: [String]
    /// In how many of the builds the command ran.
    private(set) var runs = 0
    /// In how many of these nothing changed that it may need.
    private(set) var spared = 0
    /// Nanoseconds that it worked in those.
    private(set) var saved: Int64 = 0

    /// Those of the newest build that would have spared something in the builds, the oldest of which is first.
    static func all(in builds: [ExplainedBuild], _ dockerfile: SourceFile?) -> [LateFetch] {
        guard let newest = builds.last else { return [] }
        return newest.steps.indices.compactMap { position in
            guard var fetch = LateFetch(newest, position, dockerfile) else { return nil }
            for build in builds { fetch.count(build, newest) }
            return fetch.spared > 0 ? fetch : nil
        }
    }

    private init?(_ build: ExplainedBuild, _ position: Int, _ dockerfile: SourceFile?) {
        let step = build.steps[position]
        guard step.kind == "run", let stage = step.stage, let needed = DependencyCommand(instruction: step.instruction)
        else { return nil }
        let before = build.steps.indices.prefix(position).last {
            build.steps[$0].stage == stage && build.steps[$0].platform == step.platform
        }
        guard let before, build.steps[before].kind == "copy",
            Self.isNext(step, to: build.steps[before], dockerfile),
            let transfer = PlainCopy(build.steps[before].instruction)
        else { return nil }
        (self.stage, copy, command) = (stage, before, position)
        (self.transfer, self.needed) = (transfer, needed)
        instructions = [step.instruction, build.steps[before].instruction]
    }

    /// Whether no instruction stands between two: neither a step, which the caller has seen to, nor one that makes no
    /// step, as ENV and USER, which leaves lines between them.
    private static func isNext(_ step: ExplainedStep, to before: ExplainedStep, _ dockerfile: SourceFile?) -> Bool {
        guard let first = before.lines?.upperBound, let last = step.lines?.lowerBound else {
            return before.lines == nil && step.lines == nil
        }
        guard first < last else { return false }
        return (first + 1..<last).allSatisfy { number in
            guard let line = dockerfile?.line(number) else { return false }
            let text = line.drop { $0 == " " || $0 == "\t" }
            return text.isEmpty || text.hasPrefix("#")
        }
    }
}

// MARK: - Counting

extension LateFetch {
    /// Counts what a build would have saved.
    private mutating func count(_ build: ExplainedBuild, _ newest: ExplainedBuild) {
        guard let position = Self.find(command, of: newest, in: build),
            let copy = Self.find(copy, of: newest, in: build)
        else { return }
        let step = build.steps[position]
        guard let cause = step.cause, [.ran, .same].contains(step.result) else { return }
        runs += 1
        // Only the COPY right before it made it run, and that only for files of the context, all of which are told.
        guard cause.parts.count == 1, cause.input?.step == build.steps[copy].id, let origin = build.steps[copy].cause,
            origin.parts.count == 1, origin.untold == 0, !origin.changes.isEmpty
        else { return }
        let isSpared = origin.changes.allSatisfy { change in
            change.kind == .file && change.from == nil
                && !(transfer.inside(change.name).map(needed.concerns) ?? false)
        }
        guard isSpared else { return }
        spared += 1
        saved += step.duration
    }

    /// The same step of another build; of several that are written alike, the one in the same place among these.
    private static func find(_ position: Int, of newest: ExplainedBuild, in build: ExplainedBuild) -> Int? {
        let step = newest.steps[position]
        let isAlike = { (other: ExplainedStep) in
            other.stage == step.stage && other.instruction == step.instruction && other.platform == step.platform
        }
        let own = newest.steps.indices.filter { isAlike(newest.steps[$0]) }
        let others = build.steps.indices.filter { isAlike(build.steps[$0]) }
        guard own.count == others.count, let place = own.firstIndex(of: position) else { return nil }
        return others[place]
    }
}
