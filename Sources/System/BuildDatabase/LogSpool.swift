package import BuildEvents
import OCIFormat
package import SystemPackage

/// The output of the steps of a build that the history does not keep, a compressed file a step in a folder of its own.
///
/// Writing and reading block the calling thread; a value belongs to one thread at a time.
package struct LogSpool {
    private let folder: FilePath
    private var files: [StepID: FrameFile] = [:]

    /// Keeps the files in a folder that is there; it stays the caller's.
    package init(folder: FilePath) {
        self.folder = folder
    }

    /// Adds output of a step, and closes its file when the step ends; passes over every other event.
    package mutating func append(_ event: BuildEvent) throws {
        switch event.payload {
        case .log(let step, let stream, let bytes):
            let entry = LogEntry(sequence: event.sequence, time: event.time, stream: stream, bytes: bytes)
            if files[step] == nil { files[step] = FrameFile(path: path(of: step)) }
            try files[step]?.append(at: event.time) { entry.append(to: &$0) }
        case .stepFinished(let step, _):
            // A process may have a thousand files open, and a build more steps; late output opens it again.
            var file = files.removeValue(forKey: step)
            try file?.close()
        default:
            break
        }
    }

    /// Writes what waits of a step's output, so that lines opened before find it too.
    package mutating func flush(_ step: StepID) throws {
        try files[step]?.flush()
    }

    /// The lines of a step as far as they have come; nil if it has written nothing.
    package mutating func lines(of step: StepID) throws -> StepLogLines? {
        try flush(step)
        return try StepLogLines(path: path(of: step))
    }

    private func path(of step: StepID) -> FilePath {
        folder.appending(step.digest.hex + ".zst")
    }
}
