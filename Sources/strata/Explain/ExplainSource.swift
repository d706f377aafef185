import BuildDatabase
import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics

/// Finds in the store's history what is to be explained.
struct ExplainSource {
    let database: StoreDatabase

    /// The build of a name; the newest one without.
    ///
    /// - Throws: `Diagnostic` with the builds that there are.
    func build(_ name: String?) async throws -> ExplainedBuild {
        try await explained(BuildLibrary(database).build(name))
    }

    /// Whether a name is that of a build.
    func isBuild(_ name: String) async throws -> Bool {
        guard let parsed = BuildName(parsing: name) else { return false }
        return try await BuildLibrary(database).build(named: parsed) != nil
    }

    /// A recorded build, as explaining it needs it.
    func explained(_ recorded: RecordedBuild, tellingHits: Bool = true) async throws -> ExplainedBuild {
        let rows = try await database.steps(of: recorded.id, tellingHits: tellingHits)
        var build = ExplainedBuild(
            number: recorded.number, id: recorded.id, created: recorded.start.wallClock,
            steps: rows.map(ExplainedStep.init))
        build.dockerfile = recorded.start.dockerfile
        build.context = recorded.start.context
        build.result = BuildSummary.Result(rawValue: recorded.state.rawValue) ?? .interrupted
        build.duration = recorded.ended.map { Int64(max(0, min($0 - recorded.start.wallClock, 9e9)) * 1e9) }
        // A hit may be told without its beginning.
        build.number(startTimes: rows.map { $0.started ?? ($0.state == .cached ? $0.ended : nil) })
        return build
    }

    /// A build and those before it of the same Dockerfile, the oldest first; where their hits came from is not told.
    func past(of build: ExplainedBuild) async throws -> [ExplainedBuild] {
        var builds: [ExplainedBuild] = []
        for recorded in try await database.buildsUp(to: build.id, limit: Self.lookedAt) {
            builds.append(try await explained(recorded, tellingHits: false))
        }
        return builds.reversed()
    }

    /// So many builds tell of steps over time.
    private static let lookedAt = 20

    /// What another order of instructions would have saved in these builds, the oldest first.
    func advice(for builds: [ExplainedBuild]) async throws -> [OrderAdvice] {
        guard let newest = builds.last else { return [] }
        let dockerfile = try await database.source(of: newest.id)
        var files: [Int: [String]] = [:]
        for copy in OrderAdvice.copies(in: builds, dockerfile: dockerfile) {
            let components = try await database.components(ofStep: copy, of: newest.id)
            let paths = components.filter { $0.kind == .file && !$0.value.hasPrefix("d") }.map(\.name)
            if !paths.isEmpty { files[copy] = paths }
        }
        return OrderAdvice.find(in: builds, dockerfile: dockerfile) { files[$0] }
    }

    /// The numbers of the builds that a build took results from.
    func numbers(of build: ExplainedBuild) async throws -> [String: Int64] {
        try await database.numbers(ofBuilds: Set(build.steps.compactMap { $0.hit?.build }))
    }

    /// Compares the keys of two builds' steps.
    func compare(_ build: ExplainedBuild, _ other: ExplainedBuild) async throws -> KeyComparison {
        var keys: (build: [Int: [KeyComponent]], other: [Int: [KeyComponent]]) = ([:], [:])
        for (step, partner) in KeyComparison.alike(build, other) {
            // Of one record nothing can differ, and it may name many thousand files.
            if let record = build.steps[step].record, record == other.steps[partner].record {
                let same = [KeyComponent(.option, "record", String(record))]
                (keys.build[step], keys.other[partner]) = (same, same)
                continue
            }
            keys.build[step] = try await database.components(ofStep: step, of: build.id)
            keys.other[partner] = try await database.components(ofStep: partner, of: other.id)
        }
        return KeyComparison(build, other, keys: keys, source: try await database.source(of: build.id))
    }
}

extension ExplainedStep {
    fileprivate init(_ row: RecordedStep) {
        self.init(id: row.id, name: row.name, kind: row.kind, instruction: row.instruction)
        stage = row.stage
        platform = row.platform
        lines = row.lines
        verdict = row.verdict
        record = row.record
        switch row.state {
        case .waiting: result = .waiting
        case .running: result = .running
        case .cached: result = .hit
        case .done: result = .ran
        case .failed: result = .failed
        case .cancelled: result = .cancelled
        case .skipped: result = .skipped
        }
        if case .done(let left) = row.outcome, left.isSameResult { result = .same }
        if let started = row.started, let ended = row.ended, result != .hit { duration = max(0, ended &- started) }
    }
}
