import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import OCIFormat
import Testing

private func id(_ name: String) -> StepID {
    StepID(Digest.sha256(of: name))
}

private func record(_ payloads: [BuildEvent.Payload]) -> BuildRecorder {
    var start = BuildStart(build: "b1", wallClock: 100, dockerfile: "Dockerfile", context: ".")
    start.target = "app"
    start.platforms = [Platform(os: "linux", architecture: "amd64")]
    let steps = ["copy", "compile", "export"].map { StepDescription(id: id($0), name: $0) }
    let all: [BuildEvent.Payload] = [.buildStarted(start), .stepsAnnounced(steps)] + payloads
    return BuildRecorder(
        all.enumerated().map { BuildEvent(sequence: $0.offset, time: Int64($0.offset), payload: $0.element) })
}

@Suite struct BuildRecorderTests {
    @Test func aSuccessfulBuildIsSummarised() throws {
        let change = ComponentChange(kind: .file, name: "main.go", old: "1", new: "2")
        let build = record([
            .stepStarted(id("copy")), .verdict(id("copy"), .miss(.changed([change], more: 0))),
            .stepFinished(id("copy"), .done(StepResult(layerSize: 3))), .stepStarted(id("compile")),
            .verdict(id("compile"), .miss(.inputChanged(id("copy"), root: id("copy")))),
            .log(id("compile"), .standardOutput, [1, 2, 3]),
            .stepFinished(id("compile"), .done(StepResult(isSameResult: true))),
            .stepStarted(id("export")), .stepFinished(id("export"), .cached),
            .buildFinished(.succeeded(BuildResult(names: ["app:1"]))),
        ])
        let summary = try #require(build.summary)
        #expect(summary.result == .succeeded)
        #expect(summary.target == "app")
        #expect(summary.platforms == ["linux/amd64"])
        #expect(summary.names == ["app:1"])
        #expect(summary.firstCause == "main.go changed")
        #expect([summary.counts.total, summary.counts.hits, summary.counts.ran] == [3, 1, 2])
        #expect(summary.duration == 11)
        #expect(build.steps.map(\.result) == [.ran, .same, .hit])
        #expect(build[id("compile")]?.cause == "copy gave another result")
        #expect(build[id("compile")]?.logBytes == 3)
        #expect(build[id("copy")]?.duration == 2)
    }

    @Test func aStepThatWasCancelledCountsAsTheMissThatItWas() throws {
        let build = record([
            .stepStarted(id("copy")), .stepFinished(id("copy"), .cached),
            .verdict(id("compile"), .miss(.neverBuilt)), .stepStarted(id("compile")),
            .stepFinished(id("compile"), .cancelled), .stepFinished(id("export"), .cancelled),
            .buildFinished(.cancelled),
        ])
        let summary = try #require(build.summary)
        #expect(summary.hitRate == 0.5)
        #expect([summary.counts.cancelled, summary.counts.cancelledMisses] == [2, 1])
        #expect(build.steps.map(\.isMiss) == [false, true, false])
    }

    @Test func aFailedBuildNamesItsStep() throws {
        let failure = StepFailure(diagnostic: Diagnostic(code: "x", message: "no luck"), exitCode: 1)
        let build = record([
            .stepStarted(id("copy")), .stepFinished(id("copy"), .failed(failure)),
            .buildFinished(.failed(id("copy"), failure.diagnostic)),
        ])
        let summary = try #require(build.summary)
        #expect(summary.result == .failed)
        #expect(summary.error == "no luck")
        #expect(summary.failedStep == id("copy"))
        #expect(build[id("copy")]?.failure == failure)
        #expect(build[id("export")]?.result == .waiting)
    }
}
