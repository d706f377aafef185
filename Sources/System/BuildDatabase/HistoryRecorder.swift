package import BuildEvents
package import BuildGraph
package import BuildRecords
import Dispatch
package import EnginePorts
import FoundationEssentials
import Synchronization

/// Keeps a build in the history: reads its event stream, and writes its rows, its event log and each step's whole log.
///
/// Events come by `take`, in order, from any thread. The work is done on a queue of its own; a failure (a full disk)
/// ends the recording and never the build, and is given by `finish`.
package actor HistoryRecorder {
    /// So many bytes of output may wait to be written before `take` waits too.
    private static let logLimit = 8 << 20
    /// Rows of steps are written together, at most so often, in nanoseconds.
    private static let rowInterval: Int64 = 200_000_000

    private let executor = QueueExecutor(label: "strata.history")
    private let waitingBytes = Mutex(0)
    private let database: StoreDatabase
    private let session: StoreSession
    private let command: [String]
    private let version: String
    private let origin: String?

    private var summary = BuildRecorder()
    private var logBytes: Int64 = 0
    private var revision: Revision?
    private var build: BuildStart?
    private var steps = StepTable()
    private var logs: [StepID: FrameFile] = [:]
    private var events: FrameFile?
    private var lastRows: Int64 = 0
    private var isFlushDue = false
    private var failure: EnginePorts.DatabaseError?

    /// Makes a recorder for one build.
    ///
    /// `command` is the command line and `version` that of strata. `origin` is the program whose build is imported: what
    /// it says of cache records is of another store, and is not kept.
    package init(
        database: StoreDatabase, session: StoreSession, command: [String], version: String, origin: String? = nil
    ) {
        self.database = database
        self.session = session
        self.command = command
        self.version = version
        self.origin = origin
    }

    /// The queue that the recorder runs on.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Takes the next event.
    ///
    /// Returns at once, but for output while more than 8 MiB of it wait to be written.
    package nonisolated func take(_ event: BuildEvent) {
        let count = event.outputCount
        let waiting = waitingBytes.withLock { sum in
            sum += count
            return sum
        }
        executor.queue.async { [self] in
            assumeIsolated { $0.record(event) }
            waitingBytes.withLock { $0 -= count }
        }
        if count > 0, waiting > Self.logLimit { executor.queue.sync {} }
    }

    /// Waits until all that was taken so far has been dealt with.
    package nonisolated func settle() {
        executor.queue.sync {}
    }

    /// Notes what a step's keys were made of, where no cache record will tell.
    package nonisolated func note(_ components: [KeyComponent], of step: StepID) {
        executor.queue.async { [self] in assumeIsolated { $0.steps.note(components, of: step) } }
    }

    /// Notes the commit that the build's context was at, once the build has begun.
    package nonisolated func note(_ revision: Revision) {
        executor.queue.async { [self] in assumeIsolated { $0.revision = revision } }
    }

    /// Writes what still waits and closes the files; gives the first failure of the recording.
    package func finish() -> EnginePorts.DatabaseError? {
        attempt { try writeRows() }
        if let build, let revision { attempt { try database.setRevision(revision, of: build.build) } }
        closeFiles()
        return failure
    }

    /// Writes what waits of a step's output, so that all of it can be read.
    package func flushLog(of step: StepID) {
        attempt { try logs[step]?.flush() }
    }

    private func record(_ event: BuildEvent) {
        if failure != nil { return }
        scheduleFlush()
        attempt {
            if case .log(let step, let stream, let bytes) = event.payload {
                let entry = LogEntry(sequence: event.sequence, time: event.time, stream: stream, bytes: bytes)
                return try append(entry, of: step)
            }
            if case .buildStarted(let start) = event.payload { try begin(start) }
            guard let build else { return }
            if case .dockerfileRead(let source) = event.payload {
                try database.setSource(source, ofBuild: build.build)
            }
            let event = origin == nil ? event : event.withoutRecords
            try append(event)
            steps.fold(event)
            summary.apply(event)
            if case .buildFinished(let outcome) = event.payload { return try end(build, outcome, time: event.time) }
            if event.time - lastRows >= Self.rowInterval {
                lastRows = event.time
                try writeRows()
            }
        }
    }

    /// Sees to it that nothing waits in memory for longer than a second, even if nothing more happens.
    private func scheduleFlush() {
        if isFlushDue { return }
        isFlushDue = true
        executor.queue.asyncAfter(deadline: .now() + 1) { [weak self] in self?.assumeIsolated { $0.flush() } }
    }

    private func flush() {
        isFlushDue = false
        attempt {
            for step in Array(logs.keys) { try logs[step]?.flush() }
            try events?.flush()
            try writeRows()
        }
    }

    private func begin(_ start: BuildStart) throws {
        build = start
        try database.beginBuild(start, command: command, version: version, session: session, origin: origin)
        try StoreFiles.makeFolder(StoreFiles.logFolder(root: database.root))
        try StoreFiles.makeFolder(StoreFiles.logFolder(of: start.build, root: database.root))
        events = FrameFile(path: StoreFiles.eventLog(of: start.build, root: database.root))
    }

    private func append(_ event: BuildEvent) throws {
        let line = try JSONEncoder().encode(event)
        try events?.append(at: event.time) { buffer in
            buffer.append(contentsOf: line)
            buffer.append(UInt8(ascii: "\n"))
        }
    }

    private func append(_ entry: LogEntry, of step: StepID) throws {
        guard let build else { return }
        if logs[step] == nil {
            logs[step] = FrameFile(path: StoreFiles.log(of: step, build: build.build, root: database.root))
        }
        try logs[step]?.append(at: entry.time) { entry.append(to: &$0) }
        steps.addLog(entry.bytes.count, of: step)
    }

    private func writeRows() throws {
        guard let build else { return }
        for step in steps.takeEnded() {
            try logs[step]?.close()
            logBytes += logs.removeValue(forKey: step)?.size ?? 0
        }
        let changed = steps.takeChanged()
        try database.recordSteps(changed.steps, components: changed.components, of: build.build)
    }

    private func end(_ build: BuildStart, _ outcome: BuildOutcome, time: Int64) throws {
        try writeRows()
        closeFiles()
        try database.finishBuild(
            build.build, outcome: outcome, ended: build.wallClock + Double(time) / 1_000_000_000,
            firstCause: summary.summary?.firstCause, logBytes: logBytes)
    }

    private func closeFiles() {
        for step in Array(logs.keys) { attempt { try logs[step]?.close() } }
        attempt { try events?.close() }
        logBytes += logs.values.reduce(events?.size ?? 0) { $0 + $1.size }
        logs = [:]
        events = nil
    }

    private func attempt(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            failure = failure ?? DatabaseFailure.translate(error, path: database.path)
        }
    }
}

extension BuildEvent {
    /// How many bytes of output the event carries.
    fileprivate var outputCount: Int {
        if case .log(_, _, let bytes) = payload { bytes.count } else { 0 }
    }

    /// The event without what names records of the store that it was made in.
    fileprivate var withoutRecords: BuildEvent {
        var event = self
        switch payload {
        case .verdict(let step, .hit(var hit)):
            hit.record = 0
            event.payload = .verdict(step, .hit(hit))
        case .stepFinished(let step, .done(var result)):
            result.record = nil
            event.payload = .stepFinished(step, .done(result))
        default: break
        }
        return event
    }
}
