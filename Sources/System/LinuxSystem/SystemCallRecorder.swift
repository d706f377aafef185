import Synchronization

/// Records system calls of the current task and makes chosen ones fail, for tests.
///
/// Works in debug builds only.
package final class SystemCallRecorder: Sendable {
    private struct State {
        var calls: [RecordedCall] = []
        var failures: [String: [Int32]] = [:]
    }

    /// The recorder of the current task, if one was set by `recording`.
    @TaskLocal static var current: SystemCallRecorder?

    private let state = Mutex(State())

    /// Makes a recorder that lets every call through.
    package init() {}

    /// The calls so far, in order.
    package var calls: [RecordedCall] { state.withLock { $0.calls } }

    /// Makes the next calls of a name fail with these error numbers, one each, without being made.
    package func fail(_ name: String, with errnos: [Int32]) {
        state.withLock { $0.failures[name, default: []] += errnos }
    }

    /// Runs a closure whose system calls this recorder sees.
    package func recording<Result>(_ body: () throws -> Result) rethrows -> Result {
        try Self.$current.withValue(self) { try body() }
    }

    func record(_ call: RecordedCall) -> Int32? {
        state.withLock { state in
            state.calls.append(call)
            guard let next = state.failures[call.name]?.first else { return nil }
            state.failures[call.name]?.removeFirst()
            return next
        }
    }
}
