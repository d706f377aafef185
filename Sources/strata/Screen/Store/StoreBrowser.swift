import BuildDatabase
import BuildEvents
import BuildRecords
import BuildScreens
import Diagnostics
import Dispatch
import EnginePorts
import ScreenRuntime

/// What screens ask of a store: its history and its cache.
struct StoreBrowser: StoreServices {
    let cache: CacheStore
    let gc: GCConfiguration
    /// Reading events blocks; so it is done on a queue of its own.
    private let reading = DispatchQueue(label: "strata.history")

    var database: StoreDatabase { cache.database }

    init(_ cache: CacheStore, gc: GCConfiguration) {
        self.cache = cache
        self.gc = gc
    }

    func answer(_ request: StoreRequest) async -> Message {
        do {
            guard request.isChange else { return try await answered(request) }
            // What was asked for is done to its end, though the screen is left meanwhile.
            return try await Task { try await answered(request) }.value
        } catch let error as any DiagnosticConvertible {
            return .notice(Self.text(of: error.diagnostic))
        } catch {
            return .notice("\(error)")
        }
    }

    private func answered(_ request: StoreRequest) async throws -> Message {
        switch request {
        case .builds(let query, let mark): .store(try await listing(query, since: mark))
        case .steps(let builds): .store(.steps(try await database.stepMarks(ofBuilds: builds)))
        case .compare(let first, let second): .store(.compared(try await compare(first, second)))
        case .trends(let build): .store(.trends(try await trends(build)))
        case .removeBuilds(let builds): .store(.changed(try await remove(builds)))
        case .pin(let builds, let isPinned): .store(.changed(try await pin(builds, isPinned)))
        case .exportBuild(let build, let path): .notice(try await export(build, to: path))
        case .cache(let isQuick): .store(.cache(try await isQuick ? quickListing() : cacheListing()))
        case .contents(let item): .store(.contents(item.id, await contents(of: item)))
        case .prune(let items): .store(.changed(try await prune(items)))
        case .open: .notice("a build is opened by itself")
        }
    }

    /// An error in one line.
    static func text(of diagnostic: Diagnostic) -> String {
        diagnostic.remedy.map { "\(diagnostic.message); \($0)" } ?? diagnostic.message
    }
}

// MARK: - Opening a build

extension StoreBrowser {
    func open(_ build: String) async -> Result<OpenedRecording, OpeningFailure> {
        do {
            guard let recorded = try await database.builds(named: .identity(build)).first else {
                return .failure(OpeningFailure("the build is not in the history any more"))
            }
            let layers = StepLayers(database: database, layers: cache.layers)
            let tape = try await tape(of: recorded, layers)
            let start = recorded.start
            let history = try await database.stepHistory(
                dockerfile: start.dockerfile, context: recorded.folder ?? start.context)
            let services = StoredServices(logs: StepLogs(StoredLogs(database: database, build: build)), layers: layers)
            return .success(
                OpenedRecording(
                    title: "#\(recorded.number) \(recorded.summary().project)", tape: tape,
                    unfinished: recorded.state == .running
                        ? "the build still runs; this is how far it was" : "its process ended before the build did",
                    history: history, services: services))
        } catch let error as any DiagnosticConvertible {
            return .failure(OpeningFailure(Self.text(of: error.diagnostic)))
        } catch {
            return .failure(OpeningFailure("build can't be read: \(error)"))
        }
    }

    private func tape(of build: RecordedBuild, _ layers: StepLayers) async throws -> Tape {
        try await withCheckedThrowingContinuation { continuation in
            reading.async {
                continuation.resume(
                    with: Result {
                        guard let events = try RecordedEvents(of: build.id, in: database) else {
                            throw LogFault.withoutEvents(build)
                        }
                        var tape = Tape()
                        while let event = try events.next() {
                            layers.note(event)
                            tape.append(event)
                        }
                        return tape
                    })
            }
        }
    }
}

/// What the screen of a build from the history asks for.
private struct StoredServices: ScreenServices {
    let logs: StepLogs
    let layers: StepLayers

    /// Nothing: what was cannot be told to do otherwise.
    func send(_ command: BuildCommand) {}

    func readLog(_ request: LogRequest) async -> LogPart { await logs.read(request) }

    func search(_ search: LogSearch) async -> Int64? { await logs.search(search) }

    func saveLog(of step: StepID, to path: String) async -> String { await logs.save(step, to: path) }

    func listFiles(of step: StepID) async -> FileListing { await layers.listing(of: step) }
}

/// The logs that the history keeps of a build that was.
private struct StoredLogs: StepLogSource {
    let database: StoreDatabase
    let build: String

    func flush(_ step: StepID) async {}

    func open(_ step: StepID) throws -> StepLogLines? { try StepLogLines(of: step, build: build, in: database) }
}
