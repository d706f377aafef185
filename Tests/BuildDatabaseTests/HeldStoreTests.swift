import Dispatch
import EnginePorts
import SystemPackage
import Testing

@testable import BuildDatabase

@Suite struct HeldStoreTests {
    private let store: TemporaryStore

    init() throws {
        store = try TemporaryStore()
    }

    /// Begins a transaction on a connection of its own, and ends it when the value that is returned is asked to.
    private func hold() async throws -> DispatchSemaphore {
        let other = try store.open()
        let isOver = DispatchSemaphore(value: 0)
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "holder").async {
                do {
                    try other.writeNow { _ in
                        continuation.resume()
                        isOver.wait()
                    }
                } catch {
                    Issue.record(error)
                }
            }
        }
        return isOver
    }

    @Test func theDatabaseKnowsThatAnotherHoldsIt() async throws {
        let database = try store.open()
        #expect(!database.isHeldElsewhere)
        let holder = try await hold()
        let waiting = Task { try await database.insert(record("make", result: "r", layers: ["a"])) }
        while !database.isHeldElsewhere { await Task.yield() }
        holder.signal()
        #expect(try await waiting.value == 1)
        #expect(!database.isHeldElsewhere)
    }

    @Test func whoWaitsForTooLongIsToldThatItIsBusy() async throws {
        let database = try store.open(busyTimeout: 0.05)
        let holder = try await hold()
        await #expect(throws: DatabaseError.busy(path: database.path.string)) {
            try await database.insert(record("make", result: "r", layers: ["a"]))
        }
        #expect(!database.isHeldElsewhere)
        holder.signal()
        // The other's transaction ends some time after that.
        let patient = try store.open()
        #expect(try await patient.insert(record("make", result: "r", layers: ["a"])) == 1)
    }
}
