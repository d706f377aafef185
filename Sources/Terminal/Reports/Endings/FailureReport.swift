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
        return tail(of: step) + Array(error(failure.diagnostic, of: step, in: state).utf8)
    }

    /// The framed last lines of a failed step; a step that wrote nothing has none.
    package static func tail(of step: StepState) -> [UInt8] {
        let lines = step.tail.lastLines(lineCount)
        guard !lines.isEmpty else { return [] }
        var bytes = Array("\(rule)\n > \(step.description.name):\n".utf8)
        for line in lines {
            bytes += line
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes + Array("\(rule)\n".utf8)
    }

    /// BuildKit's form: place and frame first, the message last, where a terminal is read first.
    private static func error(_ diagnostic: Diagnostic, of step: StepState, in state: BuildState) -> String {
        var lines: [String] = []
        let file = diagnostic.file ?? state.start?.source
        let range = diagnostic.file == nil ? step.description.range : diagnostic.range
        if let file, let range {
            let first = range.start.line
            let column = diagnostic.file == nil || range.start.column == 1 ? "" : ":\(range.start.column)"
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
