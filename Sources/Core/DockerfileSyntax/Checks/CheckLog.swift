package import Diagnostics

/// Collects findings: each is kept if the options follow its rule.
package struct CheckLog: Sendable {
    /// The file that is checked.
    package let file: SourceFile

    /// The options for the whole file.
    package let options: CheckOptions

    /// What was found, in the order of finding.
    package private(set) var findings: [Diagnostic] = []

    /// Makes a log without findings.
    package init(file: SourceFile, options: CheckOptions) {
        self.file = file
        self.options = options
    }

    /// Notes a finding at lines of the file (from 1); comments above the instruction may switch its rule off or on.
    package mutating func note(_ finding: CheckFinding, at lines: ClosedRange<Int>, comments: [Word] = []) {
        guard options.merged(with: comments).follows(finding.rule) else { return }
        let first = file.range(ofLine: lines.lowerBound)
        let last = file.range(ofLine: lines.upperBound) ?? first
        let range = first.map { first in last.map { first.union($0) } ?? first }
        var diagnostic = Diagnostic(
            .warning, code: finding.rule.code, message: finding.message, at: .init(file: file, range: range))
        diagnostic.notes = [finding.rule.summary]
        diagnostic.url = finding.rule.url
        findings.append(diagnostic)
    }

    /// Notes a finding at an instruction.
    package mutating func note(_ finding: CheckFinding, at instruction: Instruction) {
        note(finding, at: instruction.lines, comments: instruction.comments)
    }

    /// Adds the findings of another run over the file that are not there yet.
    package mutating func add(_ others: [Diagnostic]) {
        var known = Set(findings.map(Key.init))
        findings += others.filter { known.insert(Key($0)).inserted }
    }

    /// What tells two findings in one file apart.
    private struct Key: Hashable {
        let code: String
        let message: String
        let range: SourceRange?

        init(_ finding: Diagnostic) {
            code = finding.code
            message = finding.message
            range = finding.range
        }
    }

    /// The names of the broken rules, each once, sorted.
    package var brokenRules: [String] {
        Set(findings.compactMap { CheckRule(code: $0.code)?.rawValue }).sorted()
    }
}
