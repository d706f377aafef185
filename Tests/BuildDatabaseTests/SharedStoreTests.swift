import BuildDatabase
import BuildRecords
import Diagnostics
import EnginePorts
import SystemPackage
import Testing

@Suite struct SharedStoreTests {
    private let store: TemporaryStore

    init() throws {
        store = try TemporaryStore()
    }

    @Test func whatWasWrittenIsThereWhenTheStoreIsOpenedAgain() async throws {
        let database = try store.open()
        _ = try await database.insert(record("k", result: "r", layers: ["a"]))
        try database.close()
        #expect(try await store.open().lookUp([digest("k")]) != nil)
    }

    @Test func manyConnectionsWriteAtOnceWithoutLosingAnything() async throws {
        let store = store
        try await withThrowingTaskGroup(of: Void.self) { group in
            for connection in 0..<4 {
                group.addTask {
                    let database = try store.open()
                    for index in 0..<25 {
                        let new = record("\(index)", result: "r\(index)", layers: ["l\(index)"])
                        _ = try await database.insert(new)
                        let layer = LayerID("c\(connection)")
                        _ = try await database.setLayer(layer, ofDiffID: digest("\(index)"), size: 1)
                    }
                }
            }
            try await group.waitForAll()
        }
        let database = try store.open()
        #expect(try await database.cacheItems().count { $0.kind == "run" } == 100)
        #expect(try await database.lookUp(each: (0..<25).map { digest("\($0)") }).allSatisfy { $0 != nil })
    }

    @Test func aStoreOfANewerStrataIsRefused() async throws {
        let database = try store.open()
        try database.close()
        try store.patchVersion(99)
        #expect(throws: DatabaseError.newerStore(path: store.root.appending("state.db").string, version: 99, known: 5))
        {
            try store.open()
        }
    }

    @Test func aStoreThatCannotBeWrittenIsSaidToBeSo() throws {
        // Nobody can make files there, not even root.
        let failure = #expect(throws: DatabaseError.self) { try StoreDatabase(root: "/sys") }
        guard case .unwritable(let path, let errno) = failure else {
            Issue.record("got \(String(describing: failure))")
            return
        }
        #expect(path == "/sys/state.lock")
        #expect([Errno.permissionDenied, .notPermitted, .readOnlyFileSystem].contains(Errno(rawValue: errno)))
        #expect(failure?.diagnostic.remedy?.contains("--root DIR") == true)
    }

    @Test func aDamagedFileIsToldFromOthers() throws {
        try store.overwrite("state.db", with: Array(repeating: 0x55, count: 8192))
        let failure = #expect(throws: DatabaseError.self) { try store.open() }
        guard case .damaged(let path, _) = failure else {
            Issue.record("got \(String(describing: failure))")
            return
        }
        #expect(path == store.root.appending("state.db").string)
    }

    @Test func leasesEndWithTheirSession() async throws {
        let database = try store.open()
        let session = try StoreSession(in: database)
        try await session.lease([LayerID("a"), LayerID("b")])
        let other = try store.open()
        #expect(try await other.leasedLayers() == [LayerID("a"), LayerID("b")])
        try await session.end()
        #expect(try await other.leasedLayers() == [])
    }

    @Test func leasesOfADeadSessionCountNoMore() async throws {
        let database = try store.open()
        do {
            // The lock goes with the value, as it does with a killed process; the rows stay.
            let killed = try StoreSession(in: database)
            try await killed.lease([LayerID("a")])
        }
        var leased = try await database.leasedLayers()
        // Another test's child process has the lock's file open between its fork and its exec.
        for _ in 0..<10_000 where !leased.isEmpty { leased = try await database.leasedLayers() }
        #expect(leased == [])
    }
}
