import BuildDatabase
import BuildEvents
import BuildGraph
import BuildProgress
import BuildRecords
import BuildScreens
import CursesTerminal
import Diagnostics
import EnginePorts
import Foundation
import OCIFormat
import Reports
import ScreenRuntime

/// One `strata build` from its request to the exit code: the readers of its events, its interrupts, its last words.
struct BuildRun {
    let request: BuildRequest
    let root: String?

    /// Builds, and gives the exit code: 0, 1 for a failure, 130 for a cancelled build.
    func run() async throws -> Int32 {
        // Standard input may be a terminal: until it is read an interrupt ends the process.
        let sources = try BuildSources(request)
        let interrupts = Interrupts()
        let clock = SystemClock()
        let store = try await OpenStore.open(root: root, request: request, clock: clock)
        let history = recorder(in: store)
        let screen: BuildTerminal?
        do {
            screen = try BuildTerminal.open(for: request)
        } catch {
            await store.close()
            throw error
        }
        let progress = ProgressReaders(
            screen == nil ? request.progress : .tui, isGrouped: request.isGrouped,
            spill: request.isGrouped ? store.spill() : nil)
        let timer = ProgressTimer(progress)
        let layers = StepLayers(database: store.database, layers: store.layers)
        let events = EventDelivery(clock: clock) { event in
            progress.receive(event)
            history.take(event)
            layers.note(event)
            screen?.inbox.post(event)
        }
        let build = Self.makeIdentifier()
        let start = start(build, sources, clock)
        events.emit(.buildStarted(start))
        let driver = BuildDriver(request: request, store: store, events: events, build: build, sources: sources)
        let work = Task { await driver.run() }
        let beside = BesideBuild(request, sources, store)
        interrupts.onFirst {
            work.cancel()
            screen?.inbox.post(.interrupted)
        }
        if let screen {
            let services = LiveServices(
                history: history, database: store.database, build: build, layers: layers
            ) { [isHungUp = interrupts.isHungUp] in
                // Asked a second time, nothing is waited for; but a terminal that goes away tells so in two ways.
                if work.isCancelled, !isHungUp() { Interrupts.end() }
                work.cancel()
            }
            await screen.run(services, store: StoreBrowser(store.cache, gc: request.configuration.gc), of: start)
        }
        let outcome = await work.value
        if let revision = await beside.end() { history.note(revision) }
        events.flush()
        let loss = await store.notice.during("writing the history of the build") { await history.finish() }
        if let failure = loss, request.progress != .none {
            FileHandle.standardError.write(
                Data("WARNING: the history of this build is incomplete: \(failure.diagnostic.message)\n".utf8))
        }
        timer.stop()
        progress.finish(isWithoutOutput: request.effectiveOutputs.isEmpty)
        await GarbageCollection(store: store, configuration: request.configuration.gc).beginIfDue()
        await store.close()
        withExtendedLifetime(interrupts) {}
        return try finish(outcome, progress, build)
    }

    private func recorder(in store: OpenStore) -> HistoryRecorder {
        HistoryRecorder(
            database: store.database, session: store.session,
            command: request.command.map { AddressText.withoutCredentials($0) }, version: Strata.version)
    }

    private func start(_ build: String, _ sources: BuildSources, _ clock: SystemClock) -> BuildStart {
        var start = BuildStart(
            build: build, wallClock: clock.wall(), dockerfile: sources.name,
            context: request.shownContext)
        start.target = request.target
        start.platforms = request.platforms
        // What is kept; steps get the values as they are.
        start.arguments = request.arguments.map { argument in
            EnvironmentVariable(argument.name, AddressText.withoutCredentials(argument.value, of: argument.name))
        }
        start.source = sources.known?.file
        return start
    }

    private func finish(_ outcome: BuildOutcome, _ progress: ProgressReaders, _ build: String) throws -> Int32 {
        if let summary = request.summary { try write(summary, progress) }
        switch outcome {
        case .succeeded(let result):
            try writeIdentifiers(result, build, progress)
            return 0
        case .failed:
            return 1
        case .cancelled:
            return 130
        }
    }

    private func writeIdentifiers(_ result: BuildResult, _ build: String, _ progress: ProgressReaders) throws {
        let identifier = (result.config ?? result.image?.digest)?.description
        if let identifier, request.progress == .quiet { print(identifier) }
        // Without an image there is no digest, but a script that asked for the file finds it.
        if let path = request.identifierFile { try HostFile.write(Array((identifier ?? "").utf8), asked: path) }
        if let path = request.metadataFile {
            let wantsWarnings = BuildMetadata.wantsWarnings(request.environment)
            let metadata = try BuildMetadata(
                build: build, result: result, warningsOf: wantsWarnings ? progress.progress : nil)
            try HostFile.write(metadata.encoded(), asked: path)
        }
    }

    private func write(_ summary: SummaryOption, _ progress: ProgressReaders) throws {
        let record = progress.record
        guard let overview = record.summary else { return }
        let report = BuildSummaryReport(
            overview, steps: record.steps,
            lastLines: progress.progress.failedStep?.tail.lastLines(FailureReport.lineCount) ?? [])
        let text = summary.form == .md ? report.markdown() : report.json()
        if let file = summary.file {
            try HostFile.write(Array(text.utf8), asked: file)
        } else {
            FileHandle.standardError.write(Data(text.utf8))
        }
    }

    static func makeIdentifier() -> String {
        let bits = [UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max)]
        return bits.map { String(repeating: "0", count: 16 - String($0, radix: 16).count) + String($0, radix: 16) }
            .joined()
    }
}
