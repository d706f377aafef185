package import BuildGraph
package import EnginePorts
import GRDB
package import OCIFormat

extension StoreDatabase: CacheDatabase {
    package func lookUp(_ keys: [Digest]) async throws(EnginePorts.DatabaseError) -> CacheRecord? {
        try await perform { database in try Self.lookUp(keys, in: database) }
    }

    package func lookUp(each keys: [Digest]) async throws(EnginePorts.DatabaseError) -> [CacheRecord?] {
        try await perform { database in try keys.map { try Self.lookUp([$0], in: database) } }
    }

    package func record(ofResult result: Digest) async throws(EnginePorts.DatabaseError) -> CacheRecord? {
        try await perform { database in
            let sql = """
                SELECT \(CacheRecord.columns) FROM cache_record r
                WHERE r.result = ? AND r.is_evicted = 0 ORDER BY r.id DESC LIMIT 1
                """
            return try database.row(sql, [result.description]).map(CacheRecord.init(row:))
        }
    }

    package func insert(_ record: NewCacheRecord) async throws(EnginePorts.DatabaseError) -> Int64 {
        let packed = PackedComponents.pack(record.components)
        let bootID = bootID
        return try await write { database in
            let components = try Blobs.insert(packed, in: database)
            let layers = record.layers.map(\.rawValue).joined(separator: " ")
            try database.run(
                """
                INSERT INTO cache_record
                    (result, layers, size, build, created, last_used, duration, step, name, kind, dockerfile, stage,
                     line, components)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    record.result.description, layers, record.size, record.build, record.created, record.created,
                    record.duration, record.step, record.name, record.kind, record.place?.dockerfile,
                    record.place?.stage, record.place?.line, components,
                ])
            let id = database.lastInsertedRowID
            try Self.insertKeys(record.keys, record: id, in: database)
            try Self.pardon(record.layers, in: database)
            for (index, layer) in record.layers.enumerated() {
                let size = index == record.layers.count - 1 ? record.size : 0
                try Self.insertLayer(layer, size: size, boot: bootID, in: database)
            }
            return id
        }
    }

    package func addKeys(_ keys: [Digest], to record: Int64) async throws(EnginePorts.DatabaseError) {
        try await write { database in try Self.insertKeys(keys, record: record, in: database) }
    }

    package func touch(_ records: [Int64], at time: Double) async throws(EnginePorts.DatabaseError) {
        if records.isEmpty { return }
        try await write { database in
            for record in records {
                try database.run(
                    "UPDATE cache_record SET use_count = use_count + 1, last_used = max(last_used, ?) WHERE id = ?",
                    [time, record])
            }
        }
    }

    package func previousRecord(ofStep step: String) async throws(EnginePorts.DatabaseError) -> CacheRecord? {
        try await perform { database in
            let sql = """
                SELECT \(CacheRecord.columns), r.components FROM cache_record r
                WHERE r.step = ? AND r.build NOT IN (SELECT id FROM build WHERE outcome = 'running')
                ORDER BY r.id DESC LIMIT 1
                """
            guard let row = try database.row(sql, [step]) else { return nil }
            var record = try CacheRecord(row: row)
            record.components = try PackedComponents.unpack(Blobs.bytes(row[8], in: database))
            return record
        }
    }

    package func keyBeginnings(
        ofKind kind: String, count: Int
    ) async throws(EnginePorts.DatabaseError) -> [[KeyComponent]] {
        try await perform { database in
            let sql = "SELECT DISTINCT components FROM cache_record WHERE kind = ? AND is_evicted = 0"
            return try database.rows(sql, [kind]).map { row in
                try PackedComponents.unpack(Blobs.bytes(row[0], in: database), limit: count)
            }
        }
    }

    /// What the keys of a record were made of, the files read included; empty where there is no such record.
    package func components(ofRecord id: Int64) async throws(EnginePorts.DatabaseError) -> [KeyComponent] {
        try await perform { database in
            let row = try database.row("SELECT components FROM cache_record WHERE id = ?", [id])
            guard let row else { return [] }
            return try PackedComponents.unpack(Blobs.bytes(row[0], in: database))
        }
    }

    private static func lookUp(_ keys: [Digest], in database: Database) throws -> CacheRecord? {
        let sql = """
            SELECT \(CacheRecord.columns) FROM cache_key k JOIN cache_record r ON r.id = k.record
            WHERE k.key = ? AND r.is_evicted = 0 ORDER BY k.record DESC LIMIT 1
            """
        for key in keys {
            if let row = try database.row(sql, [key.description]) { return try CacheRecord(row: row) }
        }
        return nil
    }

    private static func insertKeys(_ keys: [Digest], record: Int64, in database: Database) throws {
        for key in keys {
            try database.run("INSERT OR IGNORE INTO cache_key (key, record) VALUES (?, ?)", [key.description, record])
            try database.run("DELETE FROM pruned_record WHERE key = ?", [key.description])
        }
    }
}

extension CacheRecord {
    /// What `init(row:)` reads, in its order.
    static let columns = "r.id, r.result, r.layers, r.size, r.build, r.created, r.use_count, r.is_evicted"

    /// Reads a record without its components, which only explaining needs.
    init(row: Row) throws {
        self.init(
            id: row[0], result: try Digest(parsing: row[1] as String), layers: LayerID.list(row[2]), components: [],
            size: row[3], build: row[4], created: row[5], useCount: row[6])
    }
}

extension LayerID {
    /// The layers of a column in which they are separated by spaces.
    static func list(_ text: String) -> [LayerID] {
        text.utf8.split(separator: UInt8(ascii: " ")).map { LayerID(String(Substring($0))) }
    }
}
