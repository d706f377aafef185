import BuildEvents
package import BuildRecords
import Quantities

/// What `strata explain` prints for people.
package struct ExplainReport: Sendable {
    let build: ExplainedBuild
    /// In seconds since 1970.
    let now: Double
    /// The numbers of builds by identity, as far as they are known.
    let numbers: [String: Int64]

    /// Makes the report of a build; `numbers` are those of the builds that it took results from.
    package init(_ build: ExplainedBuild, numbers: [String: Int64], now: Double) {
        self.build = build
        self.numbers = numbers
        self.now = now
    }

    /// All causes of the build, each with what ran for it.
    package func chains() -> String {
        let chains = CauseChains(build)
        var lines = [headline]
        for root in chains.roots { lines += [""] + paragraph(root) }
        if !chains.untold.isEmpty {
            lines += ["", "No cause is known"]
            lines += chains.untold.map { "  \(line(of: $0))" }
        }
        if !chains.hits.isEmpty { lines += ["", hits(chains.hits)] }
        if chains.roots.isEmpty, chains.untold.isEmpty { lines += ["", isCutShort ? Self.unknown : "Nothing ran."] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Whether the build ended before anything of it was kept.
    private var isCutShort: Bool { build.result == .interrupted }

    private static let unknown = "It was interrupted before anything that it did was recorded."

    /// Some steps, each with its evidence and what the builds up to this one, the oldest first, say of it.
    package func steps(_ positions: [Int], past: [ExplainedBuild] = []) -> String {
        positions.map { position in
            let lines = [title(of: position)] + evidence(of: position) + trend(of: position, past)
            return lines.joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    var headline: String {
        let age = Age.text(since: build.created, now: now)
        let end = build.duration.map { " after \(HumanDuration.text(nanoseconds: $0))" } ?? ""
        // A stream of events from elsewhere does not tell its context.
        let place = build.context.isEmpty ? "" : " in \(build.context)"
        return PlainText.clean(
            "Build \(build.number), \(age): \(build.dockerfile)\(place) \(build.result.rawValue)\(end)")
    }

    /// `#9 [build 2/3] RUN make`, and where it stands.
    func title(of position: Int) -> String {
        let step = build.steps[position]
        let number = step.number.map { "#\($0) " } ?? ""
        let line = step.lines.map { "line \($0.lowerBound) of \(build.dockerfile), " } ?? ""
        return PlainText.clean("\(number)\(step.name)  (\(line)build \(build.number))")
    }
}

// MARK: - The build

extension ExplainReport {
    private func paragraph(_ root: CauseChains.Root) -> [String] {
        let sentence = MissSentence.sentence(for: root.cause) { build.shortName(of: $0) }
        let steps = root.nodes.flatMap(all)
        let time = steps.reduce(0) { $0 + build.steps[$1].duration }
        let count = steps.count == 1 ? "1 step" : "\(steps.count) steps"
        var lines = ["\(PlainText.clean(sentence)): \(count), \(HumanDuration.text(nanoseconds: time))"]
        for node in root.nodes { lines += tree(node, depth: 0) }
        return lines
    }

    private func all(_ node: CauseChains.Node) -> [Int] {
        [node.step] + node.following.flatMap(all)
    }

    /// A step that alone follows from another stands below it and no deeper, so that long chains stay readable.
    private func tree(_ node: CauseChains.Node, depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: min(depth, 12))
        var lines = ["  \(indent)\(line(of: node.step))"]
        for following in node.following { lines += tree(following, depth: depth + (node.following.count > 1 ? 1 : 0)) }
        return lines
    }

    private func line(of position: Int) -> String {
        let step = build.steps[position]
        let number = step.number.map { "#\($0)" } ?? "-"
        let time = HumanDuration.text(nanoseconds: step.duration)
        let word: String
        switch step.result {
        case .same: word = "  ran, same result"
        case .failed: word = "  failed"
        case .cancelled: word = "  cancelled"
        case .waiting, .running, .hit, .ran, .skipped: word = ""
        }
        let padding = String(repeating: " ", count: max(0, 12 - number.count - time.count))
        let cause = step.cause?.isOwn == false && step.cause?.changes.isEmpty == false ? files(of: step) : ""
        return PlainText.clean("\(number) \(padding)\(time)  \(step.name)\(cause)\(word)")
    }

    /// The files by which another step's result reached this one.
    private func files(of step: ExplainedStep) -> String {
        guard let cause = step.cause, let first = cause.changes.first else { return "" }
        let more = cause.changes.count - 1 + cause.untold
        return "  (\(first.name)\(more > 0 ? " and \(more) more" : ""))"
    }

    private func hits(_ positions: [Int]) -> String {
        let records = positions.compactMap { build.steps[$0].hit }
        let count = positions.count == 1 ? "1 step" : "\(positions.count) steps"
        guard let newest = records.map(\.created).max() else { return "From the cache: \(count)" }
        return "From the cache: \(count), the newest made \(Age.text(since: newest, now: now))"
    }
}

// MARK: - One step

extension ExplainReport {
    private func evidence(of position: Int) -> [String] {
        let step = build.steps[position]
        switch step.verdict {
        case .hit(let hit): return [""] + self.hit(hit)
        case .miss(let cause): return [verdict(of: step, cause)] + evidence(cause) + chain(from: position)
        case nil: return [withoutVerdict(step)]
        }
    }

    private func hit(_ hit: CacheHit) -> [String] {
        let key = hit.key == .definition ? "the same step on the same ground" : "the same contents"
        let maker = numbers[hit.build].map { "build \($0)" } ?? "build \(hit.build.prefix(12))"
        return [
            "From the cache, found by \(key).",
            "  made by  \(maker), \(Age.text(since: hit.created, now: now))",
            "  layer    \(hit.size > 0 ? HumanSize.text(hit.size) : "no files of its own")",
            "  used     \(hit.useCount == 0 ? "never" : hit.useCount == 1 ? "once" : "\(hit.useCount) times") before",
            "  record   \(hit.record)",
        ]
    }

    private func verdict(of step: ExplainedStep, _ cause: MissCause) -> String {
        let reason = MissSentence.reason(for: cause) { build.shortName(of: $0) }
        let time = HumanDuration.text(nanoseconds: step.duration)
        let word =
            switch step.result {
            case .failed: "Ran for \(time) and failed"
            case .cancelled: "Ran for \(time) and was cancelled"
            case .same: "Ran for \(time) and left the same result as before"
            case .running: "Runs"
            case .waiting, .hit, .ran, .skipped: "Ran for \(time)"
            }
        return PlainText.clean("\(word), because \(reason).")
    }

    private func evidence(_ cause: MissCause) -> [String] {
        cause.parts.flatMap { part -> [String] in
            switch part {
            case .changed(let changes, let more):
                return ["", "What changed"] + ChangeLines.lines(changes, more: more).map { "  \($0)" }
            case .groundChanged(let ground):
                guard let changes = ground.changes else { return [] }
                let lines = ChangeLines.lines(changes, more: ground.more ?? 0)
                let place = PlainText.clean(String(ground.instruction.prefix { $0 != "\n" }))
                return ["", "What changed in \(place)"] + lines.map { "  \($0)" }
            case .pruned(let trace):
                return ["", "  removed \(Age.text(since: trace.time, now: now)) by \(PlainText.clean(trace.policy))"]
            default:
                return []
            }
        }
    }

    private func chain(from position: Int) -> [String] {
        let chain = CauseChains.chain(from: position, in: build).dropFirst()
        guard let last = chain.last, let cause = build.steps[last].cause else { return [] }
        var lines = ["", "What it follows from"] + chain.map { "  \(line(of: $0))" }
        lines.append("       \(PlainText.clean(MissSentence.sentence(for: cause) { build.shortName(of: $0) }))")
        return lines
    }

    private func withoutVerdict(_ step: ExplainedStep) -> String {
        switch step.result {
        case .hit: step.isInstruction ? "From the cache; by what it was found is not known." : "Nothing had to be done."
        case .ran, .same, .failed: step.isInstruction ? "Why it ran is not known." : "It is done in each build."
        case .waiting, .skipped: "It did not run: nothing that was asked for needed it, or the build ended before."
        case .running: "It runs."
        case .cancelled: "It was cancelled before anything was known of it."
        }
    }
}
