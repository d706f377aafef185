import BuildDatabase
import BuildEvents
import BuildGraph
import BuildProgress
import BuildRecords
import Diagnostics
import Engine
import EnginePorts
import Foundation
import OCIFormat
import Reports

/// One `strata build --dry-run`: says what the build would do and leaves the store as it is.
struct DryRun {
    let request: BuildRequest
    let root: String?
    let form: CallArguments.Format

    /// Prints the forecast; gives the exit code, 0 or 130 where it was interrupted.
    func run() async throws -> Int32 {
        // Standard input may be a terminal: until it is read an interrupt ends the process.
        let sources = try BuildSources(request)
        let interrupts = Interrupts()
        let store = try await OpenStore.open(root: root, request: request, clock: SystemClock())
        let work = Task { try await forecast(sources, store) }
        interrupts.onFirst { work.cancel() }
        let result = await work.result
        await store.close()
        withExtendedLifetime(interrupts) {}
        do {
            print(try result.get())
            return 0
        } catch let failure as BuildFailure {
            switch failure {
            case .cancelled: return 130
            case .failed(_, let failure): throw failure.diagnostic
            }
        }
    }

    private func forecast(_ sources: BuildSources, _ store: OpenStore) async throws -> Forecast {
        let driver = BuildDriver(
            request: request, store: store, events: NoEvents(), build: BuildRun.makeIdentifier(), sources: sources)
        var (forecast, definition) = try await driver.forecast()
        // Without its history a forecast has no times, and is one all the same.
        let history = try? await store.database.stepHistory(
            dockerfile: definition.file.name, context: request.shownContext)
        forecast.takeTimes(from: history ?? StepHistory(), jobs: request.jobs)
        return forecast
    }

    private func print(_ forecast: Forecast) {
        var text: String
        switch form {
        case .json: text = ForecastReport.json(forecast)
        case .text:
            text = request.progress == .quiet ? "" : ForecastReport.table(forecast) + "\n"
            text += ForecastReport.closing(forecast) + "\n"
            let undone = undone
            if !undone.isEmpty, request.progress != .quiet {
                text += "Not done in a dry run: \(undone.joined(separator: ", ")).\n"
            }
        }
        FileHandle.standardOutput.write(Data(PlainText.lines(text).utf8))
    }

    /// What the command line asks for that only a build does.
    private var undone: [String] {
        var flags = request.tags.map { "-t \($0.familiar)" }
        flags += request.outputs.map { "-o \($0.destination ?? $0.kind.rawValue)" }
        if let file = request.identifierFile { flags.append("--iidfile \(file)") }
        if let file = request.metadataFile { flags.append("--metadata-file \(file)") }
        if request.summary != nil { flags.append("--summary") }
        return flags
    }
}

extension BuildDriver {
    /// What the build would do, without times.
    fileprivate func forecast() async throws(BuildFailure) -> (Forecast, BuildDefinition) {
        let services = store.services(events: events, secrets: request.secrets)
        let (definition, dockerfile) = try await load(services)
        var options = options(definition)
        options.leavesStoreAlone = true
        let epoch = try epoch(of: dockerfile)
        try await openMainContext(definition)
        let graph = try await plan(dockerfile, epoch, services, options)
        try checkOutputs(of: graph)
        try await openNamedContexts(of: graph, services)
        return (try await ForecastBuild(graph: graph, services: services, options: options).run(), definition)
    }
}

extension Forecast {
    /// Adds how long steps took in earlier builds, and what that means for this one with so many commands at once.
    fileprivate mutating func takeTimes(from history: StepHistory, jobs: Int) {
        for index in steps.indices where steps[index].verdict == .run || steps[index].verdict == .maybe {
            let stage = steps[index].description.stage.map { stages[$0].name }
            steps[index].expected = history.record(of: steps[index].description, stage: stage)?.median
        }
        buildCount = history.buildCount
        expected = estimate(jobs: jobs, running: [.run, .maybe])
        expectedAtLeast = estimate(jobs: jobs, running: [.run])
    }

    /// How long the build takes if all steps with some verdicts run.
    private func estimate(jobs: Int, running: Set<Verdict>) -> Int64? {
        var state = BuildState()
        let payloads =
            [BuildEvent.Payload.stepsAnnounced(steps.map(\.description))]
            + steps.filter { !running.contains($0.verdict) }.map { .stepFinished($0.description.id, .cached) }
        for (sequence, payload) in payloads.enumerated() {
            state.apply(BuildEvent(sequence: sequence, time: 0, payload: payload))
        }
        let times = Dictionary(steps.map { ($0.description.id, $0.expected) }) { first, _ in first }
        return state.estimate(at: 0, jobs: jobs) { times[$0.id] ?? nil }
    }
}
