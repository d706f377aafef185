import BuildEvents
package import BuildRecords
import Diagnostics
import Quantities

/// What `--summary` writes about a build once it has ended, for a page of a CI job or for a program.
package struct BuildSummaryReport: Sendable {
    private let summary: BuildSummary
    private let steps: [StepSummary]
    private let lastLines: [String]

    /// Makes a report from what was recorded and the last lines of the step that failed.
    package init(_ summary: BuildSummary, steps: [StepSummary], lastLines: [[UInt8]] = []) {
        self.summary = summary
        self.steps = steps
        self.lastLines = lastLines.map { PlainText.clean(String(decoding: $0, as: UTF8.self)) }
    }

    /// The report in Markdown, with a newline at its end.
    package func markdown() -> String {
        var lines = ["## \(title)", "", headline, ""]
        if let error = summary.error { lines += ["**\(Self.escaped(error))**", ""] }
        lines += failure
        lines += ["| step | result | time | cause |", "| --- | --- | ---: | --- |"]
        for step in steps where step.result != .skipped && step.result != .waiting {
            let time = step.result == .hit ? "" : HumanDuration.text(nanoseconds: step.duration)
            let cells = [
                Self.code(step.description.name), Self.word(step.result), time, Self.escaped(step.cause ?? ""),
            ]
            lines.append("| \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The report as one JSON object, with a newline at its end.
    package func json() -> String {
        var text = JSONText()
        text.object { text in
            text.member("build", summary.build)
            text.member("result", summary.result.rawValue)
            text.member("dockerfile", summary.dockerfile)
            text.member("context", summary.context)
            text.member("target", ifPresent: summary.target)
            text.member("created", Timestamp.text(nanoseconds: Timestamp.nanoseconds(ofSeconds: summary.created)))
            text.member("duration_ns", summary.duration)
            text.member("image", ifPresent: summary.image)
            text.member("names", list: summary.names)
            text.key("steps_count")
            text.object { Self.write(summary.counts, into: &$0) }
            text.member("error", ifPresent: summary.error)
            text.key("steps")
            text.array(of: steps) { text, step in text.object { Self.write(step, into: &$0) } }
            if let failed = failedStep {
                text.key("failed_step")
                text.object { text in
                    text.member("name", failed.description.name)
                    if let code = failed.failure?.exitCode { text.member("exit_code", code) }
                    if let signal = failed.failure?.signal { text.member("signal", signal) }
                    if let line = failed.description.range?.start.line { text.member("line", line) }
                    text.member("last_lines", list: lastLines)
                }
            }
        }
        text.newline()
        return text.string
    }

    private var title: String {
        let subject = summary.names.first ?? summary.target ?? summary.dockerfile
        switch summary.result {
        case .running: return "Build of \(subject) has not ended"
        case .succeeded: return "Build of \(subject) succeeded"
        case .failed: return "Build of \(subject) failed"
        case .cancelled: return "Build of \(subject) was cancelled"
        case .interrupted: return "Build of \(subject) was interrupted"
        }
    }

    private var headline: String {
        let counts = summary.counts
        var parts = [
            HumanDuration.text(nanoseconds: summary.duration), "\(counts.total) steps", "\(counts.hits) from the cache",
            "\(counts.ran) ran",
        ]
        if counts.failed > 0 { parts.append("\(counts.failed) failed") }
        if counts.cancelled > 0 { parts.append("\(counts.cancelled) cancelled") }
        if counts.warnings > 0 { parts.append("\(counts.warnings) warning\(counts.warnings == 1 ? "" : "s")") }
        return parts.joined(separator: " · ")
    }

    private var failedStep: StepSummary? {
        guard let id = summary.failedStep else { return nil }
        return steps.first { $0.description.id == id }
    }

    private var failure: [String] {
        guard let step = failedStep else { return [] }
        let place = step.description.range.map { " (\(summary.dockerfile):\($0.start.line))" } ?? ""
        let heading = "Failed: \(Self.code(step.description.name))\(place)"
        guard !lastLines.isEmpty else { return [heading, ""] }
        return [heading, "", "````text"] + lastLines + ["````", ""]
    }

    private static func write(_ counts: BuildSummary.Counts, into text: inout JSONText) {
        text.member("total", counts.total)
        text.member("hits", counts.hits)
        text.member("ran", counts.ran)
        text.member("failed", counts.failed)
        text.member("cancelled", counts.cancelled)
        text.member("warnings", counts.warnings)
    }

    private static func write(_ step: StepSummary, into text: inout JSONText) {
        text.member("name", step.description.name)
        text.member("digest", step.description.id.description)
        text.member("result", step.result.rawValue)
        if let started = step.started { text.member("started_ns", started) }
        text.member("duration_ns", step.duration)
        text.member("cause", ifPresent: step.cause)
        if let outcome = step.outcome {
            text.member("layer_size", outcome.layerSize)
            if let usage = outcome.usage {
                text.member("cpu_ns", usage.userTime + usage.systemTime)
                text.member("peak_memory", usage.peakMemory)
            }
        }
        text.member("log_bytes", step.logBytes)
    }

    private static func word(_ result: StepSummary.Result) -> String {
        switch result {
        case .waiting: "not started"
        case .running: "running"
        case .hit: "cached"
        case .ran: "ran"
        case .same: "ran, same result"
        case .failed: "**failed**"
        case .cancelled: "cancelled"
        case .skipped: "not needed"
        }
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in PlainText.clean(text) {
            if "\\`*_{}[]<>#|".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }

    /// A code span that holds backquotes needs a longer fence; a bar would end a table's cell.
    private static func code(_ text: String) -> String {
        let text = PlainText.clean(text).replacing("|", with: "\\|")
        let fence = text.contains("`") ? "``" : "`"
        let space = text.contains("`") ? " " : ""
        return fence + space + text + space + fence
    }
}
