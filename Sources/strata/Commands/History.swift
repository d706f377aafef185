import ArgumentParser
import BuildDatabase
import BuildEvents
import BuildRecords
import Diagnostics
import EnginePorts
import OCIFormat
import Reports

/// `strata history`: the builds that were.
struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show earlier builds.", subcommands: [List.self], defaultSubcommand: List.self)

    /// `strata history ls`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ls", abstract: "List builds, the newest first.")

        @OptionGroup var store: StoreFlags
        @Flag(help: "Print JSON.")
        var json = false
        @Option(help: "How many builds.")
        var limit = 50

        func run() async throws {
            let database = try StorePaths(flag: store.root).openDatabase()
            var builds: [BuildSummary] = []
            for build in try await database.builds(limit: limit) {
                builds.append(Self.summary(of: build, steps: try await database.steps(of: build.id)))
            }
            let now = SystemClock().wall()
            print(json ? Listings.historyJSON(builds) : Listings.history(builds, now: now), terminator: "")
        }

        private static func summary(of build: RecordedBuild, steps: [RecordedStep]) -> BuildSummary {
            var summary = BuildSummary(build.start)
            summary.number = build.number
            if let ended = build.ended { summary.duration = Int64((ended - build.start.wallClock) * 1_000_000_000) }
            summary.counts.total = build.stepCount
            summary.counts.hits = build.hitCount
            summary.counts.ran = build.runCount
            summary.result = BuildSummary.Result(rawValue: build.state.rawValue) ?? .running
            switch build.outcome {
            case .succeeded(let result):
                summary.names = result.names
                summary.image = result.image?.digest.description
            case .failed(let step, let diagnostic):
                summary.failedStep = step
                summary.error = diagnostic.message
            case .cancelled, nil:
                break
            }
            let names = Dictionary(steps.map { ($0.id, $0.name) }) { first, _ in first }
            summary.firstCause =
                steps.lazy.compactMap { step -> String? in
                    guard case .miss(let cause) = step.verdict else { return nil }
                    if case .inputChanged = cause { return nil }
                    return MissSentence.sentence(for: cause) { names[$0] }
                }.first
            return summary
        }
    }
}
