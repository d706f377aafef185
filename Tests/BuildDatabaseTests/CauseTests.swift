import BuildDatabase
import BuildEvents
import BuildGraph
import BuildRecords
import EnginePorts
import OCIFormat
import Testing

@Suite struct CauseTests {
    private static let key = Digest.sha256(of: "key")

    private func record(_ key: Digest) -> NewCacheRecord {
        var record = NewCacheRecord(keys: [key], result: Digest.sha256(of: "result"), layers: [])
        record.components = [KeyComponent(.argument, "V", "1")]
        return record
    }

    @Test func whatWasPrunedIsToldByKeyUntilItIsMadeAgain() async throws {
        let store = try TemporaryStore()
        let database = try store.open()
        let row = try await database.insert(record(Self.key))
        #expect(try await database.pruneTrace(of: [Self.key]) == nil)
        let policy = PrunePolicy(name: "strata cache prune")
        let plan = PrunePlan(try await database.cacheItems(), policies: [policy], free: 0, now: 7)
        #expect(try await database.evict(plan.removals, at: 7) == [.record(row)])
        #expect(try await database.lookUp([Self.key]) == nil)
        let trace = PruneTrace(time: 7, policy: "strata cache prune")
        #expect(try await database.pruneTrace(of: [Digest.sha256(of: "other"), Self.key]) == trace)
        #expect(try await database.components(ofRecord: row) == [KeyComponent(.argument, "V", "1")])
        _ = try await database.insert(record(Self.key))
        #expect(try await database.pruneTrace(of: [Self.key]) == nil)
    }
}
