import BuildRecords
import Reports
import Testing

@Suite struct ExplainReportTests {
    @Test(arguments: [
        (BuildSummary.Result.succeeded, "Nothing ran."),
        (.interrupted, "It was interrupted before anything that it did was recorded."),
    ])
    func aBuildWithoutSteps(_ result: BuildSummary.Result, _ sentence: String) {
        var build = ExplainedBuild(number: 3, id: "abc", created: 0, steps: [])
        build.result = result
        #expect(ExplainReport(build, numbers: [:], now: 60).chains().hasSuffix("\n\n\(sentence)\n"))
    }
}
