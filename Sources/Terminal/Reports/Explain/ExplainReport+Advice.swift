import BuildEvents
package import BuildRecords
import Quantities

/// What many builds say: of one step over time, and of the order of instructions.
extension ExplainReport {
    /// The causes that are listed of one step.
    private static let listedBreakers = 3

    /// What another order would have saved over some builds; nothing where there is no advice.
    package func advice(_ advice: [OrderAdvice], over builds: Int) -> String {
        advice.map { advice in
            let step = build.steps[advice.command]
            let number = step.number.map { "#\($0) " } ?? ""
            let files = advice.files.joined(separator: " and ")
            let spared = advice.runs == 1 ? "the one time" : "\(advice.spared) of the \(advice.runs) times"
            let saved = HumanDuration.text(nanoseconds: advice.saved)
            let lines = [
                "", "Advice", "  \(number)\(step.instruction) needs nothing but \(files). With",
            ]
            return
                (lines + advice.lines.map { "    \($0)" } + [
                    "  it would have been found \(spared) that it ran in the last \(builds) builds, and about \(saved) saved.",
                    "  That is an estimate: it takes for granted that no other file matters to it.",
                ]).map { PlainText.clean($0) + "\n" }.joined()
        }.joined()
    }

    /// A step over the builds up to this one.
    func trend(of position: Int, _ past: [ExplainedBuild]) -> [String] {
        guard past.last?.id == build.id, past.count > 1 else { return [] }
        let trend = StepTrend(position, in: past)
        guard trend.seen > 1 else { return [] }
        var text = "In the last \(trend.seen) builds that had it: found in \(trend.hits)"
        if let median = trend.median { text += ", \(HumanDuration.text(nanoseconds: median)) when it ran" }
        let breakers = trend.breakers.prefix(Self.listedBreakers).map { breaker in
            "\(breaker.phrase) (\(breaker.count == 1 ? "once" : "\(breaker.count) times"))"
        }
        if !breakers.isEmpty { text += "; made to run by \(breakers.joined(separator: ", "))" }
        return ["", PlainText.clean(text)]
    }
}
