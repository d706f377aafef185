import BuildDatabase
import BuildEvents
import BuildScreens
import Diagnostics
import Foundation
import ScreenRuntime
import Synchronization
import SystemPackage

/// The output of a recorded build's steps, kept in files of a temporary folder while its screen is shown.
final class RecordedLogs: StepLogSource {
    private let folder: URL
    private let spool: Mutex<LogSpool>

    /// Makes the folder.
    init() throws(Diagnostic) {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-view-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Diagnostic(
                code: "view.temporary", message: "no temporary folder can be made: \(error.localizedDescription)",
                remedy: "set TMPDIR to a folder that can be written to")
        }
        spool = Mutex(LogSpool(folder: FilePath(folder.path)))
    }

    deinit {
        // What stays behind is in the folder for temporary files.
        try? FileManager.default.removeItem(at: folder)
    }

    /// Keeps what an event says that a step wrote.
    func append(_ event: BuildEvent) throws {
        try spool.withLock { spool in try spool.append(event) }
    }

    func flush(_ step: StepID) async {}

    func open(_ step: StepID) throws -> StepLogLines? {
        try spool.withLock { spool in try spool.lines(of: step) }
    }
}

/// What the screen of a recorded build asks for: logs, but neither an engine nor layers.
struct RecordedServices: ScreenServices {
    private let logs: StepLogs

    /// Serves from what is kept of a stream.
    init(_ logs: RecordedLogs) {
        self.logs = StepLogs(logs)
    }

    /// Nothing: the screen of a recorded build offers no action that would ask for it.
    func send(_ command: BuildCommand) {}

    func readLog(_ request: LogRequest) async -> LogPart { await logs.read(request) }

    func search(_ search: LogSearch) async -> Int64? { await logs.search(search) }

    func saveLog(of step: StepID, to path: String) async -> String { await logs.save(step, to: path) }

    func listFiles(of step: StepID) async -> FileListing {
        FileListing(entries: [], failure: "a recorded stream does not hold the files of layers")
    }
}
