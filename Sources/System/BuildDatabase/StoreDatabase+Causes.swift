package import BuildEvents
package import BuildRecords
package import EnginePorts
import GRDB
package import OCIFormat

/// What explaining a miss asks for.
extension StoreDatabase {
    package func earlierBuilds(
        of project: String, before number: Int64?, limit: Int
    ) async throws(EnginePorts.DatabaseError) -> [EarlierBuild] {
        try await perform { database in
            let builds = try database.rows(
                """
                SELECT number, id FROM build WHERE project = ? AND outcome <> 'running' AND number < ?
                ORDER BY number DESC LIMIT ?
                """, [project, number ?? .max, limit])
            return try builds.map { EarlierBuild(number: $0[0], steps: try Self.earlierSteps(of: $0[1], in: database)) }
        }
    }

    package func pruneTrace(of keys: [Digest]) async throws(EnginePorts.DatabaseError) -> PruneTrace? {
        try await perform { database in
            for key in keys {
                let sql = "SELECT time, policy FROM pruned_record WHERE key = ?"
                if let row = try database.row(sql, [key.description]) {
                    return PruneTrace(time: row[0], policy: row[1])
                }
            }
            return nil
        }
    }

    /// Takes a cache record out of use and notes under its keys when and why, so that a later miss can tell.
    ///
    /// The record's row stays, with what its keys were made of.
    static func prune(_ record: Int64, policy: String, at time: Double, in database: Database) throws {
        try database.run(
            """
            INSERT OR REPLACE INTO pruned_record (key, time, policy)
            SELECT key, ?, ? FROM cache_key WHERE record = ?
            """, [time, policy, record])
        try database.run("UPDATE cache_record SET is_evicted = 1 WHERE id = ?", [record])
    }

    private static func earlierSteps(of build: String, in database: Database) throws -> [EarlierStep] {
        let sql = """
            SELECT stage, platform, kind, instruction, record, outcome = 'failed' FROM build_step
            WHERE build = ? AND stage IS NOT NULL AND kind IN ('run', 'copy', 'workdir') ORDER BY position
            """
        return try database.rows(sql, [build]).map { row in
            var step = EarlierStep(stage: row[0], platform: row[1], kind: row[2], instruction: row[3])
            step.record = row[4]
            step.hasFailed = row[5]
            return step
        }
    }
}
