import BuildEvents
import BuildGraph
import BuildProgress
import Diagnostics
import OCIFormat
import Testing

/// A build of three steps: `base`, and on it `client` and `server`.
private let announced: [BuildEvent.Payload] = [
    .buildStarted(BuildStart(build: "b", wallClock: 0, dockerfile: "Dockerfile", context: ".")),
    .stepsAnnounced([
        step("base"), step("client", inputs: ["base"]), step("server", inputs: ["base"]),
        step("all", inputs: ["client", "server"]),
    ]),
]

private func step(_ name: String, inputs: [String] = []) -> StepDescription {
    StepDescription(id: id(name), name: name, inputs: inputs.map(id))
}

private func id(_ name: String) -> StepID {
    StepID(Digest.sha256(of: name))
}

/// The state after events at times in seconds.
private func state(_ timed: [(Int64, BuildEvent.Payload)]) -> BuildState {
    let all = announced.map { (0, $0) } + timed
    return BuildState(
        all.enumerated().map { index, event in
            BuildEvent(sequence: index, time: event.0 * 1_000_000_000, payload: event.1)
        })
}

@Suite struct BuildStateTests {
    @Test func stepsGoThroughTheirPhases() throws {
        var build = state([])
        #expect(build.steps.map(\.phase) == [.waiting, .waiting, .waiting, .waiting])
        build = state([(1, .stepStarted(id("base"))), (1, .stepFinished(id("base"), .cached))])
        #expect(build[id("base")]?.phase == .hit)
        build = state([(1, .stepStarted(id("base"))), (2, .waiting(id("base"), .store))])
        #expect(build[id("base")]?.phase == .running)
        #expect(build[id("base")]?.wait == .store)
        let result = StepResult(layerSize: 5, isSameResult: true)
        build = state([(1, .stepStarted(id("base"))), (3, .stepFinished(id("base"), .done(result)))])
        let base = try #require(build[id("base")])
        #expect(base.phase == .ran(result))
        #expect(base.duration(at: 9_000_000_000) == 2_000_000_000)
    }

    @Test func countsFollowTheSteps() {
        let failure = StepFailure(diagnostic: Diagnostic(code: "x", message: "no"))
        let counts = state([
            (0, .stepStarted(id("base"))), (0, .stepFinished(id("base"), .cached)), (1, .stepStarted(id("client"))),
            (1, .stepStarted(id("server"))), (2, .stepFinished(id("client"), .failed(failure))),
        ]).counts
        #expect(counts.total == 4)
        #expect([counts.hits, counts.failed, counts.running, counts.waiting] == [1, 1, 1, 1])
        #expect(counts.done == 2)
    }

    @Test func theFailedStepIsTheOneThatFailedFirstAndKeepsItsLastLines() throws {
        let failure = StepFailure(diagnostic: Diagnostic(code: "x", message: "no"))
        let build = state([
            (0, .stepStarted(id("client"))), (0, .stepStarted(id("server"))),
            (1, .log(id("server"), .standardOutput, Array("one\ntw".utf8))),
            (1, .log(id("server"), .standardError, Array("o\n".utf8))),
            (2, .stepFinished(id("server"), .failed(failure))), (2, .stepFinished(id("client"), .cancelled)),
            (2, .buildFinished(.failed(nil, failure.diagnostic))),
        ])
        let failed = try #require(build.failedStep)
        #expect(failed.id == id("server"))
        #expect(failed.logLines == 2)
        #expect(failed.logBytes == 8)
        #expect(failed.tail.lastLines(1) == [Array("two".utf8)])
    }

    @Test func theCriticalPathIsTheSlowestChain() {
        let build = state([
            (0, .stepStarted(id("base"))), (1, .stepFinished(id("base"), .done(StepResult()))),
            (1, .stepStarted(id("client"))), (1, .stepStarted(id("server"))),
            (3, .stepFinished(id("client"), .done(StepResult()))),
        ])
        #expect(build.criticalPath(at: 2_000_000_000).map { build.steps[$0].description.name } == ["base", "client"])
        #expect(build.criticalPath(at: 9_000_000_000).map { build.steps[$0].description.name } == ["base", "server"])
        #expect(state([]).criticalPath(at: 0).isEmpty)
    }

    @Test func aMissLeadsToTheStepThatBeganIt() {
        let change = ComponentChange(kind: .file, name: "main.go", old: "1", new: "2")
        let build = state([
            (0, .verdict(id("base"), .miss(.changed([change], more: 0)))),
            (0, .verdict(id("client"), .miss(.inputChanged(id("base"), root: id("base"))))),
        ])
        #expect(build.root(ofMiss: id("client"))?.id == id("base"))
        #expect(build.root(ofMiss: id("server")) == nil)
        #expect(build.firstMiss?.id == id("base"))
    }

    @Test func partsKeepTheirOrderAndTheirNewestState() {
        let item = { (name: String, current: Int64) in
            BuildEvent.Payload.progress(
                id("base"), ProgressItem(id: name, current: current, total: 9, isComplete: false))
        }
        let build = state([(0, item("a", 1)), (0, item("b", 1)), (1, item("a", 5))])
        #expect(build[id("base")]?.items.map(\.id) == ["a", "b"])
        #expect(build[id("base")]?.items.map(\.current) == [5, 1])
    }

    @Test func whatIsSaidOfUnknownStepsIsPassedOver() {
        let build = state([(1, .stepStarted(id("nobody"))), (1, .stepFinished(id("nobody"), .cancelled))])
        #expect(build.counts.waiting == 4)
    }
}

@Suite struct LogTailTests {
    private func lines(_ count: Int, of chunks: [String]) -> [String] {
        var tail = LogTail()
        for chunk in chunks { tail.append(Array(chunk.utf8)) }
        return tail.lastLines(count).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        arguments: [
            ([], []), (["\n"], []), (["a"], ["a"]), (["a\nb\nc\n"], ["b", "c"]), (["a\n\nb"], ["", "b"]),
            (["a\r\nb\r\n"], ["a", "b"]), (["10%\r20%\r30%\n", "x"], ["30%", "x"]),
        ] as [([String], [String])])
    func givesTheLastLines(_ chunks: [String], _ expected: [String]) {
        #expect(lines(2, of: chunks) == expected)
    }

    @Test func forgetsAllButTheEnd() {
        let line = String(repeating: "x", count: 999) + "\n"
        let shown = lines(1000, of: Array(repeating: line, count: 500) + ["end\n"])
        #expect(shown.last == "end")
        #expect((64...130).contains(shown.count))
        #expect(shown.dropLast().allSatisfy { $0.count == 999 })
        #expect(lines(3, of: [String(repeating: line, count: 500)]).count == 3)
    }
}
