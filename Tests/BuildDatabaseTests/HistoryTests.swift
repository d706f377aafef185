import BuildDatabase
import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import EnginePorts
import OCIFormat
import SystemPackage
import Testing

@Suite struct HistoryTests {
    private let store: TemporaryStore
    private let database: StoreDatabase

    init() throws {
        store = try TemporaryStore()
        database = try store.open()
    }

    @Test func aRecordedBuildIsGivenBackWhole() async throws {
        let made = try await database.insert(record("make", result: "r", layers: ["a"], build: "b1"))
        let events = TwoStepBuild.events(build: "b1")
        let session = try StoreSession(in: database)
        #expect(await play(events, session: session) == nil)

        let build = try #require(try await database.builds(limit: 10).first)
        #expect(build.state == .succeeded)
        #expect(build.command == ["strata", "build", "."])
        #expect(build.version == "0.1")
        #expect(build.start.arguments == [EnvironmentVariable("V", "1")])
        #expect(build.ended == 1005)
        #expect([build.stepCount, build.hitCount, build.runCount] == [2, 1, 1])
        #expect(try await database.source(of: "b1")?.text == "FROM scratch\n")

        let steps = try await database.steps(of: "b1")
        #expect(steps.map(\.name) == ["[build 1/2] FROM busybox", "RUN make"])
        #expect(steps.map(\.state) == [.cached, .done])
        #expect(steps.map(\.stage) == ["build", "build"])
        #expect(steps.map(\.record) == [77, made])
        #expect(steps[1].verdict == .miss(.neverBuilt))
        #expect(steps[1].logSize == 11)
        #expect(try await database.stepMarks(ofBuilds: ["b1"])["b1"]?.map(\.result) == [.hit, .same])
        #expect([steps[1].started, steps[1].ended] == [2_000_000_000, 4_000_000_000])
    }

    @Test func aDockerfileThatIsReadLaterIsKeptToo() async throws {
        let start = BuildStart(build: "late", wallClock: 1, dockerfile: "Dockerfile", context: "https://example.com/")
        let file = SourceFile(name: "Dockerfile", text: "FROM late\n")
        let payloads: [BuildEvent.Payload] = [.buildStarted(start), .dockerfileRead(file), .buildFinished(.cancelled)]
        let events = payloads.enumerated().map { BuildEvent(sequence: $0, time: Int64($0), payload: $1) }
        #expect(await play(events, session: try StoreSession(in: database)) == nil)
        #expect(try await database.source(of: "late") == file)
    }

    @Test func eventsAndOutputAreReadBackAsTheyWere() async throws {
        let events = TwoStepBuild.events(build: "b1")
        _ = await play(events, session: try StoreSession(in: database))

        let recorded = try #require(try RecordedEvents(of: "b1", in: database))
        var read: [BuildEvent] = []
        while let event = try recorded.next() { read.append(event) }
        #expect(read == events)
        #expect(try StepLogReader(of: TwoStepBuild.from, build: "b1", in: database) == nil)
        #expect(try RecordedEvents(of: "never", in: database) == nil)
    }

    @Test func aLongLogIsKeptWhole() async throws {
        let recorder = recorder(session: try StoreSession(in: database))
        let events = TwoStepBuild.events(build: "b1")
        for event in events.prefix(7) { recorder.take(event) }
        let line = Array("a line of output that is written again and again\n".utf8)
        for index in 0..<200_000 {
            let payload = BuildEvent.Payload.log(TwoStepBuild.run, .standardOutput, line)
            recorder.take(BuildEvent(sequence: 7 + index, time: 2_000_000_000, payload: payload))
        }
        #expect(await recorder.finish() == nil)

        let log = try #require(try StepLogReader(of: TwoStepBuild.run, build: "b1", in: database))
        var count = 0
        while let entry = try log.next() {
            if entry.bytes != line || entry.sequence != 7 + count { break }
            count += 1
        }
        #expect(count == 200_000)
        let file = "logs/b1/\(TwoStepBuild.run.digest.hex).zst"
        #expect(try store.size(of: file) < 2_000_000)
    }

    @Test func aKilledBuildIsSeenAsInterrupted() async throws {
        do {
            let session = try StoreSession(in: database)
            _ = await play(Array(TwoStepBuild.events(build: "b1").prefix(7)), session: session)
            #expect(try await database.builds(limit: 1).map(\.state) == [.running])
        }
        var states = try await database.builds(limit: 1).map(\.state)
        // Another test's child process has the lock's file open between its fork and its exec.
        for _ in 0..<10_000 where states == [.running] { states = try await database.builds(limit: 1).map(\.state) }
        #expect(states == [.interrupted])
        let next = try StoreSession(in: try store.open())
        #expect(try await database.builds(limit: 1).map(\.state) == [.interrupted])
        #expect(try await database.steps(of: "b1").map(\.state) == [.cached, .running])
        try await next.end()
    }

    @Test func aLogThatAKillCutShortGivesWhatIsThere() async throws {
        let events = TwoStepBuild.events(build: "b1")
        _ = await play(events, session: try StoreSession(in: database))
        let file = "logs/b1/\(TwoStepBuild.run.digest.hex).zst"
        let size = try store.size(of: file)
        try store.truncate(file, to: size - 5)

        let log = try #require(try StepLogReader(of: TwoStepBuild.run, build: "b1", in: database))
        #expect(try log.next()?.bytes == Array("first\n".utf8))
        #expect(try log.next()?.bytes == [0xff, 0x0a])
        #expect(try log.next() == nil)
    }

    @Test func ofADamagedFileItsNameIsToldAndWhatToDo() async throws {
        _ = await play(TwoStepBuild.events(build: "b1"), session: try StoreSession(in: database))
        let name = "logs/b1/\(TwoStepBuild.run.digest.hex).zst"
        for file in [name, "logs/b1/events.zst"] {
            try store.overwrite(file, with: Array("no zstd at all".utf8))
            let error = #expect(throws: Diagnostic.self) {
                let recorded = try RecordedEvents(of: "b1", in: database)
                while try recorded?.next() != nil {}
            }
            #expect(error?.message.hasPrefix("\(store.root.appending(file)) can't be read: ") == true)
            #expect(error?.remedy?.hasPrefix("strata history rm b1 removes the build") == true)
        }
    }

    @Test func componentsOfAStepAreItsRecordsOrItsOwn() async throws {
        var new = record("make", result: "r", layers: ["a"], build: "b1")
        new.components = [KeyComponent(.instruction, "0", "make")]
        _ = try await database.insert(new)
        let events = TwoStepBuild.events(build: "b1")
        let recorder = recorder(session: try StoreSession(in: database))
        for event in events.dropLast() { recorder.take(event) }
        let own = [KeyComponent(.base, "", "busybox")]
        recorder.note(own, of: TwoStepBuild.from)
        for event in events.suffix(1) { recorder.take(event) }
        #expect(await recorder.finish() == nil)
        #expect(try await database.components(ofStep: 0, of: "b1") == own)
        #expect(try await database.components(ofStep: 1, of: "b1") == new.components)
    }

    @Test func aFailureOfTheRecordingIsGivenAtTheEnd() async throws {
        // A file stands where the logs belong.
        try store.overwrite("logs", with: [1])
        let failure = await play(TwoStepBuild.events(build: "b1"), session: try StoreSession(in: database))
        guard case .failed = failure else {
            Issue.record("got \(String(describing: failure))")
            return
        }
    }

    private func recorder(session: StoreSession) -> HistoryRecorder {
        HistoryRecorder(database: database, session: session, command: ["strata", "build", "."], version: "0.1")
    }

    private func play(_ events: [BuildEvent], session: StoreSession) async -> DatabaseError? {
        let recorder = recorder(session: session)
        for event in events { recorder.take(event) }
        return await recorder.finish()
    }
}

/// A build of two steps: the first is cached, the second runs and prints two lines, two seconds apart.
enum TwoStepBuild {
    static let from = StepID(digest("from"))
    static let run = StepID(digest("run"))

    static func events(build: String) -> [BuildEvent] {
        payloads(build: build).enumerated().map { index, item in
            BuildEvent(sequence: index, time: item.0 * 1_000_000_000, payload: item.1)
        }
    }

    private static func payloads(build: String) -> [(Int64, BuildEvent.Payload)] {
        let hit = CacheHit(key: .definition, record: 77, build: "b0", created: 500, useCount: 2, size: 9)
        return [
            (0, .buildStarted(start(build))),
            (0, .stepsAnnounced(steps)),
            (0, .stagesAnnounced([stage])),
            (1, .verdict(from, .hit(hit))),
            (1, .stepFinished(from, .cached)),
            (2, .verdict(run, .miss(.neverBuilt))),
            (2, .stepStarted(run)),
            (2, .log(run, .standardOutput, Array("first\n".utf8))),
            (4, .log(run, .standardError, [0xff, 0x0a])),
            (4, .log(run, .standardOutput, Array("end".utf8))),
            (4, .stepFinished(run, .done(StepResult(layerSize: 3, isSameResult: true)))),
            (5, .buildFinished(.succeeded(BuildResult(names: ["app"])))),
        ]
    }

    private static func start(_ build: String) -> BuildStart {
        var start = BuildStart(build: build, wallClock: 1000, dockerfile: "Dockerfile", context: ".")
        start.arguments = [EnvironmentVariable("V", "1")]
        start.source = SourceFile(name: "Dockerfile", text: "FROM scratch\n")
        return start
    }

    private static var steps: [StepDescription] {
        var first = StepDescription(id: from, name: "[build 1/2] FROM busybox", kind: "image")
        var second = StepDescription(id: run, name: "RUN make", inputs: [from], kind: "run")
        first.stage = 0
        second.stage = 0
        return [first, second]
    }

    private static var stage: Stage {
        let platform = Platform(os: "linux", architecture: "amd64")
        return Stage(name: "build", isNamed: true, index: 0, platform: platform, stepCount: 2, range: nil)
    }
}
