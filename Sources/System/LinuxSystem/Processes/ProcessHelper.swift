import CLinux
import Synchronization
import SystemPackage

/// Starts processes through a helper that was forked before strata had threads, and follows them to their ends.
package final class ProcessHelper: Sendable {
    private struct State {
        var nextID: UInt64 = 1
        var isListening = false
        var isGone = false
        var starting: [UInt64: Start] = [:]
        var running: [UInt64: Running] = [:]
    }

    private struct Start {
        var launch: ProcessLaunch
        var continuation: CheckedContinuation<Result<Int32, ProcessError>, Never>
    }

    private struct Running {
        var end: Result<ProcessEnd, ProcessError>?
        var waiters: [Waiter] = []
    }

    private typealias Waiter = CheckedContinuation<Result<ProcessEnd, ProcessError>, Never>

    private let connection: HelperConnection
    private let state = Mutex(State())

    init(_ connection: HelperConnection) {
        self.connection = connection
    }

    /// Starts a process.
    package func start(_ launch: ProcessLaunch) async throws(ProcessError) -> StartedProcess {
        var launch = launch
        do {
            let null = try Self.openNull(for: launch)
            defer { null?.closeQuietly() }
            for number in Int32(0)..<3 where launch.descriptors[number] == nil { launch.descriptors[number] = null }
            try listen()
            let id = state.withLock { state in
                defer { state.nextID += 1 }
                return state.nextID
            }
            let outcome = await withCheckedContinuation { continuation in
                begin(launch, id: id, continuation)
            }
            return StartedProcess(helper: self, id: id, number: try outcome.get())
        } catch let error as SystemError {
            throw .system(error)
        } catch let error as ProcessError {
            throw error
        } catch {
            throw .helperGone
        }
    }

    private static func openNull(for launch: ProcessLaunch) throws(SystemError) -> FileDescriptor? {
        let isComplete = (Int32(0)..<3).allSatisfy { launch.descriptors[$0] != nil }
        return isComplete ? nil : try openFile("/dev/null", .readWrite)
    }

    private func begin(
        _ launch: ProcessLaunch, id: UInt64, _ continuation: CheckedContinuation<Result<Int32, ProcessError>, Never>
    ) {
        let isGone = state.withLock { state in
            guard !state.isGone else { return true }
            state.starting[id] = Start(launch: launch, continuation: continuation)
            state.running[id] = Running()
            return false
        }
        if isGone { return continuation.resume(returning: .failure(.helperGone)) }
        do {
            try connection.sendStart(launch, id: id)
        } catch {
            finishStart(id, .failure(error))
        }
    }

    private func finishStart(_ id: UInt64, _ outcome: Result<Int32, ProcessError>) {
        let start = state.withLock { state in
            if case .failure = outcome { state.running[id] = nil }
            return state.starting.removeValue(forKey: id)
        }
        start?.continuation.resume(returning: outcome)
    }

    fileprivate func end(of id: UInt64) async throws(ProcessError) -> ProcessEnd {
        let outcome = await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Result<ProcessEnd, ProcessError>? in
                guard var running = state.running[id] else { return .failure(.helperGone) }
                if let end = running.end { return end }
                running.waiters.append(continuation)
                state.running[id] = running
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
        return try outcome.get()
    }

    fileprivate func signal(_ signal: Int32, to id: UInt64, wholeTree: Bool) {
        // A helper that is gone has taken its processes with it.
        try? connection.sendSignal(signal, to: id, wholeTree: wholeTree)
    }

    fileprivate func forget(_ id: UInt64) {
        state.withLock { $0.running[id] = nil }
    }

    // MARK: The thread that reads answers

    private func listen() throws(SystemError) {
        let isFirst = state.withLock { state in
            defer { state.isListening = true }
            return !state.isListening
        }
        if isFirst { try DedicatedThread.start { [self] in readAnswers() } }
    }

    private func readAnswers() {
        while let reply = connection.receive() {
            switch reply.kind {
            case strata_reply_started.rawValue: finishStart(reply)
            case strata_reply_ended.rawValue: finish(reply.id, .success(ProcessEnd(reply)))
            default: break
            }
        }
        let (starts, running) = state.withLock { state in
            state.isGone = true
            return (Array(state.starting.keys), Array(state.running.keys))
        }
        for id in starts { finishStart(id, .failure(.helperGone)) }
        for id in running { finish(id, .failure(.helperGone)) }
    }

    private func finishStart(_ reply: strata_reply) {
        guard let launch = state.withLock({ $0.starting[reply.id]?.launch }) else { return }
        finishStart(reply.id, startError(reply, launch).map { .failure($0) } ?? .success(reply.process))
    }

    private func finish(_ id: UInt64, _ end: Result<ProcessEnd, ProcessError>) {
        let waiters = state.withLock { state -> [Waiter] in
            guard var running = state.running[id], running.end == nil else { return [] }
            let waiters = running.waiters
            running.end = end
            running.waiters = []
            state.running[id] = running
            return waiters
        }
        for waiter in waiters { waiter.resume(returning: end) }
    }
}

/// A process that a helper started.
package final class StartedProcess: Sendable {
    private let helper: ProcessHelper
    private let id: UInt64
    /// Its number in the helper's pid namespace.
    package let number: Int32

    init(helper: ProcessHelper, id: UInt64, number: Int32) {
        self.helper = helper
        self.id = id
        self.number = number
    }

    deinit {
        helper.forget(id)
    }

    /// Suspends until it has ended; also in a cancelled task.
    package func end() async throws(ProcessError) -> ProcessEnd {
        try await helper.end(of: id)
    }

    /// Sends a signal to it, or to its whole session where it leads one; nothing happens if it has ended.
    package func signal(_ signal: Int32) {
        helper.signal(signal, to: id, wholeTree: false)
    }

    /// Kills it with all processes that descend from it, also those that left its session.
    package func killTree() {
        helper.signal(9, to: id, wholeTree: true)
    }
}
