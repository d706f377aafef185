import BuildEvents
package import BuildProgress
import Diagnostics

/// What stands at the end of a build that failed: the step with its last lines, the Dockerfile around it, the error.
///
/// It tells of the step that failed first and not of those that ended because of it.
package enum FailureReport {
    /// How many of the step's last lines are shown.
    package static let lineCount = 20

    private static let rule = "------"

    /// The report with a newline at its end; empty for a build that did not fail.
    ///
    /// Bytes, since a step's output need not be UTF-8.
    package static func render(_ state: BuildState) -> [UInt8] {
        guard case .failed(_, let diagnostic) = state.outcome else { return [] }
        guard let step = state.failedStep, case .failed(let failure) = step.phase else {
            return Array("ERROR: \(diagnostic.rendered())\n".utf8)
        }
        return tail(of: step) + Array(error(failure, of: step, in: state).utf8)
    }

    /// The name of a failed step and its last lines, framed.
    package static func tail(of step: StepState) -> [UInt8] {
        var bytes = Array("\(rule)\n > \(step.description.name):\n".utf8)
        for line in step.tail.lastLines(lineCount) {
            bytes += line
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes + Array("\(rule)\n".utf8)
    }

    /// BuildKit's form: place and frame first, the message last, where a terminal is read first.
    ///
    /// The place of a command that ended badly is its line; any other fault stands at a column.
    private static func error(_ failure: StepFailure, of step: StepState, in state: BuildState) -> String {
        let diagnostic = failure.diagnostic
        var lines: [String] = []
        let file = diagnostic.file ?? state.start?.source
        let range = diagnostic.file == nil ? step.description.range : diagnostic.range
        if let file, let range {
            let first = range.start.line
            let isCommand = failure.exitCode != nil || failure.signal != nil
            let column = diagnostic.file == nil || isCommand ? "" : ":\(range.start.column)"
            let frame = SourceSnippet.render(file: file, range: range)
            if !frame.isEmpty { lines += ["\(file.name):\(first)\(column)", frame] }
        }
        lines.append("ERROR: \(diagnostic.message)")
        lines += diagnostic.notes.map { "note: \($0)" }
        if let url = diagnostic.url { lines.append("see: \(url)") }
        if let remedy = diagnostic.remedy { lines.append("remedy: \(remedy)") }
        return lines.joined(separator: "\n") + "\n"
    }
}
