import BuildDatabase
import BuildEvents
import BuildScreens
import EnginePorts
import ScreenRuntime

/// What the screen of a build that runs here asks for.
struct LiveServices: ScreenServices {
    private let logs: StepLogs
    private let layers: StepLayers
    private let cancel: @Sendable () -> Void

    /// Reads the logs that the history keeps of a build; `cancel` is called each time that it is asked for.
    init(
        history: HistoryRecorder, database: StoreDatabase, build: String, layers: StepLayers,
        cancel: @escaping @Sendable () -> Void
    ) {
        logs = StepLogs(HistoryLogs(history: history, database: database, build: build))
        self.layers = layers
        self.cancel = cancel
    }

    func send(_ command: BuildCommand) {
        switch command {
        case .cancel: cancel()
        }
    }

    func readLog(_ request: LogRequest) async -> LogPart { await logs.read(request) }

    func search(_ search: LogSearch) async -> Int64? { await logs.search(search) }

    func saveLog(of step: StepID, to path: String) async -> String { await logs.save(step, to: path) }

    func listFiles(of step: StepID) async -> FileListing { await layers.listing(of: step) }
}

/// The logs that the history keeps of a build while it goes on.
private struct HistoryLogs: StepLogSource {
    let history: HistoryRecorder
    let database: StoreDatabase
    let build: String

    func flush(_ step: StepID) async { await history.flushLog(of: step) }

    func open(_ step: StepID) throws -> StepLogLines? { try StepLogLines(of: step, build: build, in: database) }
}
