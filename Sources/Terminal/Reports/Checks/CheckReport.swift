import BuildEvents
package import Diagnostics

/// What `strata check` prints, in the form of `docker buildx build --check`.
package struct CheckReport: Sendable {
    private let file: SourceFile
    private let findings: [Diagnostic]
    private let error: Diagnostic?

    /// Makes a report of findings in a file, and of the error that kept the file from being checked to its end.
    package init(file: SourceFile, findings: [Diagnostic], error: Diagnostic?) {
        self.file = file
        self.findings = findings
        self.error = error
    }

    /// Whether there is nothing to mend.
    package var isClean: Bool { findings.isEmpty && error == nil }

    /// The report for people: how many there are, then each with its lines, from the top of the file to its bottom.
    ///
    /// The error is not in it.
    package func text() -> String {
        guard !findings.isEmpty else { return error == nil ? "Check complete, no warnings found.\n" : "" }
        let count = findings.count == 1 ? "1 warning has" : "\(findings.count) warnings have"
        return "Check complete, \(count) been found!\n" + sorted.map(Self.text).joined()
    }

    /// Findings of one line stay in their order; what has no line comes first.
    private var sorted: [Diagnostic] {
        let numbered = findings.enumerated().map { ($1.range?.start.line ?? 0, $0, $1) }
        return numbered.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }

    private static func text(of finding: Diagnostic) -> String {
        let link = finding.url.map { " - \($0)" } ?? ""
        var text = "\nWARNING: \(rule(of: finding))\(link)\n\(PlainText.clean(finding.message))\n"
        if let file = finding.file, let range = finding.range {
            text += "\(file.name):\(range.start.line)\n\(SourceSnippet.render(file: file, range: range))\n"
        }
        return text
    }

    private static func rule(of finding: Diagnostic) -> String {
        finding.code.split(separator: ".").last.map { String($0) } ?? finding.code
    }

    /// The report for programs, as BuildKit's frontend gives it.
    package func json() -> String {
        var text = JSONText()
        text.object { text in
            text.key("warnings")
            if findings.isEmpty { text.null() } else { text.array(of: findings, Self.write) }
            text.key("sources")
            text.array { text in
                text.object { text in
                    text.member("filename", file.name)
                    text.key("data")
                    text.base64(file.bytes)
                    text.member("language", "Dockerfile")
                }
            }
            if let error {
                text.key("buildError")
                text.object { text in
                    text.member("message", error.message)
                    text.location(of: error.range?.lines)
                }
            }
        }
        return IndentedJSON.render(text) + "\n"
    }

    private static func write(_ text: inout JSONText, _ finding: Diagnostic) {
        text.object { text in
            text.member("ruleName", rule(of: finding))
            text.member("description", ifPresent: finding.notes.first)
            text.member("url", ifPresent: finding.url)
            text.member("detail", finding.message)
            text.location(of: finding.range?.lines)
        }
    }
}
