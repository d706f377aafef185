import BuildDatabase
import BuildEvents
import BuildGraph
import BuildRecords
import Foundation
import OCIFormat
import SystemPackage

/// How long it takes to find out why a COPY of 20,000 files runs again after one of them changed.
struct CauseTimes {
    static let name = "history: causes"
    private static let repetitions = 50

    let bench: Workbench
    let builder: StrataBuilder
    let rounds: Int

    func run() async throws -> [Figure] {
        try builder.reset()
        let context = try bench.makeFolder("work/causes/context")
        try "FROM scratch\nCOPY files /files/\n".write(
            to: context.appendingPathComponent("Dockerfile"), atomically: true, encoding: .utf8)
        try FileTree.write(below: context.appendingPathComponent("files"))
        try build(in: context).run()
        let differences = try differences(in: context)
        return [
            Figure(Self.name, "a COPY of 20,000 files", "ms", try await comparisons(), atMost: 50, at: 0.5),
            Figure(Self.name, "its build, less one with --no-cache", "ms", differences, atMost: nil, at: 0.5),
        ]
    }

    // MARK: By builds

    /// What builds take after a change, less what they take with a flag that is the cause by itself.
    private func differences(in context: URL) throws -> [Double] {
        let files = context.appendingPathComponent("files")
        return try (0..<rounds).map { round in
            var seconds: [Bool: Double] = [:]
            for (turn, isForced) in [round % 2 == 0, round % 2 != 0].enumerated() {
                try FileTree.change(2 * round + turn, below: files)
                seconds[isForced] = try build(in: context, isForced: isForced).run().seconds
            }
            return ((seconds[false] ?? 0) - (seconds[true] ?? 0)) * 1000
        }
    }

    private func build(in context: URL, isForced: Bool = false) -> Command {
        let words = ["build", "--progress=none"] + (isForced ? ["--no-cache"] : [])
        return builder.command(words + ["-t", "bench-out", context.path])
    }

    // MARK: By itself

    /// A step that missed: the build, what finds it in the build before, and what its keys are made of.
    private struct Miss {
        let build: RecordedBuild
        let step: EarlierStep
        let components: [KeyComponent]
        let keys: [Digest]
    }

    /// What the engine does when a step misses, on the newest build: it asks for the build before and the key of the
    /// step there, and compares.
    private func comparisons() async throws -> [Double] {
        let database = try StoreDatabase(root: FilePath(builder.root.path))
        let miss = try await newestMiss(in: database)
        var times: [Double] = []
        for _ in 0..<Self.repetitions {
            let begin = ContinuousClock.now
            let cause = try await cause(of: miss, in: database)
            times.append((ContinuousClock.now - begin) / .milliseconds(1))
            guard cause.changes.count == 1, cause.changes[0].kind == .file else {
                throw BenchError.missing(what: "the one file that changed", remedy: "found was \(cause)")
            }
        }
        try database.close()
        return times
    }

    private func newestMiss(in database: StoreDatabase) async throws -> Miss {
        let missing = BenchError.missing(what: "the COPY in the history", remedy: "see \(builder.root.path)/state.db")
        guard let build = try await database.builds(limit: 1).first else { throw missing }
        let steps = try await database.steps(of: build.id)
        guard let row = steps.first(where: { $0.kind == "copy" }), let record = row.record else { throw missing }
        let step = EarlierStep(
            stage: row.stage ?? "", platform: row.platform, kind: row.kind, instruction: row.instruction)
        var keys: [Digest] = []
        if case .done(let result) = row.outcome, let key = result.key { keys.append(key) }
        return Miss(
            build: build, step: step, components: try await database.components(ofRecord: record), keys: keys)
    }

    private func cause(of miss: Miss, in database: StoreDatabase) async throws -> MissCause {
        let start = miss.build.start
        let project = StoreDatabase.project(dockerfile: start.dockerfile, context: start.context)
        let earlier = try await database.earlierBuilds(of: project, before: miss.build.number, limit: 1)
        var situation = MissExplainer.Situation(components: miss.components, previous: nil)
        situation.isCommand = false
        if let steps = earlier.first?.steps {
            let alignment = StepAlignment([miss.step], with: steps)
            if let partner = alignment.partner(of: 0), let record = steps[partner].record {
                situation.previous = try await database.components(ofRecord: record)
                situation.instructions = (old: steps[partner].instruction, new: miss.step.instruction)
                situation.ground = alignment.ground(of: 0)
            }
        }
        situation.pruned = try await database.pruneTrace(of: miss.keys)
        return MissExplainer.explain(situation)
    }
}
