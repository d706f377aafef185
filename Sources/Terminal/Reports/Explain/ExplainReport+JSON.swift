import BuildEvents
package import BuildRecords
import FoundationEssentials

/// The same as JSON, one object.
extension ExplainReport {
    /// The causes of a build with its steps, or some of these; with the builds up to it, the oldest first, what they say.
    package func json(
        only positions: [Int]? = nil, past: [ExplainedBuild] = [], advice: [OrderAdvice] = []
    ) -> String {
        object { text in
            let shown =
                positions
                ?? build.steps.indices.filter {
                    build.steps[$0].isInstruction || build.steps[$0].verdict != nil
                }
            if positions == nil {
                text.key("causes")
                text.array(of: CauseChains(build).roots) { text, root in
                    text.object { write(root, into: &$0) }
                }
            }
            text.key("steps")
            text.array(of: shown) { text, position in
                text.object {
                    write(position, into: &$0)
                    if positions != nil { write(StepTrend(position, in: past), into: &$0) }
                }
            }
            guard positions == nil else { return }
            text.key("advice")
            text.array(of: advice) { text, advice in text.object { write(advice, into: &$0) } }
        }
    }

    private func write(_ trend: StepTrend, into text: inout JSONText) {
        guard trend.seen > 0 else { return }
        text.key("trend")
        text.object { text in
            text.member("builds", trend.seen)
            text.member("hits", trend.hits)
            if let median = trend.median { text.member("median_ns", median) }
            text.key("made_to_run_by")
            text.array(of: trend.breakers) { text, breaker in
                text.object {
                    $0.member("what", breaker.phrase)
                    $0.member("count", breaker.count)
                }
            }
        }
    }

    private func write(_ advice: OrderAdvice, into text: inout JSONText) {
        if let number = build.steps[advice.command].number { text.member("step", number) }
        text.member("instruction", build.steps[advice.command].instruction)
        text.member("files", list: advice.files)
        text.member("lines", list: advice.lines)
        text.member("runs", advice.runs)
        text.member("spared", advice.spared)
        text.member("estimated_saving_ns", advice.saved)
    }

    /// What differs from another build.
    package func jsonAgainst(
        _ other: ExplainedBuild, _ comparison: KeyComparison, only positions: [Int]? = nil
    ) -> String {
        object { text in
            text.key("against")
            text.object {
                $0.member("number", other.number)
                $0.member("ref", other.id)
            }
            text.key("steps")
            text.array(of: comparison.pairs.filter { positions?.contains($0.step) ?? true }) { text, pair in
                text.object { write(pair, into: &$0) }
            }
            text.member("added", list: comparison.added.map { build.steps[$0].name })
            text.member("removed", list: comparison.removed.map { other.steps[$0].name })
        }
    }

    private func object(_ body: (inout JSONText) -> Void) -> String {
        var text = JSONText()
        text.object { text in
            text.member("number", build.number)
            text.member("ref", build.id)
            text.member("dockerfile", build.dockerfile)
            text.member("context", build.context)
            text.member("result", build.result.rawValue)
            text.member("created_at", Timestamp.text(nanoseconds: Timestamp.nanoseconds(ofSeconds: build.created)))
            if let duration = build.duration { text.member("duration_ns", duration) }
            body(&text)
        }
        text.newline()
        return text.string
    }

    private func write(_ root: CauseChains.Root, into text: inout JSONText) {
        text.member("cause", MissSentence.sentence(for: root.cause) { build.shortName(of: $0) })
        text.key("steps")
        text.array(of: root.nodes) { text, node in text.object { write(node, into: &$0) } }
    }

    private func write(_ node: CauseChains.Node, into text: inout JSONText) {
        let step = build.steps[node.step]
        if let number = step.number { text.member("step", number) }
        text.member("name", step.name)
        if node.following.isEmpty { return }
        text.key("following")
        text.array(of: node.following) { text, node in text.object { write(node, into: &$0) } }
    }

    private func write(_ position: Int, into text: inout JSONText) {
        let step = build.steps[position]
        if let number = step.number { text.member("step", number) }
        text.member("digest", step.id.description)
        text.member("name", step.name)
        text.member("stage", ifPresent: step.stage)
        text.member("platform", ifPresent: step.platform)
        text.member("instruction", step.instruction)
        if let line = step.lines?.lowerBound { text.member("line", line) }
        text.member("result", step.result.rawValue)
        text.member("duration_ns", step.duration)
        text.member("cause", ifPresent: step.cause.map { MissSentence.sentence(for: $0) { build.shortName(of: $0) } })
        // Nothing in a verdict can fail to be encoded.
        guard let verdict = step.verdict, let encoded = try? JSONEncoder().encode(verdict) else { return }
        text.key("verdict")
        text.json(encoded)
    }

    private func write(_ pair: KeyComparison.Pair, into text: inout JSONText) {
        let step = build.steps[pair.step]
        if let number = step.number { text.member("step", number) }
        text.member("name", step.name)
        text.member("is_known", pair.isKnown)
        text.member("is_on_other_ground", pair.isOnOtherGround)
        // As above.
        guard let encoded = try? JSONEncoder().encode(pair.changes) else { return }
        text.key("changes")
        text.json(encoded)
    }
}
