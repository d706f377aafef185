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
    private struct State {
        var spool: LogSpool
        /// Whether nothing is kept any more: the folder is gone, or the disk is full.
        var isClosed = false
    }

    private let folder: URL
    private let state: Mutex<State>

    /// Makes the folder.
    init() throws(Diagnostic) {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-view-\(UUID().uuidString)")
        do throws(Errno) {
            try HostFile.makeFolders(FilePath(folder.deletingLastPathComponent().path))
            try HostFile.makeFolder(FilePath(folder.path), mode: 0o700)
        } catch {
            throw Diagnostic(
                code: "view.temporary", message: "no temporary folder can be made: \(folder.path): \(error)",
                remedy: "set TMPDIR to a folder that can be written to")
        }
        state = Mutex(State(spool: LogSpool(folder: FilePath(folder.path))))
    }

    /// Keeps what an event says that a step wrote.
    ///
    /// After a failure nothing more is kept: what waits to be written must not grow in memory instead.
    func append(_ event: BuildEvent) throws {
        try state.withLock { state in
            guard !state.isClosed else { return }
            do {
                try state.spool.append(event)
            } catch {
                state.isClosed = true
                throw error
            }
        }
    }

    /// Removes the folder and keeps nothing more.
    ///
    /// Called and not left to the end of this object, which a reader that waits for more of a stream holds on to.
    func remove() {
        state.withLock { state in
            state.isClosed = true
            // What stays behind is in the folder for temporary files.
            try? FileManager.default.removeItem(at: folder)
        }
    }

    func flush(_ step: StepID) async {
        state.withLock { state in
            guard !state.isClosed else { return }
            // What can't be written ends the logs with the next event.
            try? state.spool.flush(step)
        }
    }

    func open(_ step: StepID) throws -> StepLogLines? {
        try state.withLock { state in try state.spool.lines(of: step) }
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
