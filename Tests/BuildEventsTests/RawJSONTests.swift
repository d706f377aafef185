import BuildEvents
import BuildGraph
import Diagnostics
import OCIFormat
import Testing

@Suite struct RawJSONTests {
    private func lines(_ events: [BuildEvent]) -> [String] {
        var writer = RawJSONWriter()
        let bytes = events.flatMap { writer.write($0) }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func aBuildIsWrittenAsBuildKitWould() {
        let failure = StepFailure(diagnostic: Diagnostic(code: "run", message: "exit code: 1"), exitCode: 1)
        let events = stream([
            start, .stepsAnnounced([step("a"), step("b", inputs: ["a"])]), .stepStarted(id("a")),
            .stepFinished(id("a"), .cached), .stepStarted(id("b")), .log(id("b"), .standardError, Array("no\n".utf8)),
            .progress(id("b"), ProgressItem(id: "copy", current: 3, total: 9, isComplete: true)),
            .stepFinished(id("b"), .failed(failure)), .buildFinished(.failed(id("b"), failure.diagnostic)),
        ])
        let a = #""digest":"\#(id("a"))""#
        let b = #""digest":"\#(id("b"))","inputs":["\#(id("a"))"]"#
        let time = { (milliseconds: Int) in "2026-09-21T14:13:20.50\(milliseconds)Z" }
        let doneA = #"{\#(a),"name":"a","started":"\#(time(2))","completed":"\#(time(2))","cached":true}"#
        let doneB =
            #"{\#(b),"name":"b","started":"\#(time(4))","completed":"\#(time(7))","error":"exit code: 1"}"#
        #expect(
            lines(events) == [
                #"{"vertexes":[{\#(a),"name":"a"},{\#(b),"name":"b"}]}"#,
                #"{"vertexes":[{\#(a),"name":"a","started":"\#(time(2))"}]}"#,
                #"{"vertexes":[\#(doneA)]}"#,
                #"{"vertexes":[{\#(b),"name":"b","started":"\#(time(4))"}]}"#,
                #"{"logs":[{"vertex":"\#(id("b"))","stream":2,"data":"bm8K","timestamp":"\#(time(5))"}]}"#,
                #"{"statuses":[{"id":"copy","vertex":"\#(id("b"))","total":9,"current":3,"timestamp":"\#(time(6))","#
                    + #""started":"\#(time(6))","completed":"\#(time(6))"}]}"#,
                #"{"vertexes":[\#(doneB)]}"#,
                #"{"vertexes":[\#(doneA),\#(doneB)]}"#,
            ])
    }

    @Test func warningsKeepRulePlaceAndPage() throws {
        let file = SourceFile(name: "Dockerfile", text: "from a\nRUN b\n")
        var warning = Diagnostic(
            .warning, code: "check.FromAsCasing", message: "casing", at: .init(file: file, range: file.range(ofLine: 1))
        )
        warning.notes = ["why"]
        warning.url = "https://example.com/"
        let events = stream([
            start, .stepsAnnounced([step("a")]), .stepStarted(id("a")), .warning(id("a"), warning),
            .stepFinished(id("a"), .done(StepResult())), .buildFinished(.succeeded(BuildResult())),
        ])
        let line = try #require(lines(events).first { $0.contains("warnings") })
        #expect(line.contains(Base64.encode(Array("FromAsCasing: casing (line 1)".utf8))))
        #expect(line.contains(#""range":[{"start":{"line":1},"end":{"line":1}}]"#))
        var writer = RawJSONWriter()
        let read = RawJSONReader.events(in: events.flatMap { writer.write($0) })
        #expect(read.contains { $0.payload == .warning(id("a"), warning) })
    }

    @Test func ourOwnStreamReadsBackAsTheSameBuild() throws {
        let failure = StepFailure(
            diagnostic: Diagnostic(code: "buildkit.step-failed", message: "broken: exit code: 7"), exitCode: 7)
        let payloads: [BuildEvent.Payload] = [
            .stepsAnnounced([step("a"), step("b", inputs: ["a"]), step("c")]),
            .stepStarted(id("a")), .stepFinished(id("a"), .cached), .stepStarted(id("b")), .stepStarted(id("c")),
            .log(id("b"), .standardOutput, [1, 2]),
            .progress(id("c"), ProgressItem(id: "x", current: 1, total: nil, isComplete: false)),
            .stepFinished(id("b"), .failed(failure)), .stepFinished(id("c"), .cancelled),
            .buildFinished(.failed(id("b"), failure.diagnostic)),
        ]
        var writer = RawJSONWriter()
        let read = RawJSONReader.events(in: stream([start] + payloads).flatMap { writer.write($0) })
        try EventRules.check(read)
        #expect(read.dropFirst().map(\.payload) == payloads)
    }

    @Test func verdictsStandInKeysThatBuildKitPassesOverAndAreReadBack() throws {
        let change = ComponentChange(kind: .file, name: "main.go", old: "1", new: "2")
        let hit = CacheHit(key: .content, record: 7, build: "b0", created: 1.5, useCount: 3, size: 12)
        let payloads: [BuildEvent.Payload] = [
            .stepsAnnounced([step("a"), step("b", inputs: ["a"])]), .stepStarted(id("a")),
            .verdict(id("a"), .hit(hit)), .stepFinished(id("a"), .cached),
            .verdict(id("b"), .miss(.several([.changed([change], more: 0), .inputChanged(id("a"), root: id("a"))]))),
            .stepStarted(id("b")), .stepFinished(id("b"), .done(StepResult(isSameResult: true))),
            .buildFinished(.succeeded(BuildResult())),
        ]
        var writer = RawJSONWriter { _, name in "because of \(name(id("a")) ?? "")" }
        let bytes = stream([start] + payloads).flatMap { writer.write($0) }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines[4].contains(#""strata.cause":"because of a","strata.verdict":{"miss":{"#))
        #expect(lines.allSatisfy { !$0.contains("strata.same") || $0.contains("completed") })
        let read = RawJSONReader.events(in: bytes)
        try EventRules.check(read)
        #expect(read.dropFirst().map(\.payload) == payloads)
    }

    /// What BuildKit's streams have and ours do not: intervals, other text, members of a group, names with stages.
    private static let foreign = """
        WARNING: buildx says something
        {"vertexes":[{"digest":"\(id("def"))","name":"[internal] load build definition from App.Dockerfile"}]}
        {"vertexes":[{"digest":"\(id("def"))","name":"[internal] load build definition from App.Dockerfile",\
        "started":"2026-08-20T10:00:01Z","completed":"2026-08-20T10:00:01.00001Z"}]}
        {"vertexes":[{"digest":"\(id("def"))","name":"[internal] load build definition from App.Dockerfile",\
        "started":"2026-08-20T10:00:01.0002Z"}],"statuses":[{"id":"transferring dockerfile:","vertex":"\(id("def"))",\
        "current":0,"timestamp":"2026-08-20T10:00:01.001Z","started":"2026-08-20T10:00:01.001Z"}]}
        {"vertexes":[{"digest":"\(id("run"))","inputs":["\(id("from"))"],"name":"[linux/amd64 build 2/2] RUN make"},\
        {"digest":"\(id("from"))","name":"[linux/amd64 build 1/2] FROM a"},\
        {"digest":"\(id("def"))","started":"2026-08-20T10:00:01.0002Z","completed":"2026-08-20T10:00:01.2Z"}]}
        {"vertexes":[{"digest":"\(id("from"))","started":"2026-08-20T10:00:02Z","completed":"2026-08-20T10:00:02Z",\
        "cached":true},{"digest":"\(id("run"))","started":"2026-08-20T10:00:02Z"}]}
        {"vertexes":[{"digest":"\(id("copy"))","inputs":["\(id("run"))"],"name":"copy","progressGroup":\
        {"id":"g","name":"COPY --link","weak":true}},{"digest":"\(id("merge"))","name":"merge","progressGroup":\
        {"id":"g","name":"COPY --link"},"started":"2026-08-20T10:00:04Z","completed":"2026-08-20T10:00:05Z"}],\
        "logs":[{"vertex":"\(id("run"))","stream":1,"data":"aGkK","timestamp":"2026-08-20T10:00:03Z"}]}
        {"vertexes":[{"digest":"\(id("run"))","started":"2026-08-20T10:00:02Z","completed":"2026-08-20T10:00:06Z"}]}
        not json {
        """

    @Test func aForeignStreamIsReadTolerantly() throws {
        var reader = RawJSONReader()
        // In pieces that end anywhere.
        var events: [BuildEvent] = []
        var rest = Array(Self.foreign.utf8)[...]
        while !rest.isEmpty {
            events += reader.read(Array(rest.prefix(37)))
            rest = rest.dropFirst(37)
        }
        events += reader.finish()
        try EventRules.check(events)
        #expect(reader.notes == ["WARNING: buildx says something", "not json {"])
        #expect(events.first?.payload.start?.dockerfile == "App.Dockerfile")
        let steps = events.flatMap { $0.payload.announced }
        #expect(
            steps.map(\.name) == [
                "[internal] load build definition from App.Dockerfile", "[linux/amd64 build 1/2] FROM a",
                "[linux/amd64 build 2/2] RUN make", "COPY --link",
            ])
        #expect(steps.map(\.kind) == ["internal", "image", "run", "internal"])
        #expect(steps[2].inputs == [id("from")])
        #expect(steps[2].stage == 0)
        #expect(steps[2].instruction == "RUN make")
        let ends = events.compactMap { event -> String? in
            guard case .stepFinished(let id, let outcome) = event.payload else { return nil }
            let name = steps.first { $0.id == id }?.kind ?? ""
            return "\(name) \(outcome == .cached ? "cached" : "done") \(event.time / 1_000_000)"
        }
        #expect(ends == ["internal done 200", "image cached 1000", "internal done 4000", "run done 5000"])
        #expect(events.last?.payload == .buildFinished(.succeeded(BuildResult())))
    }

    /// An image is looked up, then fetched, then unpacked, in an interval each.
    private static let pull = """
        {"vertexes":[{"digest":"\(id("from"))","name":"[1/2] FROM a","started":"2026-08-20T10:00:01Z"},\
        {"digest":"\(id("run"))","inputs":["\(id("from"))"],"name":"[2/2] RUN make"}]}
        {"vertexes":[{"digest":"\(id("from"))","started":"2026-08-20T10:00:01Z","completed":"2026-08-20T10:00:01.02Z"}]}
        {"vertexes":[{"digest":"\(id("from"))","started":"2026-08-20T10:00:01.03Z"}],"statuses":[{"id":"sha256:aa",\
        "vertex":"\(id("from"))","current":5,"total":9,"timestamp":"2026-08-20T10:00:02Z"}]}
        {"vertexes":[{"digest":"\(id("from"))","started":"2026-08-20T10:00:01.03Z","completed":"2026-08-20T10:00:04Z"}]}
        {"vertexes":[{"digest":"\(id("run"))","started":"2026-08-20T10:00:04.01Z"}]}
        {"vertexes":[{"digest":"\(id("run"))","started":"2026-08-20T10:00:04.01Z","completed":"2026-08-20T10:00:05Z"}]}
        """

    @Test func anImageIsPulledUntilWhatStandsOnItBegins() throws {
        let events = RawJSONReader.events(in: Array(Self.pull.utf8))
        try EventRules.check(events)
        let end = events.first { $0.payload == .stepFinished(id("from"), .done(StepResult())) }
        #expect(end?.time == 3_000_000_000)
        let item = ProgressItem(id: "sha256:aa", current: 5, total: 9, isComplete: false)
        #expect(events.contains { $0.payload == .progress(id("from"), item) })
    }

    @Test func aStreamWithoutAnythingIsABuildWithoutSteps() throws {
        let events = RawJSONReader.events(in: Array("ERROR: no builder\n".utf8))
        try EventRules.check(events)
        #expect(events.count == 2)
        let error = Diagnostic(code: "buildkit.error", message: "no builder")
        #expect(events.last?.payload == .buildFinished(.failed(nil, error)))
    }
}

extension BuildEvent.Payload {
    fileprivate var start: BuildStart? {
        if case .buildStarted(let start) = self { start } else { nil }
    }

    fileprivate var announced: [StepDescription] {
        if case .stepsAnnounced(let steps) = self { steps } else { [] }
    }
}
