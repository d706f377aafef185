import ArgumentParser
import BuildDatabase
import BuildRecords
import Diagnostics
import EnginePorts
import Reports

/// `strata explain`: why the steps of a recorded build ran, or came from the cache.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say why steps of a build ran, or came from the cache.",
        discussion: """
            BUILD is a number of `strata history ls`, the beginning of an id, or ^N, N before the newest; without it the \
            newest build is explained. STEP is a number as in plain progress (#9), a line of the Dockerfile (:7), a stage \
            and position ("build 2/3"), the beginning of its digest, or a part of its text; without it all causes of the \
            build are told.
            """)

    @Argument(help: "The build, or a step of the newest one.")
    var build: String?
    @Argument(help: "The step.")
    var step: String?
    @Option(help: ArgumentHelp("Tell what differs from another build, whatever the cache did.", valueName: "build"))
    var against: String?
    @Flag(help: "Print JSON.")
    var json = false
    @OptionGroup var store: StoreFlags

    func run() async throws {
        let source = ExplainSource(database: try StorePaths(flag: store.root).openDatabase())
        let (buildName, stepName) = try await names(source)
        let build = try await source.build(buildName)
        let positions = try stepName.map { name throws(Diagnostic) in
            try StepChoice(parsing: name).positions(in: build)
        }
        let report = ExplainReport(build, numbers: try await source.numbers(of: build), now: SystemClock().wall())
        let text: String
        let past = against == nil ? try await source.past(of: build) : []
        if let against {
            let other = try await source.build(against)
            let comparison = try await source.compare(build, other)
            text =
                json
                ? report.jsonAgainst(other, comparison, only: positions)
                : report.against(other, comparison, only: positions)
        } else if json {
            text = report.json(only: positions, past: past, advice: try await source.advice(for: past))
        } else if let positions {
            text = report.steps(positions, past: past)
        } else {
            text = report.chains() + report.advice(try await source.advice(for: past), over: past.count)
        }
        print(text, terminator: "")
    }

    /// What of the arguments names the build, and what the step: one alone may be either.
    private func names(_ source: ExplainSource) async throws -> (build: String?, step: String?) {
        guard let build, step == nil else { return (build, step) }
        if StepChoice.isCertain(build) { return (nil, build) }
        let isBuild = try await source.isBuild(build)
        // Digits and ^N can only be meant for a build.
        if isBuild || build.hasPrefix("^") || build.allSatisfy(\.isNumber) { return (build, nil) }
        return (nil, build)
    }
}
