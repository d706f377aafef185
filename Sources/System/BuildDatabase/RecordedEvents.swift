package import BuildEvents
import EnginePorts
import FoundationEssentials
import SystemPackage

/// Reads a recorded build's events in their order, the output of its steps merged in from their logs, in memory that
/// does not grow with the build.
///
/// What a kill cut off is missing at the end.
package final class RecordedEvents {
    private struct Log {
        var step: StepID
        var reader: StepLogReader
        var next: LogEntry
    }

    private let lines: FrameReader
    private let path: FilePath
    private let build: String
    private let database: StoreDatabase
    private var logs: [Log] = []
    private var pending: BuildEvent?

    private let hasOutput: Bool

    /// Opens a build's events; nil where they are not kept any more, or nothing of them can be read.
    ///
    /// Reading blocks the calling thread. Without the output of the steps it takes time in proportion to the steps.
    /// Throws for a damaged file, as `next` does.
    package init?(of build: String, in database: StoreDatabase, hasOutput: Bool = true) throws {
        self.hasOutput = hasOutput
        path = StoreFiles.eventLog(of: build, root: database.root)
        self.build = build
        self.database = database
        let opened = try DatabaseFailure.catching(path: path) { [path] in try FrameReader(path: path) }.get()
        guard let opened else { return nil }
        lines = opened
        pending = try readLine()
        // What was cut off before its first event is as good as gone.
        if pending == nil { return nil }
    }

    /// The next event; nil at the end.
    ///
    /// Throws `Diagnostic` for a damaged file.
    package func next() throws -> BuildEvent? {
        if pending == nil { pending = try readLine() }
        if let output = try nextOutput(before: pending?.sequence ?? .max) { return output }
        defer { pending = nil }
        if hasOutput, case .stepsAnnounced(let steps) = pending?.payload {
            for step in steps { try open(step.id) }
        }
        return pending
    }

    private func readLine() throws -> BuildEvent? {
        try LogFault.reading(path) { try takeLine() }
    }

    private func takeLine() throws -> BuildEvent? {
        while true {
            let unread = lines.unread
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let event = try JSONDecoder().decode(BuildEvent.self, from: Data(unread[..<end]))
                lines.take(end + 1 - unread.startIndex)
                return event
            }
            guard try lines.readMore() else { return nil }
        }
    }

    private func open(_ step: StepID) throws {
        guard let reader = try StepLogReader(of: step, build: build, in: database), let first = try reader.next()
        else { return }
        logs.append(Log(step: step, reader: reader, next: first))
    }

    private func nextOutput(before sequence: Int) throws -> BuildEvent? {
        guard let index = logs.indices.min(by: { logs[$0].next.sequence < logs[$1].next.sequence }),
            logs[index].next.sequence < sequence
        else { return nil }
        let log = logs[index]
        if let next = try log.reader.next() {
            logs[index].next = next
        } else {
            logs.remove(at: index)
        }
        let payload = BuildEvent.Payload.log(log.step, log.next.stream, log.next.bytes)
        return BuildEvent(sequence: log.next.sequence, time: log.next.time, payload: payload)
    }
}
