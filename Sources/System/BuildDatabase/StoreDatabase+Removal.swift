package import BuildRecords
package import EnginePorts
import GRDB
import LinuxSystem
import SystemPackage

extension StoreDatabase {
    /// So many builds are removed in one transaction, which others wait for.
    private static let batch = 8

    /// Removes builds from the history with their events and logs; gives how many there were.
    ///
    /// Their cache records stay. What is pinned or still runs is kept. Killed in the middle, it leaves builds that can
    /// be removed again.
    @discardableResult
    package func removeBuilds(_ builds: [String]) async throws(EnginePorts.DatabaseError) -> Int {
        var count = 0
        var rest = builds[...]
        while !rest.isEmpty, !Task.isCancelled {
            let next = Array(rest.prefix(Self.batch))
            rest = rest.dropFirst(Self.batch)
            count += try await removeBatch(next)
        }
        return count
    }

    /// Removes what a history keeps no longer by its rules: the oldest builds first; gives how many.
    ///
    /// At most `limit` builds go, so that nobody waits for long.
    @discardableResult
    package func expireBuilds(
        _ rules: HistoryRetention, now: Double, limit: Int = 64
    ) async throws(EnginePorts.DatabaseError) -> Int {
        let builds = try await perform { database in
            let rows = try database.rows(
                "SELECT id, started, log_bytes, outcome FROM build WHERE is_pinned = 0 ORDER BY number DESC")
            var kept = HistoryRetention.Keeping(rules, now: now)
            let gone = rows.filter { !kept.keeps(started: $0[1], size: $0[2]) && $0[3] != "running" }
            return gone.map { $0[0] as String }
        }
        return builds.isEmpty ? 0 : try await removeBuilds(builds.suffix(limit).reversed())
    }

    /// Whether the history has more than so many builds that may go by its rules; takes time in proportion to `count`.
    package func hasMoreBuilds(than count: Int) async throws(EnginePorts.DatabaseError) -> Bool {
        try await perform { database in
            let sql = "SELECT 1 FROM build WHERE is_pinned = 0 ORDER BY number DESC LIMIT 1 OFFSET ?"
            return try database.row(sql, [count]) != nil
        }
    }

    private func removeBatch(_ builds: [String]) async throws(EnginePorts.DatabaseError) -> Int {
        let marks = Array(repeating: "?", count: builds.count).joined(separator: ", ")
        let gone = try await perform { database in
            try database.rows(
                "SELECT id FROM build WHERE id IN (\(marks)) AND is_pinned = 0 AND outcome <> 'running'",
                StatementArguments(builds)
            ).map { $0[0] as String }
        }
        // The files first: a build without them can still be removed, files without a build are never found again.
        for build in gone {
            let folder = StoreFiles.logFolder(root: root).string + "/" + build
            do {
                try FileDescriptor.workingDirectory.removeTree(at: FilePath(folder))
            } catch {
                throw DatabaseFailure.translate(error, path: path)
            }
        }
        try await write { database in
            for build in gone { try Self.removeRows(of: build, in: database) }
        }
        return gone.count
    }

    private static func removeRows(of build: String, in database: Database) throws {
        let blobs = try database.rows(
            """
            SELECT components FROM build_step WHERE build = ? AND components IS NOT NULL
            UNION SELECT source FROM build WHERE id = ? AND source IS NOT NULL
            """, [build, build]
        ).map { $0[0] as Int64 }
        try database.run("DELETE FROM build_step WHERE build = ?", [build])
        try database.run("DELETE FROM build WHERE id = ?", [build])
        for blob in blobs {
            try database.run(
                """
                DELETE FROM blob WHERE id = ?1
                    AND NOT EXISTS (SELECT 1 FROM build_step WHERE components = ?1)
                    AND NOT EXISTS (SELECT 1 FROM build WHERE source = ?1)
                    AND NOT EXISTS (SELECT 1 FROM cache_record WHERE components = ?1)
                """, [blob])
        }
    }
}
