import BuildEvents
import BuildProgress
import BuildRecords
import Diagnostics
import OCIFormat
import Reports
import Testing

private let file = SourceFile(name: "Dockerfile", text: "FROM a\nRUN one\nRUN two\nRUN three\nRUN four\n")

private func failedBuild() -> Script {
    var script = Script(["[2/3] RUN two | tee `log`", "other"], source: file)
    let name = "[2/3] RUN two | tee `log`"
    let message = #"process "/bin/sh -c two" did not complete successfully: exit code: 1"#
    let diagnostic = Diagnostic(
        code: "run.exit", message: message, at: .init(file: file, range: file.range(ofLine: 3)), remedy: "mend two")
    script.start(name, at: 0)
    script.start("other", at: 0)
    for number in 1...30 { script.log(name, "line \(number)\n", at: 1) }
    script.end(name, .failed(StepFailure(diagnostic: diagnostic, exitCode: 1)), at: 20)
    script.end("other", .cancelled, at: 30)
    script.add(30, .buildFinished(.failed(id(name), diagnostic)))
    return script
}

@Suite struct EndingsTests {
    @Test func aFailureEndsWithStepLinesPlaceAndMessage() {
        let report = String(decoding: FailureReport.render(BuildState(failedBuild().events)), as: UTF8.self)
        let lines = (11...30).map { "line \($0)\n" }.joined()
        #expect(
            report == """
                ------
                 > [2/3] RUN two | tee `log`:
                \(lines)------
                Dockerfile:3
                --------------------
                   1 |     FROM a
                   2 |     RUN one
                   3 | >>> RUN two
                   4 |     RUN three
                   5 |     RUN four
                --------------------
                ERROR: process "/bin/sh -c two" did not complete successfully: exit code: 1
                remedy: mend two

                """)
    }

    @Test func aBuildThatNeverGotToAStepShowsItsDiagnostic() {
        var script = Script([])
        let place = Diagnostic.Place(file: file, range: file.range(5..<6))
        let diagnostic = Diagnostic(code: "x", message: "no such image", at: place)
        script.add(1, .buildFinished(.failed(nil, diagnostic)))
        let report = String(decoding: FailureReport.render(BuildState(script.events)), as: UTF8.self)
        #expect(report.hasPrefix("ERROR: Dockerfile:1:6: no such image\n--------------------\n"))
    }

    @Test func aBuildThatDidNotFailHasNoFailure() {
        var script = Script([])
        script.add(1, .buildFinished(.cancelled))
        #expect(FailureReport.render(BuildState(script.events)).isEmpty)
    }

    @Test func warningsAreListedAtTheEnd() {
        var script = Script([])
        #expect(WarningReport.render(BuildState(script.events).warnings).isEmpty)
        let place = Diagnostic.Place(file: file, range: file.range(ofLine: 2))
        script.add(1, .warning(nil, Diagnostic(.warning, code: "check.Casing", message: "odd", at: place)))
        #expect(
            WarningReport.render(BuildState(script.events).warnings)
                == "\n 1 warning found:\n - Casing: odd (line 2)\n")
        script.add(1, .warning(nil, Diagnostic(.warning, code: "other", message: "also odd")))
        #expect(
            WarningReport.render(BuildState(script.events).warnings).hasPrefix("\n 2 warnings found:\n"))
    }

    @Test func theSummaryForCIHasATable() throws {
        let build = BuildRecorder(failedBuild().events)
        let lines = [Array("\u{1B}[31mred\u{1B}[0m".utf8)]
        let report = BuildSummaryReport(try #require(build.summary), steps: build.steps, lastLines: lines)
        #expect(
            report.markdown() == #"""
                ## Build of Dockerfile failed

                30ms · 2 steps · 0 from the cache · 0 ran · 1 failed · 1 cancelled

                **process "/bin/sh -c two" did not complete successfully: exit code: 1**

                Failed: `` [2/3] RUN two \| tee `log` ``

                ````text
                red
                ````

                | step | result | time | cause |
                | --- | --- | ---: | --- |
                | `` [2/3] RUN two \| tee `log` `` | **failed** | 20ms |  |
                | `other` | cancelled | 30ms |  |

                """#)
    }

    @Test func theSummaryForProgramsIsOneObject() throws {
        let build = BuildRecorder(failedBuild().events)
        let json = BuildSummaryReport(try #require(build.summary), steps: build.steps).json()
        #expect(json.hasPrefix(#"{"build":"b","result":"failed","dockerfile":"Dockerfile","context":".","#))
        #expect(json.contains(#""failed_step":{"name":"[2/3] RUN two | tee `log`","exit_code":1,"last_lines":[]}"#))
        #expect(json.hasSuffix("}\n"))
    }

    @Test func nothingThatIsQuotedSteersTheTerminal() {
        let text = "ERROR: a\u{1B}]52;c;aGk=\u{07}b\r\n\u{1B}[2Jsecond\u{9B}1mthird\n"
        #expect(PlainText.lines(text) == "ERROR: ab \nsecond 1mthird\n")
    }
}
