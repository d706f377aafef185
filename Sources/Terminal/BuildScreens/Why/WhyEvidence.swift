import BuildEvents
import BuildGraph
import BuildProgress
import BuildRecords
import Quantities
import TerminalCells
import TerminalThemes

/// What is known of why a step came from the cache or ran.
struct WhyEvidence {
    /// How many of the steps that are waited for are listed.
    private static let listedInputs = 10

    let step: StepState
    let scene: Scene

    /// The page: the verdict in one sentence, then what supports it.
    var blocks: [PageBlock] {
        switch step.verdict {
        case .hit(let hit): return self.hit(hit)
        case .miss(let cause): return miss(cause) + sameResult
        case nil: return undecided
        }
    }

    private var isFromBuildKit: Bool { scene.build.start?.build.isEmpty == true }

    private func verdict(_ word: String, _ rest: String) -> PageBlock {
        .text([scene.sign(of: step), Ink(" \(word)", .strong), .outside(": \(rest)")])
    }
}

// MARK: - From the cache

extension WhyEvidence {
    private func hit(_ hit: CacheHit) -> [PageBlock] {
        let found = hit.key == .definition ? "the same step on the same ground was done before" : Self.sameContents
        var blocks = [verdict("Hit", found), .blank]
        blocks.append(.field("found by", [Ink(hit.key == .definition ? "definition" : "contents")]))
        blocks.append(.field("made by", [Ink(scene.buildName(hit.build))]))
        if let now = scene.wallClock { blocks.append(.field("made", [Ink(Age.text(since: hit.created, now: now))])) }
        blocks.append(.field("layer", [Ink(hit.size > 0 ? HumanSize.text(hit.size) : "no files of its own")]))
        let uses = hit.useCount == 0 ? "never before" : Grouped.text(Int64(hit.useCount), "time") + " before"
        blocks.append(.field("used", [Ink(uses)]))
        blocks.append(.field("record", [Ink("#\(hit.record)")]))
        if let median = scene.record(of: step)?.median {
            blocks.append(.field("saved", [Ink("about \(HumanDuration.text(nanoseconds: median))")]))
        }
        return blocks
    }

    private static let sameContents = "its definition is new, but the files that it reads are the same as before"
}

// MARK: - Not from the cache

extension WhyEvidence {
    private func miss(_ cause: MissCause) -> [PageBlock] {
        let sentence = MissSentence.sentence(for: cause) { scene.build[$0]?.description.name }
        var blocks = [verdict(word, sentence), .blank]
        for (index, part) in cause.parts.enumerated() {
            if index > 0 { blocks.append(.blank) }
            blocks += evidence(part)
        }
        return blocks
    }

    private func evidence(_ cause: MissCause) -> [PageBlock] {
        switch cause {
        case .neverBuilt: [Self.dim("No earlier build had this step in this stage.")]
        case .firstBuild: [Self.dim("The history has no build of this Dockerfile before this one.")]
        case .failedBefore: [Self.dim("What a step that fails reads is not kept, so nothing can be compared with it.")]
        case .otherPlatform: [Self.dim("Each platform has results of its own.")]
        case .forced: [Self.dim("--no-cache or --no-cache-filter names this stage.")]
        case .filtered(let stage): [.field("--no-cache-filter", [.outside(stage)])]
        case .evicted: [Self.dim("It was built before; its record or its layer has been removed since.")]
        case .pruned(let trace): pruned(trace)
        case .groundChanged(let ground): self.ground(ground)
        case .changed(let changes, let more): changed(changes, more: more)
        case .inputChanged(let input, let root): chain(from: input, to: root)
        case .several(let causes): causes.flatMap(evidence)
        }
    }

    private static func dim(_ text: String) -> PageBlock { .text([Ink(text, .dim)]) }

    private func changed(_ changes: [ComponentChange], more: Int) -> [PageBlock] {
        var blocks: [PageBlock] = [.heading("What changed")]
        blocks += changes.flatMap { ChangeText(change: $0, look: scene.look).blocks }
        if more > 0 { blocks.append(Self.dim("and \(Grouped.text(Int64(more))) more")) }
        return blocks
    }

    private func pruned(_ trace: PruneTrace) -> [PageBlock] {
        var blocks: [PageBlock] = [.field("removed by", [.outside(trace.policy)])]
        if let now = scene.wallClock { blocks.append(.field("removed", [Ink(Age.text(since: trace.time, now: now))])) }
        return blocks
    }

    private func ground(_ ground: GroundChange) -> [PageBlock] {
        guard !ground.instruction.isEmpty else {
            return [Self.dim("What is below it in its stage is not what it was when the step last ran.")]
        }
        if ground.kind == .otherStage { return [.field("stood in stage", [.outside(ground.instruction)])] }
        let (sign, role): (String, Role) =
            switch ground.kind {
            case .removed: ("- ", .removed)
            case .added: ("+ ", .added)
            case .moved, .otherResult, .otherStage, .unknown: ("~ ", .changed)
            }
        let step: [PageBlock] = [
            .heading("What is below it"), .text([Ink(sign, role), .outside(ground.instruction, role)]),
        ]
        return step + (ground.changes.map { [.blank] + changed($0, more: ground.more ?? 0) } ?? [])
    }

    private var word: String {
        switch step.phase {
        case .running: "Runs"
        case .failed: "Ran, and failed"
        case .cancelled: "Ran, until it was cancelled"
        case .ran, .hit, .waiting, .skipped: "Ran"
        }
    }

    private var sameResult: [PageBlock] {
        guard case .ran(let result) = step.phase, result.isSameResult else { return [] }
        let text =
            "It left exactly the files that an earlier run had left. So that run's result stands, and what follows can "
            + "still come from the cache."
        return [.blank, .heading("Same result"), .text([Ink("\(scene.look.glyphs.same) ", .same), Ink(text)])]
    }

    /// The steps from the one that is read to the one that began, each leading there.
    private func chain(from input: StepID, to root: StepID) -> [PageBlock] {
        var ids = [input]
        while let last = ids.last, last != root, let next = next(after: last), !ids.contains(next) { ids.append(next) }
        if ids.last != root { ids.append(root) }
        var blocks: [PageBlock] = [.heading("What it follows from")]
        for id in ids {
            guard let step = scene.build[id] else {
                blocks.append(.text([Ink(scene.name(of: id))], indent: 0))
                continue
            }
            blocks.append(jump(to: step))
            guard case .miss(let cause) = step.verdict, id == root, cause.input == nil || cause.isOwn else { continue }
            blocks.append(.text([.outside(MissSentence.sentence(for: cause), .dim)], indent: 2))
        }
        return blocks
    }

    private func next(after id: StepID) -> StepID? {
        guard case .miss(let cause) = scene.build[id]?.verdict else { return nil }
        return cause.input?.step
    }

    private func jump(to step: StepState) -> PageBlock {
        .text(
            [scene.sign(of: step), Ink(" \(scene.name(of: step.id))", .link)], target: scene.build.position(of: step.id)
        )
    }
}

// MARK: - Nothing said

extension WhyEvidence {
    private var undecided: [PageBlock] {
        switch step.phase {
        case .waiting, .running: waiting
        case .hit: [verdict("Hit", isFromBuildKit ? "it was found in the cache" : "nothing had to be done")] + silence
        case .ran: [verdict("Ran", isFromBuildKit ? "it was not found in the cache" : task)] + silence + sameResult
        case .failed: [verdict("Failed", "its command or its work ended badly; the log says how")] + silence
        case .cancelled: [verdict("Cancelled", ending)] + culprit
        case .skipped: [verdict("Not run", ending)] + culprit
        }
    }

    private var task: String { "the build's own work is done each time" }

    private var silence: [PageBlock] {
        guard isFromBuildKit else { return [] }
        let text = "BuildKit's stream only tells which steps came from the cache and which ran, and not why."
        return [.blank, .text([Ink(text, .dim)])]
    }

    private var waiting: [PageBlock] {
        if step.phase == .running, isFromBuildKit {
            return [verdict("Runs", "it was not found in the cache")] + silence
        }
        if step.phase == .running, step.description.stage == nil { return [verdict("Runs", task)] }
        let inputs = step.description.inputs.compactMap { scene.build[$0] }.filter { !$0.isEnded }
        guard scene.build.outcome == nil, !inputs.isEmpty else {
            let text = scene.build.outcome == nil ? "nothing is known of it yet" : "the build ended before"
            return [verdict("Not decided", text)]
        }
        var blocks = [verdict("Not decided yet", "what it reads is not done"), .blank, .heading("It waits for")]
        blocks += inputs.prefix(Self.listedInputs).map(jump)
        let rest = inputs.count - Self.listedInputs
        if rest > 0 { blocks.append(.text([Ink("and \(Grouped.text(Int64(rest), "more step"))", .dim)])) }
        return blocks
    }

    private var ending: String {
        if case .cancelled = scene.build.outcome { return "the build was cancelled" }
        if let failed = scene.build.failedStep, failed.id != step.id { return "another step failed" }
        return step.phase == .skipped ? "nothing that is asked for needs it" : "it was ended from outside"
    }

    private var culprit: [PageBlock] {
        guard let failed = scene.build.failedStep, failed.id != step.id else { return silence }
        return [.blank, .heading("What failed"), jump(to: failed)] + silence
    }
}
