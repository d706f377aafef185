import BuildEvents
import BuildGraph
package import BuildRecords
import Diagnostics
import OCIFormat
import Quantities

/// What `strata build --dry-run` prints.
package enum ForecastReport {
    private static let longestName = 60
    private static let longestReference = 32

    /// A row for each step in the order of the stages: line, step, verdict, time and why.
    package static func table(_ forecast: Forecast) -> String {
        var table = TextTable(["LINE", "STEP", "VERDICT", "TIME", "WHY"], alignments: [.right, .left, .left, .right])
        let names = names(of: forecast)
        for step in forecast.listed {
            table.add([
                step.description.range.map { String($0.start.line) } ?? "",
                PlainText.clean(shortened(step.description.name, to: longestName)), step.verdict.rawValue,
                time(of: step), PlainText.clean(cause(of: step, names)),
            ])
        }
        return table.render()
    }

    /// One sentence: how much comes from the cache, and how long the rest takes.
    package static func closing(_ forecast: Forecast) -> String {
        let total = forecast.listed.count
        let hits = forecast.count(of: .hit)
        var counts = "\(hits) of \(total) step\(total == 1 ? "" : "s") from the cache"
        let (runs, maybes) = (forecast.count(of: .run), forecast.count(of: .maybe))
        if runs > 0 { counts += ", \(runs) would run" }
        if maybes > 0 { counts += ", \(maybes) may run" }
        guard runs + maybes > 0 else { return "\(counts); nothing would run" }
        return "\(counts); \(time(of: forecast))"
    }

    private static func time(of forecast: Forecast) -> String {
        guard let expected = forecast.expected else { return "how long that takes no earlier build tells" }
        var text = "about \(HumanDuration.text(nanoseconds: expected)) expected"
        if forecast.count(of: .maybe) > 0 {
            let least = HumanDuration.text(nanoseconds: forecast.expectedAtLeast ?? 0)
            text += ", \(least) if all that may be saved is"
        }
        let builds = forecast.buildCount
        text += " (longest path; from \(builds) earlier build\(builds == 1 ? "" : "s")"
        let untimed = forecast.listed.count { ($0.verdict == .run || $0.verdict == .maybe) && $0.expected == nil }
        if untimed > 0 { text += "; \(untimed) step\(untimed == 1 ? " was" : "s were") never timed" }
        return text + ")"
    }

    private static func time(of step: Forecast.Step) -> String {
        guard step.verdict == .run || step.verdict == .maybe else { return "" }
        return step.expected.map { HumanDuration.text(nanoseconds: $0) } ?? "?"
    }

    // MARK: Why

    /// Why a step would run or may run, in one phrase; empty for what does not.
    private static func cause(of step: Forecast.Step, _ names: [StepID: String]) -> String {
        switch step.cause {
        case .fetch(let size): return "its layers are not unpacked here, \(HumanSize.text(size))"
        case .unfetched(let image): return "it reads files of \(names[image] ?? "an image"), which is not unpacked here"
        case .miss(.inputChanged(let input, _)):
            let name = names[input] ?? "a step before it"
            return step.verdict == .maybe ? "it depends on what \(name) leaves" : "\(name) runs"
        case .miss(let miss): return MissSentence.sentence(for: miss) { names[$0] }
        case nil: return ""
        }
    }

    private static func names(of forecast: Forecast) -> [StepID: String] {
        let names = forecast.steps.map { ($0.description.id, shortened($0.description.name, to: longestReference)) }
        return Dictionary(names) { first, _ in first }
    }

    private static func shortened(_ name: String, to length: Int) -> String {
        name.count > length ? "\(name.prefix(length - 1))…" : name
    }

    // MARK: JSON

    /// The forecast for programs: one object.
    package static func json(_ forecast: Forecast) -> String {
        let names = names(of: forecast)
        var text = JSONText()
        text.object { text in
            text.key("steps")
            text.array(of: forecast.listed) { text, step in write(step, of: forecast, names, into: &text) }
            text.member("total", forecast.listed.count)
            text.member("cached", forecast.count(of: .hit))
            text.member("run", forecast.count(of: .run))
            text.member("maybe", forecast.count(of: .maybe))
            if let expected = forecast.expected { text.member("expected_ns", expected) }
            if let least = forecast.expectedAtLeast { text.member("expected_at_least_ns", least) }
            text.member("builds", forecast.buildCount)
        }
        return IndentedJSON.render(text) + "\n"
    }

    private static func write(
        _ step: Forecast.Step, of forecast: Forecast, _ names: [StepID: String], into text: inout JSONText
    ) {
        text.object { text in
            text.member("digest", step.description.id.description)
            text.member("name", step.description.name)
            text.member("stage", ifPresent: step.description.stage.map { forecast.stages[$0].name })
            text.member("platform", ifPresent: step.description.platform?.description)
            if let range = step.description.range { text.member("line", range.start.line) }
            text.member("instruction", step.description.instruction)
            text.member("kind", step.description.kind)
            text.member("verdict", step.verdict.rawValue)
            if step.cause != nil { text.member("cause", cause(of: step, names)) }
            if let hit = step.hit {
                text.member("record", hit.record)
                text.member("build", hit.build)
            }
            if let expected = step.expected { text.member("expected_ns", expected) }
        }
    }
}
