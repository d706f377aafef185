import BuildEvents
import BuildGraph
import BuildRecords
import EnginePorts
import Foundation
import SystemPackage
import Testing

@testable import BuildDatabase

@Suite struct RecordedStepHistoryTests {
    private let store: TemporaryStore
    private let database: StoreDatabase

    init() throws {
        store = try TemporaryStore()
        database = try store.open()
    }

    @Test func stepsOfEarlierBuildsAreFoundAgain() async throws {
        for number in 1...3 { try await play("b\(number)") }
        let history = try await database.stepHistory(dockerfile: "Dockerfile", context: ".")
        let from = try #require(history.record(of: step("[build 1/2] FROM busybox"), stage: "build"))
        #expect(from.hits == 3)
        #expect(from.seen == 3)
        let run = try #require(history.record(of: step("RUN make"), stage: "build"))
        #expect(run.hits == 0)
        #expect(run.seen == 3)
        #expect(run.durations.map { $0 / 1_000_000_000 } == [2, 2, 2])
        #expect(history.number(ofBuild: "b2") == 2)
    }

    @Test func otherDockerfilesAndContextsCountNot() async throws {
        try await play("b1", dockerfile: "Other")
        try await play("b2", context: "/tmp")
        let history = try await database.stepHistory(dockerfile: "Dockerfile", context: ".")
        #expect(history.record(of: step("RUN make"), stage: "build") == nil)
        // A hit may come from any build.
        #expect(history.number(ofBuild: "b1") == 1)
        // However the folder is written.
        let same = try await database.stepHistory(dockerfile: "Dockerfile", context: "/usr/../tmp/")
        #expect(same.record(of: step("RUN make"), stage: "build")?.seen == 1)
    }

    @Test func onlyBuildsThatEndedCountAndOnlyTheNewest() async throws {
        for number in 1...5 { try await play("b\(number)") }
        try await play("b6", events: 9)
        let history = try await database.stepHistory(dockerfile: "Dockerfile", context: ".", limit: 3)
        #expect(history.record(of: step("RUN make"), stage: "build")?.seen == 3)
    }

    @Test func theNumberOfTheBuildThatMadeARecordIsKnown() async throws {
        try await play("maker", context: "/tmp")
        let made = try await database.insert(record("make", result: "r", layers: ["a"], build: "maker"))
        for number in 1...201 { try await play("b\(number)", record: made) }
        let history = try await database.stepHistory(dockerfile: "Dockerfile", context: ".", limit: 1)
        #expect(history.number(ofBuild: "maker") == 1)
        #expect(history.number(ofBuild: "b1") == nil)
    }

    @Test func aStoreOfAnOlderStrataKeepsWhatItHas() async throws {
        let older = try TemporaryStore()
        do {
            let first = Array(Schema.migrations.prefix(1))
            let database = try StoreDatabase(root: older.root, bootID: "b", busyTimeout: 30, migrations: first)
            try database.writeNow { database in
                try database.run(
                    """
                    INSERT INTO cache_record
                        (result, layers, size, build, created, last_used, duration, step, name, kind, components)
                    VALUES ('r', 'a', 7, 'b1', 1000, 1000, 0, 'step', 'RUN make', 'run', 0)
                    """)
            }
            try database.close()
        }
        let database = try older.open()
        #expect(try await database.cacheItems().map(\.name) == ["RUN make"])
        #expect(try await database.stepHistory(dockerfile: "Dockerfile", context: ".") == StepHistory())
    }

    /// Records the first events of a build of two steps.
    private func play(
        _ build: String, dockerfile: String = "Dockerfile", context: String = ".", record: Int64? = nil,
        events count: Int = .max
    ) async throws {
        let session = try StoreSession(in: database)
        let recorder = HistoryRecorder(database: database, session: session, command: ["strata"], version: "0.1")
        for event in TwoStepBuild.events(build: build).prefix(count) {
            recorder.take(event.with(dockerfile: dockerfile, context: context, record: record))
        }
        #expect(await recorder.finish() == nil)
    }

    private func step(_ name: String) -> StepDescription {
        StepDescription(id: TwoStepBuild.run, name: name)
    }
}

extension BuildEvent {
    /// The event with another Dockerfile, context or record of a hit.
    fileprivate func with(dockerfile: String, context: String, record: Int64?) -> BuildEvent {
        var event = self
        if case .buildStarted(var start) = payload {
            start.dockerfile = dockerfile
            start.context = context
            event.payload = .buildStarted(start)
        }
        if case .verdict(let id, .hit(var hit)) = payload, let record {
            hit.record = record
            event.payload = .verdict(id, .hit(hit))
        }
        return event
    }
}
