import BuildEvents
import BuildGraph
import BuildProgress
import BuildRecords
import Diagnostics
import OCIFormat
import Quantities
import TerminalCells
import TerminalThemes

/// The sections of facts about a step; what is not known is left out.
struct InfoSections {
    let step: StepState
    let scene: Scene

    var blocks: [PageBlock] {
        let facts = description.facts.map { InfoFacts(facts: $0, scene: scene).sections } ?? []
        let sections = [instruction, place, time, result, cache, usage, history] + facts + [digests, inputs]
        return Array(sections.filter { !$0.isEmpty }.joined(separator: [.blank]))
    }

    private var description: StepDescription { step.description }

    private func field(_ label: String, _ value: String?, _ role: Role = .text) -> PageBlock? {
        value.flatMap { $0.isEmpty ? nil : .field(label, [.outside($0, role)]) }
    }

    private func section(_ title: String, _ fields: [PageBlock?]) -> [PageBlock] {
        let known = fields.compactMap { $0 }
        return known.isEmpty ? [] : [.heading(title)] + known
    }
}

// MARK: - What it is

extension InfoSections {
    private var instruction: [PageBlock] {
        let text = description.instruction.isEmpty ? description.name : description.instruction
        return [.text([.outside(text, .strong)])]
    }

    private var place: [PageBlock] {
        section(
            "Step",
            [
                .field("state", state), field("stage", stage), field("source", source),
                field("platform", description.platform?.description), field("kind", kind),
            ])
    }

    private var state: [Ink] {
        let text: String =
            switch step.phase {
            case .waiting: "not started"
            case .running: step.wait.map { "waits for \(WaitText.text(of: $0))" } ?? "running"
            case .hit: "from the cache"
            case .ran(let result): result.isSameResult ? "ran, with the same result as before" : "ran"
            case .failed(let failure): failure.exitCode.map { "failed with exit code \($0)" } ?? "failed"
            case .cancelled: "cancelled"
            case .skipped: "not needed"
            }
        return [scene.sign(of: step), Ink(" \(text)")]
    }

    private var stage: String? {
        guard let name = scene.stageName(of: step) else { return nil }
        guard let number = description.step, let index = description.stage else { return name }
        return "\(name), step \(number) of \(scene.build.stages[index].stepCount)"
    }

    private var source: String? {
        guard let range = description.range else { return nil }
        let (first, last) = (range.lines.lowerBound, range.lines.upperBound)
        let lines = first == last ? "line \(first)" : "lines \(first) to \(last)"
        return [scene.build.start?.dockerfile, lines].compactMap { $0 }.joined(separator: ", ")
    }

    private var kind: String {
        switch description.kind {
        case "image": "base image"
        case "context": "build context"
        case "http": "file from the network"
        case "git": "git repository"
        case "run": "command"
        case "copy": "copy of files"
        case "workdir": "folder"
        case "export": "export"
        default: "the build's own task"
        }
    }

    private var inputs: [PageBlock] {
        let steps = description.inputs.compactMap { scene.build[$0] }
        guard !steps.isEmpty else { return [] }
        return [.heading("Reads")]
            + steps.map { input in
                .text(
                    [scene.sign(of: input), Ink(" \(scene.name(of: input.id))", .link)],
                    target: scene.build.position(of: input.id))
            }
    }
}

// MARK: - What came of it

extension InfoSections {
    private var time: [PageBlock] {
        guard let started = step.started else { return [] }
        let waited = step.waits.reduce(0) { $0 &+ $1.duration(at: scene.now) }
        let hasWorked = step.phase != .hit
        return section(
            "Time",
            [
                field("started", "at \(HumanDuration.text(nanoseconds: started))"),
                step.ended.flatMap { field("ended", "at \(HumanDuration.text(nanoseconds: $0))") },
                hasWorked ? field("took", HumanDuration.text(nanoseconds: step.duration(at: scene.now))) : nil,
                waited > 1_000_000 ? field("waited", HumanDuration.text(nanoseconds: waited)) : nil,
            ])
    }

    private var result: [PageBlock] {
        var fields: [PageBlock?] = []
        if case .ran(let result) = step.phase {
            fields.append(
                field("layer", result.layerSize > 0 ? HumanSize.text(result.layerSize) : "no files of its own"))
        }
        if step.logBytes > 0 {
            fields.append(
                field("output", "\(Grouped.text(step.logLines, "line")), \(HumanSize.text(step.logBytes))"))
        }
        if case .failed(let failure) = step.phase {
            fields.append(field("exit code", failure.exitCode.map { String($0) }))
            fields.append(field("signal", failure.signal.map { String($0) }))
        }
        return section("Result", fields)
    }

    private var cache: [PageBlock] {
        guard case .hit(let hit) = step.verdict else { return [] }
        return section(
            "Cache",
            [
                field(
                    "record",
                    // Of a build of another store nobody can look at the record.
                    (hit.record > 0 ? "#\(hit.record), " : "")
                        + "found by its \(hit.key == .definition ? "definition" : "contents")"),
                field("made by", scene.buildName(hit.build)),
                field("layer", hit.size > 0 ? HumanSize.text(hit.size) : "no files of its own"),
            ])
    }

    private var digests: [PageBlock] {
        var key: Digest?
        var result: Digest?
        if case .hit(let hit) = step.verdict { (key, result) = (hit.digest, hit.result) }
        if case .ran(let left) = step.phase { (key, result) = (left.key, left.digest) }
        return section(
            "Digests",
            [
                field("step", step.id.description, .dim),
                field("definition", description.facts?.definition?.description, .dim),
                field("cache key", key?.description, .dim), field("result", result?.description, .dim),
            ])
    }

    private var usage: [PageBlock] {
        guard case .ran(let result) = step.phase, let usage = result.usage else { return [] }
        let cpu = usage.userTime &+ usage.systemTime
        let time = step.duration(at: 0)
        let share = time > 0 ? ", \(Int(min(Double(cpu) / Double(time), 1e4) * 100)) % of a core" : ""
        return section(
            "Used",
            [
                field("cpu", HumanDuration.text(nanoseconds: cpu) + share),
                field("user", HumanDuration.text(nanoseconds: usage.userTime)),
                field("kernel", HumanDuration.text(nanoseconds: usage.systemTime)),
                field("memory", HumanSize.text(usage.peakMemory) + " at the peak"),
                field("read", HumanSize.text(usage.bytesRead)), field("written", HumanSize.text(usage.bytesWritten)),
            ])
    }

    private var history: [PageBlock] {
        guard let record = scene.record(of: step) else { return [] }
        let hits = "\(record.hits) of the last \(Grouped.text(Int64(record.seen), "build"))"
        var fields = [record.seen > 0 ? field("hit in", hits) : nil]
        if let low = record.durations.min(), let high = record.durations.max(), let median = record.median {
            if record.durations.count > 1 {
                let line = Sparkline.text(record.durations, scene.look.glyphs)
                fields.append(.field("durations", [Ink(line, .ran), Ink("  newest at the right", .dim)]))
            }
            let texts = [low, median, high].map { HumanDuration.text(nanoseconds: $0) }
            let range = low == high ? texts[1] : "\(texts[0]) least, \(texts[1]) median, \(texts[2]) most"
            fields.append(field("takes", range))
        }
        return section("Earlier builds", fields)
    }
}
