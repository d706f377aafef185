import BuildEvents
import BuildProgress
import Quantities
import TerminalCells
import TerminalThemes

/// Says why a step has no output.
enum Silence {
    /// How many of the steps that are waited for are named.
    private static let namedInputs = 3

    static func sentence(for step: StepState, _ scene: Scene) -> [Ink] {
        switch step.phase {
        case .waiting: return waiting(step, scene)
        case .running: return [scene.sign(of: step), Ink(" \(running(step, scene))")]
        case .hit: return [scene.sign(of: step), Ink(" no output: \(origin(of: step, scene))")]
        case .ran:
            let time = HumanDuration.text(nanoseconds: step.duration(at: scene.now))
            return [scene.sign(of: step), Ink(" \(ran(step)), done in \(time)")]
        case .failed: return [Ink("it failed before anything was written", .dim)]
        case .cancelled:
            return [scene.sign(of: step), Ink(" cancelled before anything was written")]
        case .skipped: return [scene.sign(of: step), Ink(" not needed, and so not run")]
        }
    }

    private static func waiting(_ step: StepState, _ scene: Scene) -> [Ink] {
        let inputs = step.description.inputs.compactMap { scene.build[$0] }.filter { !$0.isEnded }
        var inks = [scene.sign(of: step), Ink(" not started")]
        guard scene.build.outcome == nil else { return inks }
        guard !inputs.isEmpty else { return inks + [Ink(" yet")] }
        inks.append(Ink(": waits for"))
        for input in inputs.prefix(namedInputs) {
            inks.append(Ink("\n"))
            inks += [Ink("  "), scene.sign(of: input), Ink(" \(scene.name(of: input.id))")]
        }
        let rest = inputs.count - namedInputs
        if rest > 0 { inks.append(Ink("\n  and \(Grouped.text(Int64(rest), "more step"))", .dim)) }
        return inks
    }

    private static func running(_ step: StepState, _ scene: Scene) -> String {
        let time = HumanDuration.text(nanoseconds: step.duration(at: scene.now))
        guard let wait = step.wait else {
            return step.description.kind == "run" ? "nothing written yet, for \(time)" : "at work for \(time)"
        }
        let since = step.waits.last.map { $0.duration(at: scene.now) } ?? 0
        return "waits for \(WaitText.text(of: wait)), for \(HumanDuration.text(nanoseconds: since))"
    }

    private static func origin(of step: StepState, _ scene: Scene) -> String {
        guard case .hit(let hit) = step.verdict else { return "it came from the cache" }
        var text = "from the cache, made by \(scene.buildName(hit.build))"
        if let now = scene.wallClock { text += " \(Age.text(since: hit.created, now: now))" }
        return text
    }

    private static func ran(_ step: StepState) -> String {
        switch step.description.kind {
        case "run": "the command wrote nothing"
        case "copy": "copying writes nothing"
        case "workdir": "WORKDIR writes nothing"
        case "image": "nothing had to be pulled"
        default: "nothing was written"
        }
    }
}
