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

    /// Adds output of a step; passes over every other event.
    package mutating func append(_ event: BuildEvent) throws {
        guard case .log(let step, let stream, let bytes) = event.payload else { return }
        let entry = LogEntry(sequence: event.sequence, time: event.time, stream: stream, bytes: bytes)
        if files[step] == nil { files[step] = FrameFile(path: path(of: step)) }
        try files[step]?.append(at: event.time) { entry.append(to: &$0) }
    }

    /// The lines of a step as far as they have come; nil if it has written nothing.
    package mutating func lines(of step: StepID) throws -> StepLogLines? {
        try files[step]?.flush()
        return try StepLogLines(path: path(of: step))
    }

    private func path(of step: StepID) -> FilePath {
        folder.appending(step.digest.hex + ".zst")
    }
}
