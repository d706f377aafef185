package import EnginePorts
import GRDB

/// A cache record as it is listed to people.
package struct ListedRecord: Sendable, Hashable, Codable {
    /// The row.
    package var id: Int64
    /// The kind of operation.
    package var kind: String
    /// The text that progress showed.
    package var name: String
    /// Bytes of the step's own layer.
    package var size: Int64
    /// When it was made, in seconds since 1970.
    package var created: Double
    /// When a build last used it.
    package var lastUsed: Double
    /// How often it was used.
    package var useCount: Int
    /// Nanoseconds that the step took.
    package var duration: Int64
    /// The build that made it.
    package var build: String
    /// The step's own layer, the uppermost; nil for an empty filesystem.
    package var layer: LayerID?
}

extension StoreDatabase {
    /// All usable cache records, the most recently used first.
    package func records() async throws(EnginePorts.DatabaseError) -> [ListedRecord] {
        try await perform { database in
            let sql = """
                SELECT id, kind, name, size, created, last_used, use_count, duration, build, layers
                FROM cache_record WHERE is_evicted = 0 ORDER BY last_used DESC, id DESC
                """
            return try database.rows(sql).map { row in
                ListedRecord(
                    id: row[0], kind: row[1], name: row[2], size: row[3], created: row[4], lastUsed: row[5],
                    useCount: row[6], duration: row[7], build: row[8], layer: LayerID.list(row[9]).last)
            }
        }
    }
}
