package import BuildRecords
package import EnginePorts
import GRDB

/// Removing parts of a cache in which builds are running.
///
/// A build may have found a record just before it is removed. So what is removed can first only be found no more; its
/// layers are *condemned*, and go once every session has ended that was there when they were. Until then a build that
/// found them may use them, and if it makes a record that stands on one, that layer stays.
extension StoreDatabase {
    /// Lets nothing lead to these parts of the cache any more; gives those that were removed.
    ///
    /// Left out is what a living session holds by now. Cache mounts are forgotten, though their folders are still there.
    /// When (in seconds since 1970) and by which policy records went is noted for those who ask why they miss.
    package func evict(
        _ removals: [PrunePlan.Removal], at time: Double
    ) async throws(EnginePorts.DatabaseError) -> [CacheItem.ID] {
        try await write { [self] database in
            let held = try self.leasedLayers(in: database)
            var evicted: [CacheItem.ID] = []
            for removal in removals {
                guard !removal.item.ownLayers.contains(where: { held.contains(LayerID($0.id)) }) else { continue }
                if case .record(let row) = removal.item.id {
                    try Self.prune(row, policy: removal.policy, at: time, in: database)
                } else {
                    try Self.evict(removal.item, in: database)
                }
                evicted.append(removal.item.id)
            }
            return evicted
        }
    }

    /// Condemns all layers that nothing leads to: those in the database, and those of `onDisk` that it does not know.
    ///
    /// The latter are what killed processes left, or belong to builds that have not recorded them yet.
    package func condemnUnused(onDisk: [LayerID]) async throws(EnginePorts.DatabaseError) {
        try await write { [self] database in
            var used = Set(try self.leasedLayers(in: database).map(\.rawValue))
            let lists = try Row.fetchCursor(
                database.cachedStatement(sql: "SELECT layers FROM cache_record WHERE is_evicted = 0"))
            while let row = try lists.next() { used.formUnion(LayerID.list(row[0]).map(\.rawValue)) }
            used.formUnion(try database.rows("SELECT layer FROM image_layer").map { $0[0] as String })
            let known = try database.rows("SELECT id FROM layer").map { $0[0] as String }
            for layer in Set(known).union(onDisk.map(\.rawValue)).subtracting(used) {
                try database.run(
                    "INSERT OR IGNORE INTO condemned_layer (layer, since) VALUES (?, \(Self.lastEntry))", [layer])
            }
        }
    }

    /// Forgets the condemned layers that no session can be using any more, and gives them, so that they are removed
    /// from the disk.
    ///
    /// `session` is one that is known to use none, since it is the caller's own and has finished its build.
    package func takeUnusable(besides session: String?) async throws(EnginePorts.DatabaseError) -> [LayerID] {
        try await write { [self] database in
            let rows = try database.rows("SELECT id, entered FROM session")
            let living = rows.filter { $0[0] as String != session && self.isAlive(session: $0[0]) }
            let oldest = living.map { $0[1] as Int64 }.min() ?? .max
            let layers = try database.rows("SELECT layer FROM condemned_layer WHERE since < ?", [oldest])
                .map { LayerID($0[0]) }
            for layer in layers {
                try database.run("DELETE FROM condemned_layer WHERE layer = ?", [layer.rawValue])
                try database.run("DELETE FROM layer WHERE id = ?", [layer.rawValue])
                try database.run("DELETE FROM layer_blob WHERE layer = ?", [layer.rawValue])
            }
            return layers
        }
    }

    /// How many processes are building in the store.
    package func livingSessions() async throws(EnginePorts.DatabaseError) -> Int {
        try await perform { [self] database in
            try database.rows("SELECT id FROM session").count { self.isAlive(session: $0[0]) }
        }
    }

    /// Bytes of layers that are condemned and still on the disk.
    package func condemnedSize() async throws(EnginePorts.DatabaseError) -> Int64 {
        try await perform { database in
            let sql = "SELECT coalesce(sum(size), 0) FROM layer WHERE id IN (SELECT layer FROM condemned_layer)"
            return try database.row(sql, [])?[0] ?? 0
        }
    }

    /// Bytes of all layers, as they were counted when they were made.
    package func layersSize() async throws(EnginePorts.DatabaseError) -> Int64 {
        try await perform { try $0.row("SELECT coalesce(sum(size), 0) FROM layer", [])?[0] ?? 0 }
    }

    private static func evict(_ item: CacheItem, in database: Database) throws {
        switch item.id {
        case .image(let name):
            try database.run("DELETE FROM image_resolution WHERE name = ?", [name])
            for layer in item.layers {
                try database.run("DELETE FROM image_layer WHERE layer = ?", [layer.id])
            }
        case .imageLayer(let digest):
            try database.run("DELETE FROM image_layer WHERE diff_id = ?", [digest])
        case .mount(let id):
            try database.run("DELETE FROM cache_mount WHERE id = ?", [id])
        case .fetched, .record:
            break
        }
    }
}
