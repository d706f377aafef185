package import BuildEvents
package import EnginePorts
import SystemPackage

/// A piece of a step's output as the history has it.
package struct LogEntry: Sendable, Hashable {
    /// The number of its event in the build.
    package var sequence: Int
    /// Nanoseconds since the build began.
    package var time: Int64
    /// Which output it was written to.
    package var stream: OutputStream
    /// What was written; may end within a character.
    package var bytes: [UInt8]

    /// Makes an entry.
    package init(sequence: Int, time: Int64, stream: OutputStream, bytes: [UInt8]) {
        self.sequence = sequence
        self.time = time
        self.stream = stream
        self.bytes = bytes
    }

    /// Adds the entry's form in a log file: its number, time, stream and length, then its bytes.
    func append(to buffer: inout [UInt8]) {
        buffer.append(varint: UInt64(clamping: sequence))
        buffer.append(varint: UInt64(clamping: time))
        buffer.append(UInt8(clamping: stream.rawValue))
        buffer.append(varint: UInt64(bytes.count))
        buffer.append(contentsOf: bytes)
    }

    /// Takes the entry at the beginning off the bytes of a log file; nil, and nothing taken, where it is not whole.
    static func take(from bytes: inout ArraySlice<UInt8>) -> LogEntry? {
        var reader = VarintReader(bytes)
        // An entry that is not whole yet fails here and is read once more of it is there.
        guard let sequence = try? reader.number(), let time = try? reader.number(),
            let stream = try? reader.number(), let count = try? reader.number(), let output = try? reader.take(count)
        else { return nil }
        bytes = bytes[(bytes.startIndex + reader.count)...]
        return LogEntry(
            sequence: Int(clamping: sequence), time: Int64(clamping: time),
            stream: OutputStream(rawValue: Int(clamping: stream)) ?? .standardOutput, bytes: Array(output))
    }
}

/// Reads a step's log file, `STORE/logs/BUILD/STEP.zst`, entry by entry in constant memory.
package final class StepLogReader {
    private let frames: FrameReader
    private let path: FilePath

    /// Opens a step's log; nil if the step wrote nothing.
    ///
    /// Reading blocks the calling thread.
    package init?(of step: StepID, build: String, in database: StoreDatabase) throws(EnginePorts.DatabaseError) {
        path = StoreFiles.log(of: step, build: build, root: database.root)
        let opened = try DatabaseFailure.catching(path: path) { [path] in try FrameReader(path: path) }.get()
        guard let opened else { return nil }
        frames = opened
    }

    /// The next entry; nil at the end.
    ///
    /// Throws `Diagnostic` for a damaged file.
    package func next() throws -> LogEntry? {
        while true {
            if let entry = parse() { return entry }
            guard try LogFault.reading(path, frames.readMore) else { return nil }
        }
    }

    private func parse() -> LogEntry? {
        var rest = frames.unread
        let before = rest.count
        let entry = LogEntry.take(from: &rest)
        frames.take(before - rest.count)
        return entry
    }
}
