import ArgumentParser
import Foundation

/// Compares strata with the other builders of this machine.
@main
struct StrataBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strata-bench",
        abstract: "Compare strata with the other builders of this machine.",
        discussion: """
            Builds the same things with strata and with each peer it finds, in turn, and prints medians and strata's
            share of the fastest peer's time. The peers' data lie in the benchmark's folder. Then it measures what the
            Build screen costs: builds with it and without, one frame, and keys; and what remembering builds costs:
            explaining misses, and a history of 10,000 builds.
            """)

    @Option(help: "The strata to measure.")
    var strata = ".build/release/strata"

    @Option(help: "How often each phase is measured.")
    var rounds = 5

    @Option(help: "Where to work: in its folder 'data', which is removed before and after and needs 20 GB.")
    var work = ".build/bench"

    @Option(name: .customLong("only"), help: "Run the workloads whose name contains this; may be repeated.")
    var only: [String] = []

    @Option(name: .customLong("peer"), help: "Compare with this peer: docker, buildkit, buildx, buildah or none.")
    var peers: [String] = []

    @Flag(help: "Also measure a BuildKit that runs already, which empties its cache.")
    var pruneRunning = false

    @Option(help: "A Go project to build instead of a made one: its folder.")
    var guide: String?

    @Option(help: "The project's Dockerfile.")
    var guideDockerfile = "4-parallel.Dockerfile"

    @Option(help: "The image that the project starts from, and its OCI layout: NAME=DIR:TAG.")
    var guideImage: String?

    @Option(help: "Write the results to this file as JSON; '-' is standard output, instead of the table.")
    var json: String?

    func validate() throws {
        guard (guide == nil) == (guideImage == nil) else {
            throw ValidationError("--guide and --guide-image belong together.")
        }
        guard rounds > 0 else { throw ValidationError("--rounds must be at least 1.") }
    }

    func run() async throws {
        guard access(strata, X_OK) == 0 else {
            throw ValidationError("There is no \(strata): 'make build' makes it, --strata names another.")
        }
        let bench = try Workbench(folder: URL(fileURLWithPath: work).appendingPathComponent("data"))
        let found = Peers(bench, mayPrune: pruneRunning, only: peers)
        let builders = started([StrataBuilder(program: URL(fileURLWithPath: strata).path, bench)] + found.found)
        for line in found.leftOut { say("left out: \(line)") }
        if builders.count == 1 { say("no peer found: strata is measured alone") }

        let runner = Runner(bench: bench, builders: builders, rounds: rounds, say: say)
        let alone = Runner(bench: bench, builders: Array(builders.prefix(1)), rounds: 1, say: say)
        var results: [PhaseResult] = []
        for workload in workloads(try guideOption()).filter({ isWanted($0.name) }) {
            do {
                results += try (workload is Memory ? alone : runner).run(workload)
            } catch {
                say("\(workload.name): \(error)")
            }
        }
        let program = URL(fileURLWithPath: strata).path
        let screen = ScreenBench(bench: bench, program: program, rounds: rounds, say: say)
        let history = HistoryBench(bench: bench, program: program, rounds: rounds, say: say)
        let outcome = Outcome(
            builds: Report(results: results),
            screen: Report(results: screen.costs { isWanted($0) }, subject: ScreenBench.subject),
            explaining: Report(results: history.costs { isWanted($0) }, subject: HistoryBench.subject),
            figures: await screen.figures { isWanted($0) } + history.figures { isWanted($0) })
        try report(outcome)
        builders.forEach { $0.stop() }
        bench.stop()
        try bench.remove(bench.folder)
    }

    /// The builders that could be started; of the others it is said why not.
    private func started(_ builders: [any Builder]) -> [any Builder] {
        builders.filter { builder in
            do {
                try builder.start()
                return true
            } catch {
                say("left out: \(builder.name): \(error)")
                return false
            }
        }
    }

    private func workloads(_ guide: Guide?) -> [any Workload] {
        [
            NothingToDo(guide: guide), TrivialSteps(), ParallelStages(), ManyFiles(), PullAndBuild(guide: guide),
            GzipExport(), Memory(),
        ]
    }

    private func isWanted(_ name: String) -> Bool {
        only.isEmpty || only.contains { name.contains($0) }
    }

    private func guideOption() throws -> Guide? {
        guard let guide, let guideImage else { return nil }
        let parts = guideImage.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw ValidationError("--guide-image is NAME=DIR:TAG.") }
        return Guide(
            project: URL(fileURLWithPath: guide), dockerfile: guideDockerfile, layout: parts[1], image: parts[0])
    }

    private func report(_ outcome: Outcome) throws {
        if let json, json != "-" { try outcome.json().write(to: URL(fileURLWithPath: json)) }
        print(json == "-" ? String(decoding: try outcome.json(), as: UTF8.self) : outcome.text)
    }

    private func say(_ text: String) {
        FileHandle.standardError.write(Data("strata-bench: \(text)\n".utf8))
    }
}
