import BuildDatabase
import BuildEvents
import BuildRecords
import EnginePorts
import Testing

/// Builds are sessions, and the pruner is a connection without one.
@Suite struct PruningTests {
    private let store: TemporaryStore
    private let database: StoreDatabase

    init() async throws {
        store = try TemporaryStore()
        database = try store.open()
        _ = try await database.insert(record("k", result: "r", layers: ["base", "top"]))
    }

    /// Removes everything that is not held; gives what went from the disk at once.
    private func pruneAll(onDisk: [LayerID] = []) async throws -> [LayerID] {
        let pruner = try store.open()
        let plan = PrunePlan(
            try await pruner.cacheItems(), policies: [PrunePolicy(name: "all")], free: 0, now: 5000)
        _ = try await pruner.evict(plan.removals, at: 5000)
        try await pruner.condemnUnused(onDisk: onDisk)
        return try await pruner.takeUnusable(besides: nil)
    }

    @Test func withoutBuildsEverythingGoesAtOnce() async throws {
        #expect(Set(try await pruneAll()) == [LayerID("base"), LayerID("top")])
        #expect(try await database.lookUp([digest("k")]) == nil)
        #expect(try await database.layersSize() == 0)
        #expect(try await database.previousRecord(ofStep: "step") != nil)
        #expect(try await database.pruneTrace(of: [digest("k")]) == PruneTrace(time: 5000, policy: "all"))
    }

    @Test func whatABuildMayHaveFoundGoesWhenThatBuildHasEnded() async throws {
        let build = try StoreSession(in: try store.open())
        #expect(try await pruneAll() == [])
        #expect(try await database.lookUp([digest("k")]) == nil)
        #expect(try await database.condemnedSize() == 7)
        try await build.end()
        #expect(Set(try await database.takeUnusable(besides: nil)) == [LayerID("base"), LayerID("top")])
        #expect(try await database.condemnedSize() == 0)
    }

    @Test func aBuildThatBeganAfterwardsDelaysNothing() async throws {
        let early = try StoreSession(in: try store.open())
        #expect(try await pruneAll() == [])
        let late = try StoreSession(in: try store.open())
        try await early.end()
        #expect(try await database.takeUnusable(besides: nil).count == 2)
        try await late.end()
    }

    @Test func theSessionThatAsksDoesNotWaitForItself() async throws {
        let own = try StoreSession(in: database)
        #expect(try await pruneAll() == [])
        #expect(try await database.takeUnusable(besides: own.id).count == 2)
    }

    @Test func aLayerThatANewRecordStandsOnStays() async throws {
        let build = try StoreSession(in: database)
        #expect(try await pruneAll() == [])
        _ = try await database.insert(record("new", result: "n", layers: ["base", "other"]))
        try await build.end()
        #expect(try await database.takeUnusable(besides: nil) == [LayerID("top")])
        #expect(try await database.lookUp([digest("new")]) != nil)
    }

    @Test func whatABuildHoldsIsNotEvenForgotten() async throws {
        let build = try StoreSession(in: database)
        try await database.hold([LayerID("base"), LayerID("top")])
        let items = try await store.open().cacheItems()
        #expect(items.map(\.holders) == [[build.id]])
        #expect(try await pruneAll() == [])
        #expect(try await database.lookUp([digest("k")]) != nil)
        // Also where it came into use only after the plan was made.
        let removals = PrunePlan(
            items.map { item in
                var free = item
                free.holders = []
                return free
            }, policies: [PrunePolicy(name: "all")], free: 0, now: 5000
        ).removals
        #expect(removals.count == 1)
        #expect(try await store.open().evict(removals, at: 5000) == [])
        try await build.end()
    }

    @Test func layersOfKilledProcessesGoOnceNobodyCanBeRecordingThem() async throws {
        let build = try StoreSession(in: database)
        #expect(try await pruneAll(onDisk: [LayerID("stray"), LayerID("fresh")]) == [])
        // The build was about to record one of them.
        _ = try await database.insert(record("new", result: "n", layers: ["fresh"]))
        try await build.end()
        let gone = try await database.takeUnusable(besides: nil)
        #expect(gone.contains(LayerID("stray")))
        #expect(!gone.contains(LayerID("fresh")))
    }

    @Test func whatOthersStandOnIsUsedWithThem() async throws {
        var above = record("above", result: "x", layers: ["base", "top", "more"])
        above.created = 3000
        let id = try await database.insert(above)
        #expect(id == 2)
        #expect(try await database.cacheItems().map(\.lastUsed) == [3000, 3000])
    }

    @Test func cacheMountsAreNotedWithTheirUses() async throws {
        try await database.noteCacheMount("/root/.cache", at: 10)
        try await database.noteCacheMount("/root/.cache", at: 30)
        let mounts = try await database.cacheItems().filter { $0.kind == "mount" }
        #expect(mounts.map(\.name) == ["/root/.cache"])
        #expect(mounts.map(\.created) == [10])
        #expect(mounts.map(\.lastUsed) == [30])
        #expect(mounts.map(\.useCount) == [2])
    }
}
