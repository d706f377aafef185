package import BuildRecords
package import EnginePorts
import GRDB

extension StoreDatabase {
    /// The newest builds, at most `limit`, the newest first.
    ///
    /// Builds whose process died are seen as interrupted.
    package func builds(limit: Int) async throws(EnginePorts.DatabaseError) -> [RecordedBuild] {
        try await listing(HistoryQuery(limit: limit)).map(\.build)
    }

    /// The builds that a query asks for, each with the nanoseconds that the build before took: the last one that
    /// succeeded of the same Dockerfile, context and target.
    ///
    /// Takes time in proportion to the builds that are there, not to their steps.
    package func listing(
        _ query: HistoryQuery
    ) async throws(EnginePorts.DatabaseError) -> [(build: RecordedBuild, previousDuration: Int64?)] {
        try await perform { [self] database in
            let search = HistorySearch(query, dead: try deadSessions(in: database))
            return try database.rows(search.sql, StatementArguments(search.arguments)).map { row in
                let previous: Double? = row[RecordedBuild.columns.split(separator: ",").count]
                return (try RecordedBuild(row: row), previous.map { Int64(max(0, min($0, 9e9)) * 1e9) })
            }
        }
    }

    /// A number that is another one once anything was written, by this process or another.
    package func changeMark() async throws(EnginePorts.DatabaseError) -> Int64 {
        try await perform { database in
            // The version counts what others write, the changes what this connection does.
            let version: Int64 = try database.row("PRAGMA data_version", [])?[0] ?? 0
            return version &* 1_000_003 &+ Int64(database.totalChangesCount)
        }
    }

    /// How the steps of some builds ended, by build, the builds' own tasks left out.
    package func stepMarks(
        ofBuilds builds: [String]
    ) async throws(EnginePorts.DatabaseError) -> [String: [StepMark]] {
        try await perform { database in
            var marks: [String: [StepMark]] = [:]
            let statement = try database.cachedStatement(
                sql: """
                    SELECT name, stage, outcome, started, ended, coalesce(json_extract(detail, '$.result.isSameResult'), 0)
                    FROM build_step WHERE build = ? AND kind NOT IN \(Self.ownTasks) ORDER BY position
                    """)
            for build in builds {
                marks[build] = try Row.fetchAll(statement, arguments: [build]).map(StepMark.init(row:))
            }
            return marks
        }
    }

    /// The identities of the builds that all filters hold for, the newest first.
    package func identities(
        of filters: [HistoryFilter]
    ) async throws(EnginePorts.DatabaseError) -> [String] {
        try await perform { [self] database in
            var query = HistoryQuery()
            query.filters = filters
            let search = HistorySearch(query, dead: try deadSessions(in: database))
            return try database.rows(search.identities, StatementArguments(search.arguments)).map { $0[0] }
        }
    }

    /// The builds that a name can stand for, the newest first: one, none, or several whose identities begin alike.
    package func builds(named name: BuildName) async throws(EnginePorts.DatabaseError) -> [RecordedBuild] {
        try await perform { [self] database in
            let dead = try deadSessions(in: database)
            func find(_ condition: String, _ arguments: StatementArguments) throws -> [RecordedBuild] {
                let sql = "SELECT \(RecordedBuild.columns), session FROM build \(condition)"
                return try database.rows(sql, arguments).map { row in
                    var build = try RecordedBuild(row: row)
                    if build.state == .running, dead.contains(row["session"]) { build.state = .interrupted }
                    return build
                }
            }
            switch name {
            case .latest(let back):
                return try find("ORDER BY number DESC LIMIT 1 OFFSET ?", [back])
            case .number(let number):
                return try find("WHERE number = ?", [number])
            case .numberOrIdentity(let number, let text):
                let numbered = try find("WHERE number = ?", [number])
                return numbered.isEmpty ? try find(Self.beginning, [text, text + "{"]) : numbered
            case .identity(let text):
                let whole = try find("WHERE id = ?", [text])
                return whole.isEmpty ? try find(Self.beginning, [text, text + "{"]) : whole
            }
        }
    }

    /// `{` is the sign behind the last letter.
    private static let beginning = "WHERE id >= ? AND id < ? ORDER BY number DESC LIMIT 5"

    /// The sessions of running builds whose processes are gone.
    private func deadSessions(in database: Database) throws -> [String] {
        try database.rows("SELECT DISTINCT session FROM build WHERE outcome = 'running'")
            .map { $0[0] as String }.filter { !isAlive(session: $0) }
    }

    /// Keeps builds whatever their age, or no longer; those of other identities are as they were.
    package func setPinned(_ isPinned: Bool, builds: [String]) async throws(EnginePorts.DatabaseError) {
        try await write { database in
            for build in builds { try database.run("UPDATE build SET is_pinned = ? WHERE id = ?", [isPinned, build]) }
        }
    }

    /// Notes the commit that a build's context was at.
    ///
    /// Blocks.
    package func setRevision(_ revision: Revision, of build: String) throws(EnginePorts.DatabaseError) {
        try writeNow { database in
            try database.run("UPDATE build SET revision = ? WHERE id = ?", [try JSONText.encode(revision), build])
        }
    }

    /// Whether the history has a build of an identity.
    ///
    /// Blocks.
    package func hasBuild(_ build: String) throws(EnginePorts.DatabaseError) -> Bool {
        try writeNow { try $0.row("SELECT 1 FROM build WHERE id = ?", [build]) != nil }
    }
}

extension StepMark {
    fileprivate init(row: Row) {
        let state = RecordedStep.State(rawValue: row[2]) ?? .waiting
        let result: StepSummary.Result =
            switch state {
            case .waiting: .waiting
            case .running: .running
            case .cached: .hit
            case .done: row[5] as Bool ? .same : .ran
            case .failed: .failed
            case .cancelled: .cancelled
            case .skipped: .skipped
            }
        var duration: Int64 = 0
        if result != .hit, let started: Int64 = row[3], let ended: Int64 = row[4] {
            duration = max(0, ended &- started)
        }
        self.init(name: row[0], stage: row[1], result: result, duration: duration)
    }
}
