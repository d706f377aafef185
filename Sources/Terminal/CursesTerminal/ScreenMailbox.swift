import CNcurses
import Glibc
import Synchronization
import TerminalCells

/// What the thread of the terminal is asked for, handed over without waiting.
final class ScreenMailbox: Sendable {
    /// Something to do beside painting.
    struct Requests: OptionSet, Sendable {
        let rawValue: UInt8

        static let suspend = Requests(rawValue: 1)
        static let beep = Requests(rawValue: 2)
        static let repaint = Requests(rawValue: 4)
        static let close = Requests(rawValue: 8)
    }

    private struct State {
        var screen: Screen?
        var requests: Requests = []
        var size: Size
        var isPainting = false
        var isClosed = false
        var waiters: [CheckedContinuation<Void, Never>] = []

        var isBehind: Bool { !isClosed && (screen != nil || isPainting) }
    }

    /// Becomes readable when there is something to take.
    let wakeDescriptor: CInt
    private let state = Mutex(State(size: .zero))

    init() throws(TerminalError) {
        wakeDescriptor = strata_make_wake()
        guard wakeDescriptor >= 0 else { throw .system(call: "eventfd", errno: errno) }
    }

    deinit {
        Glibc.close(wakeDescriptor)
    }

    // MARK: From anywhere

    var size: Size {
        get { state.withLock { $0.size } }
        set { state.withLock { $0.size = newValue } }
    }

    var isBehind: Bool { state.withLock { $0.isBehind } }

    func put(_ screen: Screen) {
        state.withLock { if !$0.isClosed { $0.screen = screen } }
        wake()
    }

    func ask(_ requests: Requests) {
        state.withLock { $0.requests.formUnion(requests) }
        wake()
    }

    func whenPainted() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.isBehind { state.waiters.append(continuation) }
                return !state.isBehind
            }
            if isDone { continuation.resume() }
        }
    }

    private func wake() {
        strata_wake(wakeDescriptor)
    }

    // MARK: From the thread

    /// Takes what was asked for.
    func takeRequests() -> Requests {
        strata_forget_wake(wakeDescriptor)
        return state.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
    }

    /// Takes the screen to paint; `finishPainting` follows.
    func takeScreen() -> Screen? {
        state.withLock { state in
            state.isPainting = state.screen != nil
            return state.screen.take()
        }
    }

    func finishPainting() {
        resumeWaiters { $0.isPainting = false }
    }

    /// Says that nothing will be painted any more.
    func close() {
        resumeWaiters { state in
            state.isClosed = true
            state.screen = nil
        }
    }

    private func resumeWaiters(_ change: (inout State) -> Void) {
        let waiters = state.withLock { state in
            change(&state)
            guard !state.isBehind else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
