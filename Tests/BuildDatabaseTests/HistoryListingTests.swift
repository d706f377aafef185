import Archives
import BuildDatabase
import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import EnginePorts
import FoundationEssentials
import GRDB
import OCIFormat
import SystemPackage
import Testing

/// A store with builds of two steps, which end as a test says.
private struct Library {
    let store: TemporaryStore
    let database: StoreDatabase
    let session: StoreSession

    init() throws {
        store = try TemporaryStore()
        database = try store.open()
        session = try StoreSession(in: database)
    }

    /// Records a build that began at a time and took so many seconds.
    func add(
        _ id: String, at started: Double = 1000, seconds: Int64 = 5, failing: Bool = false, origin: String? = nil,
        _ change: (inout BuildStart) -> Void = { _ in }
    ) async throws {
        let recorder = HistoryRecorder(
            database: database, session: session, command: ["strata", "build", id], version: "0.1", origin: origin)
        for event in TwoStepBuild.events(build: id) {
            var event = event
            switch event.payload {
            case .buildStarted(var start):
                start.wallClock = started
                change(&start)
                event.payload = .buildStarted(start)
            case .buildFinished:
                event.time = seconds * 1_000_000_000
                let failure = Diagnostic(code: "run.exit", message: "make failed")
                if failing { event.payload = .buildFinished(.failed(TwoStepBuild.run, failure)) }
            default: break
            }
            recorder.take(event)
        }
        #expect(await recorder.finish() == nil)
    }

    func found(
        _ filters: String..., order: HistoryQuery.Order = .number, isReversed: Bool = false
    ) async throws
        -> [String]
    {
        var query = HistoryQuery()
        query.order = order
        query.isReversed = isReversed
        for filter in filters { query.filters.append(try HistoryFilter(parsing: filter, now: 5000)) }
        return try await database.listing(query).map(\.build.id)
    }

    func count(_ table: String) throws -> Int {
        let file = try DatabaseQueue(path: store.root.appending("state.db").string)
        return try file.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }
}

@Suite struct HistoryListingTests {
    private let library: Library

    init() throws {
        library = try Library()
    }

    @Test func buildsAreFilteredAndSorted() async throws {
        try await library.add("aa1", at: 1000, seconds: 9)
        try await library.add("ab2", at: 2000, seconds: 1, failing: true) { $0.target = "test" }
        try await library.add("bc3", at: 4000, seconds: 5) {
            $0.dockerfile = "other.Dockerfile"
            $0.context = "/srv/app_1"
        }
        #expect(try await library.found() == ["bc3", "ab2", "aa1"])
        #expect(try await library.found("status=failed") == ["ab2"])
        #expect(try await library.found("status!=error") == ["bc3", "aa1"])
        #expect(try await library.found("target=test") == ["ab2"])
        #expect(try await library.found("target!=test") == ["bc3", "aa1"])
        #expect(try await library.found("dockerfile=OTHER") == ["bc3"])
        #expect(try await library.found("context=app_") == ["bc3"])
        #expect(try await library.found("context=appX").isEmpty)
        #expect(try await library.found("context=%").isEmpty)
        #expect(try await library.found("ref=b") == ["bc3", "ab2"])
        #expect(try await library.found("duration>4s") == ["bc3", "aa1"])
        #expect(try await library.found("startedAt>2000s") == ["bc3"])
        #expect(try await library.found("since=1h", "duration<4s") == ["ab2"])
        #expect(try await library.found("text=make failed") == ["ab2"])
        #expect(try await library.found("text=never built") == ["bc3", "ab2", "aa1"])
        #expect(try await library.found("text!=srv") == ["ab2", "aa1"])
        #expect(try await library.found(order: .duration) == ["aa1", "bc3", "ab2"])
        #expect(try await library.found(order: .started, isReversed: true) == ["aa1", "ab2", "bc3"])
        try await library.database.setPinned(true, builds: ["ab2"])
        #expect(try await library.found("pinned=true") == ["ab2"])
        #expect(try await library.database.builds(limit: 2).map(\.isPinned) == [false, true])
    }

    @Test func aBuildIsComparedWithTheOneBeforeOfItsKind() async throws {
        try await library.add("b1", at: 1000, seconds: 8)
        try await library.add("b2", at: 2000, seconds: 2) { $0.target = "other" }
        try await library.add("b3", at: 3000, seconds: 4, failing: true)
        try await library.add("b4", at: 4000, seconds: 6)
        let listing = try await library.database.listing(HistoryQuery())
        #expect(listing.map(\.previousDuration) == [8_000_000_000, 8_000_000_000, nil, nil])
        let summary = listing[0].build.summary(previousDuration: listing[0].previousDuration)
        #expect(summary.firstCause == "never built before")
        #expect(summary.duration == 6_000_000_000)
        #expect([summary.counts.total, summary.counts.hits, summary.counts.ran] == [2, 1, 1])
        #expect(summary.size > 0)
    }

    @Test(
        arguments: [
            (".", nil, true), ("", nil, false), ("-", nil, false), ("", "buildx", false), (".", "strata", false),
            ("/srv/app", "buildx", true), ("https://example.org/a.git", "strata", true),
        ] as [(String, String?, Bool)])
    func withoutItsContextABuildIsComparedWithNone(_ context: String, _ origin: String?, _ isKnown: Bool) async throws {
        for (id, seconds) in [("b1", 8), ("b2", 4)] as [(String, Int64)] {
            try await library.add(id, seconds: seconds, origin: origin) { $0.context = context }
        }
        let previous = try await library.database.listing(HistoryQuery()).map(\.previousDuration)
        #expect(previous == [isKnown ? 8_000_000_000 : nil, nil])
    }

    @Test func timesOfOtherMachinesAreComparedWithTheirOwn() async throws {
        try await library.add("b1", seconds: 8, origin: "strata") { $0.context = "/srv/app" }
        try await library.add("b2", seconds: 4) { $0.context = "/srv/app" }
        #expect(try await library.database.listing(HistoryQuery()).map(\.previousDuration) == [nil, nil])
    }

    @Test func buildsAreFoundByName() async throws {
        for id in ["123456ab", "34cd", "34ce"] { try await library.add(id) }
        func named(_ text: String) async throws -> [String] {
            try await library.database.builds(named: try #require(BuildName(parsing: text))).map(\.id)
        }
        #expect(try await named("^") == ["34ce"])
        #expect(try await named("^2") == ["123456ab"])
        #expect(try await named("^3").isEmpty)
        #expect(try await named("#2") == ["34cd"])
        #expect(try await named("3") == ["34ce"])
        #expect(try await named("12345").isEmpty, "a number that no build has")
        #expect(try await named("123456") == ["123456ab"])
        #expect(try await named("123456ab") == ["123456ab"])
        #expect(try await named("34c") == ["34ce", "34cd"])
        #expect(try await named("z").isEmpty)
    }

    @Test func aRemovedBuildTakesItsFilesAlong() async throws {
        for id in ["b1", "b2", "b3"] { try await library.add(id) }
        try await library.database.setPinned(true, builds: ["b3"])
        #expect(try await library.database.removeBuilds(["b1", "b3", "none"]) == 1)
        #expect(try await library.database.builds(limit: 9).map(\.id) == ["b3", "b2"])
        #expect(FileManager.default.fileExists(atPath: library.store.root.appending("logs/b2").string))
        #expect(!FileManager.default.fileExists(atPath: library.store.root.appending("logs/b1").string))
        // The Dockerfile is the same of all and goes with the last.
        #expect(try await library.database.source(of: "b2") != nil)
        try await library.database.setPinned(false, builds: ["b3"])
        #expect(try await library.database.removeBuilds(["b2", "b3"]) == 2)
        #expect(try library.count("build_step") == 0)
        #expect(try library.count("blob") == 0)
    }

    @Test func whatACacheRecordIsMadeOfStays() async throws {
        var new = record("make", result: "r", layers: ["a"], build: "b1")
        new.components = [KeyComponent(.instruction, "0", "make")]
        _ = try await library.database.insert(new)
        let recorder = HistoryRecorder(
            database: library.database, session: library.session, command: [], version: "0.1")
        for event in TwoStepBuild.events(build: "b1") { recorder.take(event) }
        recorder.note(new.components, of: TwoStepBuild.from)
        #expect(await recorder.finish() == nil)
        #expect(try library.count("blob") == 2)
        try await library.database.removeBuilds(["b1"])
        #expect(try await library.database.cacheItems().count == 1)
        #expect(try library.count("blob") == 1)
    }

    @Test func theOldestGoFirst() async throws {
        for number in 1...5 { try await library.add("b\(number)", at: Double(number) * 1000) }
        try await library.database.setPinned(true, builds: ["b1"])
        var rules = HistoryRetention()
        rules.count = 2
        #expect(try await library.database.expireBuilds(rules, now: 6000, limit: 1) == 1)
        #expect(try await library.database.builds(limit: 9).map(\.id) == ["b5", "b4", "b3", "b1"])
        rules.count = 9
        rules.age = 1500
        #expect(try await library.database.expireBuilds(rules, now: 6000) == 2)
        #expect(try await library.database.builds(limit: 9).map(\.id) == ["b5", "b1"])
        rules.age = 1e9
        rules.size = 1
        #expect(try await library.database.expireBuilds(rules, now: 6000) == 0)
    }

    @Test func buildsThatAreTooManyAreCounted() async throws {
        for number in 1...4 { try await library.add("b\(number)") }
        try await library.database.setPinned(true, builds: ["b1"])
        #expect(try await library.database.hasMoreBuilds(than: 2))
        #expect(try await !library.database.hasMoreBuilds(than: 3))
    }

    @Test func buildsOfAnOlderStoreAreListed() async throws {
        try await library.add("b1") { $0.target = "test" }
        try await library.session.end()
        try library.database.close()
        // As the store was before listings had columns of their own.
        let file = try DatabaseQueue(path: library.store.root.appending("state.db").string)
        try await file.writeWithoutTransaction { database in
            let added = [
                "dockerfile", "context", "target", "names", "error", "first_cause", "revision", "origin", "is_pinned",
                "log_bytes",
            ]
            for index in ["trend", "running", "keep", "source", "step_components"] {
                try database.execute(sql: "DROP INDEX build_\(index)")
            }
            try database.execute(sql: "DROP INDEX cache_record_components")
            for column in added { try database.execute(sql: "ALTER TABLE build DROP COLUMN \(column)") }
            try database.execute(sql: "PRAGMA user_version = 4")
        }
        try file.close()
        let reopened = try library.store.open()
        var query = HistoryQuery()
        query.filters = [try HistoryFilter(parsing: "target=test", now: 0)]
        let build = try #require(try await reopened.listing(query).first?.build)
        #expect(build.id == "b1")
        #expect(build.firstCause == nil)
        #expect(!build.isPinned)
        #expect(try await reopened.removeBuilds(["b1"]) == 1)
    }

    @Test func aKilledBuildIsCounted() async throws {
        do {
            let session = try StoreSession(in: library.database)
            let recorder = HistoryRecorder(database: library.database, session: session, command: [], version: "0.1")
            for event in TwoStepBuild.events(build: "b1").prefix(7) { recorder.take(event) }
            #expect(await recorder.finish() == nil)
        }
        // Another test's child process may have the lock's file open for a moment.
        var dead = try await library.found("status=interrupted")
        for _ in 0..<10_000 where dead.isEmpty { dead = try await library.found("status=interrupted") }
        #expect(dead == ["b1"])
        // Also before anybody has ended it.
        #expect(try await library.database.listing(HistoryQuery()).map(\.build.ended) == [1002])
        _ = try StoreSession(in: library.database)
        let build = try #require(try await library.database.builds(limit: 1).first)
        #expect(build.state == .interrupted)
        #expect([build.stepCount, build.hitCount, build.runCount] == [2, 1, 1])
        #expect(build.ended == 1002)
    }

    @Test func aBuildThatRunsIsKept() async throws {
        let recorder = HistoryRecorder(
            database: library.database, session: library.session, command: [], version: "0.1")
        for event in TwoStepBuild.events(build: "b1").prefix(7) { recorder.take(event) }
        #expect(await recorder.finish() == nil)
        #expect(try await library.database.removeBuilds(["b1"]) == 0)
        #expect(try await library.found("status=running") == ["b1"])
    }
}

@Suite struct BuildArchiveTests {
    @Test func aBuildIsTheSameInAnotherStore() async throws {
        let library = try Library()
        var new = record("make", result: "r", layers: ["a"], build: "b1")
        new.components = [KeyComponent(.file, "main.go", "100664 3 aa")]
        _ = try await library.database.insert(new)
        try await library.add("b1")
        try library.database.setRevision(Revision(commit: "c0ffee", isDirty: true), of: "b1")
        let build = try #require(try await library.database.builds(limit: 1).first)
        let path = library.store.root.appending("b1.strata")
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        try await BuildArchiveWriter.write(build, of: library.database, to: file)
        try file.close()

        var header: BuildArchiveHeader?
        var events: [BuildEvent] = []
        var keys: [StepID: [KeyComponent]] = [:]
        let input = try FileDescriptor.open(path, .readOnly)
        defer { try? input.close() }  // the test is over
        let count = try BuildArchiveReader(FileSource(input)).read(.newest) { item in
            switch item {
            case .header(let value): header = value
            case .event(let event): events.append(event)
            case .key(let step, let components): keys[step] = components
            }
        }
        #expect(count == 1)
        #expect(header?.build == "b1")
        #expect(header?.command == ["strata", "build", "b1"])
        #expect(header?.revision == Revision(commit: "c0ffee", isDirty: true))
        #expect(events.count == TwoStepBuild.events(build: "b1").count)
        #expect(keys == [TwoStepBuild.run: new.components])
    }

    @Test func withoutEventsNothingIsWritten() async throws {
        let library = try Library()
        try await library.add("b1")
        let build = try #require(try await library.database.builds(limit: 1).first)
        let path = library.store.root.appending("b1.strata")
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        defer { try? file.close() }  // the test is over
        // A kill cuts off the end; of this file so much that no event is left.
        try library.store.truncate("logs/b1/events.zst", to: 5)
        for _ in 0..<2 {
            let error = await #expect(throws: Diagnostic.self) {
                try await BuildArchiveWriter.write(build, of: library.database, to: file)
            }
            #expect(error?.code == "history.no-events")
            #expect(try RecordedEvents(of: "b1", in: library.database) == nil)
            try FileManager.default.removeItem(atPath: library.store.root.appending("logs").string)
            try FileManager.default.createDirectory(
                atPath: library.store.root.appending("logs").string, withIntermediateDirectories: true)
        }
        #expect(try library.store.size(of: "b1.strata") == 0)
    }

    @Test func anArchiveWithoutEventsIsRefused() throws {
        var archive: [UInt8] = []
        let tar = try TarWriter { archive += $0 }
        let header = try JSONEncoder().encode(BuildArchiveHeader(build: "b1", maker: "0.1", command: []))
        try tar.append(TarEntry(path: Array("build.json".utf8), kind: .file, mode: 0o644, size: Int64(header.count)))
        try [UInt8](header).withUnsafeBytes { try tar.write($0) }
        try tar.finish()
        let error = #expect(throws: Diagnostic.self) {
            try BuildArchiveReader(MemorySource(archive)).read(.all) { _ in }
        }
        #expect(error?.code == "view.no-events")
        #expect(error?.remedy?.contains("strata history export") == true)
    }

    @Test func whatIsImportedNamesNoRecordsOfThisStore() async throws {
        let library = try Library()
        try await library.add("b1", origin: "strata")
        #expect(try await library.database.steps(of: "b1").map(\.record) == [nil, nil])
        #expect(try await library.database.builds(limit: 1).first?.origin == "strata")
    }
}
