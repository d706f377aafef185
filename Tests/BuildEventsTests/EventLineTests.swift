import BuildEvents
import BuildGraph
import Diagnostics
import OCIFormat
import Testing

@Suite struct EventLineTests {
    private static let everyKind: [BuildEvent.Payload] = {
        let file = SourceFile(name: "Dockerfile", text: "FROM scratch\nRUN false\n")
        let odd = SourceFile(name: "odd", bytes: [0xFF, 0x0A])
        let place = Diagnostic.Place(file: file, range: file.range(ofLine: 2))
        let failed = StepFailure(
            diagnostic: Diagnostic(code: "run.exit", message: "exit code: 1", at: place, remedy: "mend it"), exitCode: 1
        )
        let hit = CacheHit(key: .content, record: 7, build: "b0", created: 1.5, useCount: 3, size: 12)
        let change = ComponentChange(kind: .file, name: "go.mod", old: "a", new: nil)
        var placed = ComponentChange(kind: .file, name: "out", old: "a", new: "b")
        placed.from = "build"
        placed.mount = "/src"
        placed.line = 7
        let usage = ResourceUsage(userTime: 1, systemTime: 2, peakMemory: 3, bytesRead: 4, bytesWritten: 5)
        let stage = Stage(
            name: "build", isNamed: true, index: 0, platform: Platform(os: "linux", architecture: "amd64"),
            stepCount: 2,
            range: file.range(ofLine: 1))
        return [
            start, .dockerfileRead(SourceFile(name: "Dockerfile", text: "FROM a\n")),
            .stagesAnnounced([stage]), .stepsAnnounced([step("a"), step("b", inputs: ["a"])]),
            .stepStarted(id("a")), .verdict(id("a"), .hit(hit)), .verdict(id("b"), .miss(.neverBuilt)),
            .verdict(id("b"), .miss(.firstBuild)),
            .verdict(id("b"), .miss(.forced)), .verdict(id("b"), .miss(.evicted)),
            .verdict(id("b"), .miss(.changed([change], more: 2))),
            .verdict(id("b"), .miss(.inputChanged(id("a"), root: id("a")))),
            .verdict(id("b"), .miss(.otherPlatform(["linux/arm64"]))), .verdict(id("b"), .miss(.filtered("build"))),
            .verdict(id("b"), .miss(.groundChanged(GroundChange(.removed, instruction: "RUN a")))),
            .verdict(id("b"), .miss(.pruned(PruneTrace(time: 1.5, policy: "strata cache prune")))),
            .verdict(
                id("b"), .miss(.several([.changed([placed], more: 0), .inputChanged(id("a"), root: id("a"))]))),
            .waiting(id("a"), .slot), .waiting(id("a"), .cacheMount("go")), .waiting(id("a"), .store),
            .waiting(id("a"), .network("host")), .waiting(id("a"), nil),
            .log(id("a"), .standardError, [0, 10, 255, 27]), .log(id("a"), .standardOutput, []),
            .progress(id("a"), ProgressItem(id: "sha256:1/2", current: 1, total: nil, isComplete: false)),
            .stepFinished(id("a"), .cached), .stepFinished(id("a"), .cancelled), .stepFinished(id("a"), .skipped),
            .stepFinished(id("a"), .done(StepResult(layerSize: 9, isSameResult: true, usage: usage))),
            .stepFinished(id("b"), .failed(failed)),
            .warning(nil, Diagnostic(.warning, code: "check.X", message: "\"é\"\u{1}", at: .init(file: odd))),
            .buildFinished(.succeeded(BuildResult(config: .sha256(of: "c"), names: ["app"]))),
            .buildFinished(.failed(id("b"), failed.diagnostic)), .buildFinished(.cancelled),
        ]
    }()

    @Test func everyEventSurvivesTheWayThroughALine() throws {
        let events = stream(Self.everyKind)
        let bytes = try events.reduce(EventLine.header) { try $0 + EventLine.encode($1) }
        #expect(try EventLineReader.events(in: bytes) == events)
    }

    @Test func anEventIsAFlatObject() throws {
        let log = BuildEvent(sequence: 3, time: 5, payload: .log(id("a"), .standardOutput, Array("hi\n".utf8)))
        let line = String(decoding: try EventLine.encode(log), as: UTF8.self)
        let expected = #"{"data":"aGkK","event":"log","sequence":3,"step":"\#(id("a"))","stream":1,"time":5}"# + "\n"
        #expect(line == expected)
    }

    @Test(arguments: [
        ("hello\n", EventStreamError.notAnEventStream),
        (#"{"format":"other","version":1}"#, .notAnEventStream),
        (#"{"format":"strata-events","version":99}"#, .newerVersion(99, known: 1)),
    ])
    func otherStreamsAreRefused(_ text: String, _ error: EventStreamError) {
        #expect(throws: error) { try EventLineReader.events(in: Array(text.utf8)) }
    }

    @Test func aDamagedLineIsNamed() {
        let bytes = EventLine.header + Array(#"{"sequence":0,"time":0,"event":"stepStarted"}"#.utf8)
        #expect {
            try EventLineReader.events(in: bytes)
        } throws: { error in
            guard case EventStreamError.malformed(line: 2, let reason) = error else { return false }
            return reason.contains("step")
        }
    }
}
