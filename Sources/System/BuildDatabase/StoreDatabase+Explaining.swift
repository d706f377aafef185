package import EnginePorts
import GRDB

/// What `strata explain` asks for, each in time that does not grow with the history.
extension StoreDatabase {
    /// A build and those before it of the same Dockerfile and context that ended, the newest first, at most `limit`.
    package func buildsUp(
        to build: String, limit: Int
    ) async throws(EnginePorts.DatabaseError) -> [RecordedBuild] {
        try await perform { database in
            guard let row = try database.row("SELECT project, number FROM build WHERE id = ?", [build]) else {
                return []
            }
            let sql = """
                SELECT \(RecordedBuild.columns) FROM build
                WHERE project = ? AND number <= ? AND outcome <> 'running' ORDER BY number DESC LIMIT ?
                """
            return try database.rows(sql, [row[0] as String?, row[1] as Int64, limit]).map(RecordedBuild.init(row:))
        }
    }

    /// The lowest and the highest number of a build; nil where there is none.
    package func buildNumbers() async throws(EnginePorts.DatabaseError) -> ClosedRange<Int64>? {
        try await perform { database in
            // Each in a query of its own: only so both are looked up in the index.
            let sql = "SELECT (SELECT min(number) FROM build), (SELECT max(number) FROM build)"
            guard let row = try database.row(sql, []), let first: Int64 = row[0], let last: Int64 = row[1] else {
                return nil
            }
            return first...last
        }
    }

    /// The numbers of builds by identity, of those that there still are.
    package func numbers(
        ofBuilds builds: Set<String>
    ) async throws(EnginePorts.DatabaseError) -> [String: Int64] {
        try await perform { database in
            var numbers: [String: Int64] = [:]
            for build in builds {
                if let row = try database.row("SELECT number FROM build WHERE id = ?", [build]) {
                    numbers[build] = row[0]
                }
            }
            return numbers
        }
    }
}
