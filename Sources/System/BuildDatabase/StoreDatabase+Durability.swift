package import EnginePorts
import GRDB

extension StoreDatabase {
    /// Forgets the layers that were written under another boot and never made durable: a power loss may have damaged
    /// them.
    ///
    /// Gives their names, so that their folders are removed. Costs one lookup when there are none.
    package func dropUnsafeLayers() async throws(EnginePorts.DatabaseError) -> [LayerID] {
        let bootID = bootID
        let isUnsafe = "is_durable = 0 AND boot <> ?"
        return try await perform { database in
            guard try database.row("SELECT 1 FROM layer WHERE \(isUnsafe) LIMIT 1", [bootID]) != nil else { return [] }
            return try database.inOneTransaction { database in
                let layers = try database.rows("SELECT id FROM layer WHERE \(isUnsafe)", [bootID]).map {
                    LayerID($0[0])
                }
                try Self.drop(layers, policy: Self.powerCut, in: database)
                return layers
            }
        }
    }

    /// The layers of this boot that no sync has made durable yet.
    package func volatileLayers() async throws(EnginePorts.DatabaseError) -> [LayerID] {
        let bootID = bootID
        return try await perform { database in
            try database.rows("SELECT id FROM layer WHERE is_durable = 0 AND boot = ?", [bootID]).map { LayerID($0[0]) }
        }
    }

    /// Notes that a sync, begun after `layers` were listed, has made them durable.
    package func markDurable(_ layers: [LayerID]) async throws(EnginePorts.DatabaseError) {
        if layers.isEmpty { return }
        try await write { database in
            for layer in layers { try database.run("UPDATE layer SET is_durable = 1 WHERE id = ?", [layer.rawValue]) }
        }
    }

    /// Forgets layers that are about to be removed: nothing leads to a record with one of them any more, though the
    /// record stays to explain the miss.
    package func dropLayers(_ layers: [LayerID]) async throws(EnginePorts.DatabaseError) {
        if layers.isEmpty { return }
        try await write { database in try Self.drop(layers, in: database) }
    }

    /// The layers that the database knows, with their sizes in bytes as they were recorded.
    package func layerSizes() async throws(EnginePorts.DatabaseError) -> [LayerID: Int64] {
        try await perform { database in
            let pairs = try database.rows("SELECT id, size FROM layer").map { (LayerID($0[0]), $0[1] as Int64) }
            return Dictionary(uniqueKeysWithValues: pairs)
        }
    }

    /// What a miss says of layers that a power cut may have spoilt.
    private static let powerCut = "the clean-up after a power cut, before it was safe on the disk"

    private static func drop(_ layers: [LayerID], policy: String? = nil, in database: Database) throws {
        for layer in layers {
            try database.run("DELETE FROM layer WHERE id = ?", [layer.rawValue])
            try database.run("DELETE FROM image_layer WHERE layer = ?", [layer.rawValue])
            try database.run("DELETE FROM layer_blob WHERE layer = ?", [layer.rawValue])
        }
        let gone = Set(layers)
        for row in try database.rows("SELECT id, layers FROM cache_record WHERE is_evicted = 0")
        where !gone.isDisjoint(with: LayerID.list(row[1])) {
            if let policy {
                let now = try Double.fetchOne(database, sql: "SELECT \(Database.now)") ?? 0
                try prune(row[0], policy: policy, at: now, in: database)
            } else {
                try database.run("UPDATE cache_record SET is_evicted = 1 WHERE id = ?", [row[0] as Int64])
            }
        }
    }
}
