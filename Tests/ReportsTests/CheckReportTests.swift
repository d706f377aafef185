import BuildGraph
import Diagnostics
import Reports
import Testing

@Suite struct CheckReportTests {
    private let file = SourceFile(name: "Dockerfile", text: "FROM a AS Up\nENV a b\nMAINTAINER me\n")

    private func finding(_ rule: String, line: Int, url: String?) -> Diagnostic {
        var finding = Diagnostic(
            .warning, code: "check.\(rule)", message: "Mend \(rule)",
            at: .init(file: file, range: file.range(ofLine: line)))
        finding.notes = ["What it is for"]
        finding.url = url
        return finding
    }

    @Test func findingsStandInTheOrderOfTheFile() {
        let report = CheckReport(
            file: file, findings: [finding("Two", line: 2, url: nil), finding("One", line: 1, url: "https://x")],
            error: nil)
        #expect(
            report.text() == """
                Check complete, 2 warnings have been found!

                WARNING: One - https://x
                Mend One
                Dockerfile:1
                --------------------
                   1 | >>> FROM a AS Up
                   2 |     ENV a b
                   3 |     MAINTAINER me
                --------------------

                WARNING: Two
                Mend Two
                Dockerfile:2
                --------------------
                   1 |     FROM a AS Up
                   2 | >>> ENV a b
                   3 |     MAINTAINER me
                   4 |     
                --------------------

                """)
        #expect(!report.isClean)
    }

    @Test func oneAndNone() {
        let one = CheckReport(file: file, findings: [finding("One", line: 1, url: nil)], error: nil)
        #expect(one.text().hasPrefix("Check complete, 1 warning has been found!\n\nWARNING: One\n"))
        let none = CheckReport(file: file, findings: [], error: nil)
        #expect(none.text() == "Check complete, no warnings found.\n")
        #expect(none.isClean)
        #expect(CheckReport(file: file, findings: [], error: Diagnostic(code: "x", message: "y")).text() == "")
    }

    @Test func programsGetJSON() {
        let file = SourceFile(name: "D", text: "FROM \"[a]\"")
        var finding = Diagnostic(
            .warning, code: "check.One", message: "say \"{x,y}: [\"",
            at: .init(file: file, range: file.range(ofLine: 1)))
        finding.notes = ["What"]
        let error = Diagnostic(code: "x", message: "broken")
        #expect(
            CheckReport(file: file, findings: [finding], error: error).json() == #"""
                {
                  "warnings": [
                    {
                      "ruleName": "One",
                      "description": "What",
                      "detail": "say \"{x,y}: [\"",
                      "location": {
                        "ranges": [
                          {
                            "start": {
                              "line": 1
                            },
                            "end": {
                              "line": 1
                            }
                          }
                        ]
                      }
                    }
                  ],
                  "sources": [
                    {
                      "filename": "D",
                      "data": "RlJPTSAiW2FdIg==",
                      "language": "Dockerfile"
                    }
                  ],
                  "buildError": {
                    "message": "broken",
                    "location": {}
                  }
                }

                """#)
    }
}

@Suite struct OutlineReportTests {
    private let file = SourceFile(name: "Dockerfile", text: "x")

    @Test func anOutlineHasATableForEachKind() {
        let outline = BuildOutline(
            name: "final", description: "the image",
            arguments: [
                .init(name: "NAME", description: "whom to greet", value: "you", lines: 1...1),
                .init(name: "X", description: nil, value: "", lines: 2...2),
            ], secrets: [.init(name: "token", isRequired: true, lines: 3...3)], agents: [])
        #expect(
            OutlineReport.text(outline) == """
                TARGET:      final
                DESCRIPTION: the image

                BUILD ARG   VALUE   DESCRIPTION
                NAME        you     whom to greet
                X

                SECRET   REQUIRED
                token    true


                """)
        let json = OutlineReport.json(outline, file: file)
        #expect(json.contains("\"name\": \"token\",\n      \"required\": true,\n"))
        #expect(json.hasSuffix("  \"sources\": [\n    \"eA==\"\n  ]\n}\n"))
    }

    @Test func targetsAreAList() {
        var named = TargetDescription(isDefault: false, base: "a", lines: 1...1)
        named.name = "build"
        named.description = "the tools"
        let last = TargetDescription(isDefault: true, base: "build", lines: 2...2)
        #expect(TargetsReport.text([named, last]) == "TARGET    DESCRIPTION\nbuild     the tools\n(default)\n")
        #expect(TargetsReport.json([last], file: file).contains("\"default\": true,\n      \"base\": \"build\","))
    }
}
