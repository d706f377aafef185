package import BuildRecords
package import EnginePorts
import GRDB
import Glibc

extension StoreDatabase {
    /// How many of the newest builds are known by number whatever they built.
    private static let numberedBuilds = 200

    /// What earlier builds of a Dockerfile say of its steps: the newest `limit` builds that ended, of the same Dockerfile
    /// and the same context, both as `BuildStart` has them.
    ///
    /// Takes a few milliseconds however many builds there are.
    package func stepHistory(
        dockerfile: String, context: String, limit: Int = 40
    ) async throws(EnginePorts.DatabaseError) -> StepHistory {
        let project = Self.project(dockerfile: dockerfile, context: context)
        return try await perform { database in
            let window = try database.rows(
                """
                SELECT number, id FROM build WHERE project = ? AND outcome <> 'running'
                ORDER BY number DESC LIMIT ?
                """, [project, limit])
            var sightings: [StepHistory.Sighting] = []
            var records: Set<Int64> = []
            for build in window.reversed() {
                try Self.addSteps(of: build[1], number: build[0], to: &sightings, records: &records, in: database)
            }
            return StepHistory(sightings, numbers: try Self.numbers(of: window, records: records, in: database))
        }
    }

    /// What builds of one Dockerfile have in common: its name and the folder of its context, however that was written.
    package static func project(dockerfile: String, context: String) -> String {
        guard let path = realpath(context, nil) else { return "\(dockerfile)\n\(context)" }
        defer { free(path) }
        return "\(dockerfile)\n\(String(cString: path))"
    }

    private static func addSteps(
        of build: String, number: Int64, to sightings: inout [StepHistory.Sighting], records: inout Set<Int64>,
        in database: Database
    ) throws {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT name, stage, instruction, started, ended, outcome, record FROM build_step
                    WHERE build = ? AND outcome IN ('cached', 'done', 'failed') ORDER BY position
                    """), arguments: [build])
        while let row = try rows.next() {
            let outcome: String = row[5]
            let result: StepSummary.Result = outcome == "cached" ? .hit : outcome == "done" ? .ran : .failed
            var duration: Int64 = 0
            if result != .hit, let started: Int64 = row[3], let ended: Int64 = row[4] {
                duration = max(0, ended &- started)
            }
            if result == .hit, let record: Int64 = row[6] { records.insert(record) }
            var sighting = StepHistory.Sighting(
                build: number, name: row[0], instruction: row[2], result: result, duration: duration)
            sighting.stage = row[1]
            sightings.append(sighting)
        }
    }

    /// The numbers of builds by identity: those looked at, those that made the records these used, and the newest of all.
    private static func numbers(
        of window: [Row], records: Set<Int64>, in database: Database
    ) throws -> [String: Int64] {
        var numbers: [String: Int64] = [:]
        for build in window { numbers[build[1]] = build[0] }
        let newest = "SELECT number, id FROM build ORDER BY number DESC LIMIT ?"
        for build in try database.rows(newest, [numberedBuilds]) { numbers[build[1]] = build[0] }
        let maker = "SELECT b.number, b.id FROM cache_record r JOIN build b ON b.id = r.build WHERE r.id = ?"
        for record in records {
            if let build = try database.row(maker, [record]) { numbers[build[1]] = build[0] }
        }
        return numbers
    }
}
