package import BuildEvents
package import BuildGraph
package import Diagnostics
package import EnginePorts
import GRDB

extension StoreDatabase {
    /// The kinds of steps that are a build's own tasks and no instruction's: they count neither as hit nor as run.
    static let ownTasks = "('internal', 'context', 'export')"

    /// Whether a step ran, to its end or not: one that was cancelled or killed did if it was not found in the cache.
    private static let didRun = """
        (s.outcome IN ('done', 'failed') OR s.outcome IN ('cancelled', 'running') AND s.verdict LIKE '{"miss"%')
        """

    /// The assignments that count the steps of a build.
    private static let counts = {
        let count = "(SELECT count(*) FROM build_step s WHERE s.build = build.id"
        return """
            step_count = \(count)),
            hit_count = \(count) AND s.outcome = 'cached' AND s.kind NOT IN \(ownTasks)),
            run_count = \(count) AND \(didRun) AND s.kind NOT IN \(ownTasks))
            """
    }()

    /// Ends the builds of a session that is over, with what their steps tell.
    static func interruptBuilds(of session: String, in database: Database) throws {
        let last = "(SELECT max(coalesce(s.ended, s.started)) FROM build_step s WHERE s.build = build.id)"
        try database.run(
            """
            UPDATE build SET outcome = 'interrupted', \(counts), ended = started + \(last) / 1e9
            WHERE session = ? AND outcome = 'running'
            """, [session])
    }

    /// Writes that a build began, tied to a session; its Dockerfile is stored once by digest.
    ///
    /// `origin` is the program that it is imported from. Blocks while it does.
    package func beginBuild(
        _ start: BuildStart, command: [String], version: String, session: StoreSession, origin: String? = nil
    ) throws(EnginePorts.DatabaseError) {
        var bare = start
        bare.source = nil
        let project = Self.project(dockerfile: start.dockerfile, context: start.context)
        let source = start.source.map(Self.prepare)
        try writeNow { database in
            try database.run(
                """
                INSERT INTO build (id, session, version, command, started, start, source, project, dockerfile, context,
                    target, origin)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    start.build, session.id, version, try JSONText.encode(command), start.wallClock,
                    try JSONText.encode(bare), try source.map { try Blobs.insert($0, in: database) }, project,
                    start.dockerfile, start.context, start.target, origin,
                ])
        }
    }

    /// Writes the Dockerfile of a build that began without it.
    ///
    /// Blocks while it does.
    package func setSource(_ source: SourceFile, ofBuild build: String) throws(EnginePorts.DatabaseError) {
        let prepared = Self.prepare(source)
        try writeNow { database in
            try database.run(
                "UPDATE build SET source = ? WHERE id = ?", [try Blobs.insert(prepared, in: database), build])
        }
    }

    /// Writes steps of a build, replacing what was written of the same positions before.
    ///
    /// `components`, by position, are what a step's keys were made of, where that is known beside its cache record.
    /// Blocks while it does.
    package func recordSteps(
        _ steps: [RecordedStep], components: [Int: [KeyComponent]] = [:], of build: String
    ) throws(EnginePorts.DatabaseError) {
        if steps.isEmpty { return }
        let packed = components.mapValues(PackedComponents.pack)
        try writeNow { database in
            for step in steps {
                let blob = try packed[step.position].map { try Blobs.insert($0, in: database) }
                try database.run(
                    """
                    INSERT OR REPLACE INTO build_step
                        (build, \(RecordedStep.columns), components)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        build, step.position, step.id.description, step.name, step.kind, step.stage, step.instruction,
                        step.started, step.ended, step.state.rawValue, try step.outcome.map { try JSONText.encode($0) },
                        try step.verdict.map { try JSONText.encode($0) }, step.record, step.logSize, step.platform,
                        step.lines?.lowerBound, step.lines?.upperBound, blob,
                    ])
            }
        }
    }

    /// Writes a build's end, `ended` seconds after 1970, and ties its steps to the records that they made.
    ///
    /// `firstCause` is why its first step missed, and `logBytes` what its files take on disk. Blocks.
    package func finishBuild(
        _ build: String, outcome: BuildOutcome, ended: Double, firstCause: String? = nil, logBytes: Int64 = 0
    ) throws(EnginePorts.DatabaseError) {
        try writeNow { database in
            try database.run(
                """
                UPDATE build_step SET record =
                    (SELECT max(id) FROM cache_record r WHERE r.build = build_step.build AND r.name = build_step.name)
                WHERE build = ? AND record IS NULL AND outcome = 'done'
                """, [build])
            try database.run(
                """
                UPDATE build SET ended = ?, outcome = ?, detail = ?, \(Self.counts), names = ?, error = ?, first_cause = ?, log_bytes = ?
                WHERE id = ?
                """,
                [
                    ended, RecordedBuild.State(outcome).rawValue, try JSONText.encode(outcome),
                    outcome.names?.joined(separator: " "), outcome.error, firstCause, logBytes, build,
                ])
        }
    }

    /// The steps of a build in the order of their announcement.
    ///
    /// Without `tellingHits` the steps that were found have no verdict, which is quicker by far: most steps are found.
    package func steps(
        of build: String, tellingHits: Bool = true
    ) async throws(EnginePorts.DatabaseError) -> [RecordedStep] {
        try await perform { database in
            let sql = "SELECT \(RecordedStep.columns) FROM build_step WHERE build = ? ORDER BY position"
            return try database.rows(sql, [build]).map { try RecordedStep(row: $0, tellsHits: tellingHits) }
        }
    }

    /// What a step's keys were made of: what was noted with it, else what its cache record has.
    package func components(
        ofStep position: Int, of build: String
    ) async throws(EnginePorts.DatabaseError) -> [KeyComponent] {
        try await perform { database in
            let sql = """
                SELECT coalesce(s.components, r.components) FROM build_step s
                LEFT JOIN cache_record r ON r.id = s.record WHERE s.build = ? AND s.position = ?
                """
            guard let row = try database.row(sql, [build, position]) else { return [] }
            return try PackedComponents.unpack(Blobs.bytes(row[0], in: database))
        }
    }

    private static func prepare(_ source: SourceFile) -> Blobs.Prepared {
        Blobs.prepare((source.name + "\n").utf8 + source.bytes)
    }

    /// The Dockerfile that a build was made from; nil where it is not known.
    package func source(of build: String) async throws(EnginePorts.DatabaseError) -> SourceFile? {
        try await perform { database in
            guard let row = try database.row("SELECT source FROM build WHERE id = ?", [build]),
                let source: Int64 = row[0]
            else { return nil }
            let bytes = try Blobs.bytes(source, in: database)
            guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            let name = String(decoding: bytes[..<end], as: UTF8.self)
            return SourceFile(name: name, bytes: Array(bytes[(end + 1)...]))
        }
    }
}

extension BuildOutcome {
    fileprivate var names: [String]? {
        if case .succeeded(let result) = self { result.names } else { nil }
    }

    fileprivate var error: String? {
        if case .failed(_, let diagnostic) = self { diagnostic.message } else { nil }
    }
}
