package import EnginePorts
import GRDB
import Synchronization
import SystemPackage

/// One process's stay in a store: a locked file `sessions/ID.lock`, to which its leases and running builds are tied.
///
/// The lock ends with the value and with the process, however that dies; whoever looks next sees that the session is
/// over.
package final class StoreSession: Sendable {
    /// 64 random bits as hex.
    package let id: String
    private let database: StoreDatabase
    private let lock: FileLock
    /// What was leased already.
    private let held = Mutex<Set<LayerID>>([])

    /// Begins a session and clears away what dead ones left in the database.
    ///
    /// Blocks while it does.
    package init(in database: StoreDatabase) throws(EnginePorts.DatabaseError) {
        let name = String(UInt64.random(in: .min ... .max), radix: 16)
        let id = String(repeating: "0", count: 16 - name.utf8.count) + name
        self.id = id
        self.database = database
        do {
            try StoreFiles.makeFolder(database.root.appending("sessions"))
            lock = try StoreFiles.lock(Self.path(of: id, in: database))
        } catch {
            throw DatabaseFailure.translate(error, path: database.path)
        }
        try database.endDeadSessions(adding: id)
        database.begin(self)
    }

    /// Keeps layers from being taken for unused by other processes while this session lasts.
    package func lease(_ layers: [LayerID]) async throws(EnginePorts.DatabaseError) {
        let new = held.withLock { held in
            let new = layers.filter { !held.contains($0) }
            held.formUnion(new)
            return new
        }
        if new.isEmpty { return }
        let id = id
        try await database.write { database in
            for layer in new {
                try database.run("INSERT OR IGNORE INTO lease (session, layer) VALUES (?, ?)", [id, layer.rawValue])
            }
        }
    }

    /// Gives the leases back and ends the session.
    package func end() async throws(EnginePorts.DatabaseError) {
        let id = id
        try await database.write { database in try StoreDatabase.removeSession(id, in: database) }
        StoreFiles.remove(Self.path(of: id, in: database))
    }

    static func path(of id: String, in database: StoreDatabase) -> FilePath {
        database.root.appending("sessions").appending(id + ".lock")
    }
}

extension StoreDatabase {
    /// The layers that living sessions hold.
    package func leasedLayers() async throws(EnginePorts.DatabaseError) -> Set<LayerID> {
        try await perform { [self] database in try self.leasedLayers(in: database) }
    }

    func leasedLayers(in database: Database) throws -> Set<LayerID> {
        var isLiving: [String: Bool] = [:]
        var layers: Set<LayerID> = []
        for row in try database.rows("SELECT session, layer FROM lease") {
            let session: String = row[0]
            let living = isLiving[session] ?? isAlive(session: session)
            isLiving[session] = living
            if living { layers.insert(LayerID(row[1])) }
        }
        return layers
    }

    /// Removes the rows of sessions whose lock nobody holds; their running builds become interrupted ones.
    func endDeadSessions(adding own: String? = nil) throws(EnginePorts.DatabaseError) {
        try writeNow { database in
            for row in try database.rows("SELECT id FROM session") {
                let id: String = row[0]
                if isAlive(session: id) { continue }
                try Self.removeSession(id, in: database)
                StoreFiles.remove(StoreSession.path(of: id, in: self))
            }
            guard let own else { return }
            try database.run(
                "INSERT INTO session (id, started, entered) VALUES (?, \(Database.now), 1 + \(Self.lastEntry))", [own])
        }
    }

    /// A number that is not below that of any session there is, nor below that at which any layer was condemned.
    static let lastEntry = """
        max((SELECT coalesce(max(entered), 0) FROM session), (SELECT coalesce(max(since), 0) FROM condemned_layer))
        """

    static func removeSession(_ id: String, in database: Database) throws {
        try interruptBuilds(of: id, in: database)
        try database.run("DELETE FROM lease WHERE session = ?", [id])
        try database.run("DELETE FROM session WHERE id = ?", [id])
    }

    func isAlive(session: String) -> Bool {
        StoreFiles.isLocked(StoreSession.path(of: session, in: self))
    }
}
