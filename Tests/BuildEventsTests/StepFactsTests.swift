import BuildEvents
import BuildGraph
import OCIFormat
import Testing

@Suite struct StepFactsTests {
    private static let run: StepFacts = {
        var facts = StepFacts(definition: Digest.sha256(of: "RUN make"))
        facts.command = ["/bin/sh", "-c", "make"]
        facts.workingDirectory = "/src"
        facts.user = "app:app"
        facts.environment = [EnvironmentVariable("PATH", "/bin"), EnvironmentVariable("V", "1")]
        facts.argumentNames = ["V"]
        var cache = MountFacts(kind: .cache, target: "/cache")
        cache.id = "go"
        cache.from = id("a")
        cache.source = "seed"
        cache.options = ["sharing=locked"]
        var secret = MountFacts(kind: .secret, target: "")
        secret.id = "token"
        facts.mounts = [cache, secret]
        facts.network = RunOperation.Network.none
        facts.security = .insecure
        facts.hosts = [HostEntry(name: "db", address: "10.0.0.1")]
        facts.limits = [ResourceLimit(name: "nofile", soft: 1024, hard: -1)]
        facts.sharedMemorySize = 1 << 26
        return facts
    }()

    private static let image: StepFacts = {
        var facts = StepFacts()
        facts.image = ImageFacts(
            name: "docker.io/library/busybox:latest", manifest: Digest.sha256(of: "m"),
            diffIDs: [Digest.sha256(of: "l")], size: 42)
        return facts
    }()

    private func described(_ name: String, _ facts: StepFacts?) -> StepDescription {
        var description = step(name)
        description.facts = facts
        return description
    }

    @Test func factsSurviveTheWayThroughALine() throws {
        var quiet = Self.run
        quiet.environment = [EnvironmentVariable("PATH", "/bin")]
        let steps = [
            described("a", Self.image), described("b", Self.run), described("c", nil), described("d", quiet),
            described("e", Self.run), described("f", StepFacts()),
        ]
        let events = stream([start, .stepsAnnounced(steps)])
        let bytes = try events.reduce(EventLine.header) { try $0 + EventLine.encode($1) }
        #expect(try EventLineReader.events(in: bytes) == events)
    }

    @Test func stepsThatSeeTheSameVariablesShareThem() throws {
        let steps = (0..<100).map { described("step \($0)", Self.run) }
        let event = BuildEvent(sequence: 1, time: 0, payload: .stepsAnnounced(steps))
        let line = String(decoding: try EventLine.encode(event), as: UTF8.self)
        #expect(line.occurrences(of: #""PATH""#) == 1)
    }

    @Test func recordingsOfBeforeCanBeRead() throws {
        let digest = id("a")
        let lines = """
            {"event":"buildStarted","sequence":0,"time":0,"start":{"build":"b","wallClock":1,"dockerfile":"D",\
            "context":".","platforms":[],"arguments":[]}}
            {"event":"stepsAnnounced","sequence":1,"time":1,"steps":[{"id":"\(digest)","name":"a","inputs":[],\
            "instruction":"","kind":"run"}]}
            {"event":"verdict","sequence":2,"time":2,"step":"\(digest)","verdict":{"hit":{"key":"content","record":7,\
            "build":"b0","created":1.5,"useCount":3,"size":12}}}
            {"event":"stepFinished","sequence":3,"time":3,"step":"\(digest)","outcome":{"state":"done","result":\
            {"layerSize":9,"isSameResult":false}}}

            """
        let events = try EventLineReader.events(in: EventLine.header + Array(lines.utf8))
        let hit = CacheHit(key: .content, record: 7, build: "b0", created: 1.5, useCount: 3, size: 12)
        #expect(
            events.dropFirst().map(\.payload) == [
                .stepsAnnounced([StepDescription(id: digest, name: "a", kind: "run")]), .verdict(digest, .hit(hit)),
                .stepFinished(digest, .done(StepResult(layerSize: 9))),
            ])
    }

    @Test func whatARunLeftIsFoundAgainByRecordAndDigest() throws {
        var result = StepResult(layerSize: 9)
        result.record = 7
        result.digest = Digest.sha256(of: "result")
        result.key = Digest.sha256(of: "key")
        var hit = CacheHit(key: .definition, record: 7, build: "b0", created: 1, useCount: 0, size: 9)
        hit.digest = result.key
        hit.result = result.digest
        let payloads: [BuildEvent.Payload] = [
            start, .verdict(id("a"), .hit(hit)), .stepFinished(id("a"), .done(result)),
        ]
        let events = stream(payloads)
        let bytes = try events.reduce(EventLine.header) { try $0 + EventLine.encode($1) }
        #expect(try EventLineReader.events(in: bytes) == events)
    }

    @Test func buildKitsStreamHasNoWordForFactsOrForWhatComesBeforeAStart() {
        let digesting = ProgressItem(id: "digesting files:", current: 1, total: nil, isComplete: false)
        var told = RawJSONWriter()
        var untold = RawJSONWriter()
        let withFacts = stream([
            start, .stepsAnnounced([described("a", Self.run)]), .waiting(id("a"), .store),
            .progress(id("a"), digesting),
        ])
        let without = stream([start, .stepsAnnounced([described("a", nil)])])
        #expect(withFacts.flatMap { told.write($0) } == without.flatMap { untold.write($0) })
        let started = BuildEvent(sequence: 4, time: 9, payload: .stepStarted(id("a")))
        _ = told.write(started)
        #expect(!told.write(BuildEvent(sequence: 5, time: 9, payload: .progress(id("a"), digesting))).isEmpty)
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func occurrences(of text: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
