package import BuildEvents
package import BuildScreens
import Synchronization

/// Where messages for a screen wait, from whatever thread they come; nobody who posts ever waits.
///
/// Output of one step that comes in many pieces is kept as one, and events that stand together are one message.
package final class ScreenInbox: Sendable {
    fileprivate struct State {
        var messages: [Message] = []
        var events: [BuildEvent] = []
        /// The output that came last, while more of the same step may follow: its event, without the bytes, and them.
        var lastOutput: BuildEvent?
        var output: [UInt8] = []
        /// The time of the build on the runtime's clock: how far the clock is ahead of it at least.
        var offset: Int64?
        var isWoken = false
        var isClosed = false
        var waiter: CheckedContinuation<Void, Never>?
        /// Whether the build is over, until that is taken.
        var isUrgent = false
        /// Who pauses, until when; and the latest instant until which a pause was over.
        var pauser: (until: Int64, continuation: CheckedContinuation<Void, Never>)?
        var pausedUntil = Int64.min
    }

    private let clock: any ScreenClock
    private let state = Mutex(State())

    /// Makes an empty inbox whose build has not begun.
    package init(clock: any ScreenClock) {
        self.clock = clock
    }

    /// Posts an event of the build.
    package func post(_ event: BuildEvent) {
        let offset = clock.now &- event.time
        change { state in
            // The event that was delayed least tells best when the build began.
            state.offset = min(state.offset ?? offset, offset)
            state.append(event)
        }
        if case .buildFinished = event.payload { hurry() }
    }

    /// Posts any other message.
    package func post(_ message: Message) {
        change { state in
            state.closeEvents()
            state.messages.append(message)
        }
        if message == .interrupted { hurry() }
    }

    /// Wakes whoever waits, without a message.
    func wake() {
        change { _ in }
    }

    /// Drops what is there and all that comes from now on, since nobody takes it any more.
    func close() {
        state.withLock { $0 = State(isClosed: true) }
    }

    /// Takes all that has come, in order.
    func drain() -> [Message] {
        state.withLock { state in
            state.closeEvents()
            state.isUrgent = false
            defer { state.messages = [] }
            return state.messages
        }
    }

    /// The time since the build began, in nanoseconds, as its events tell it.
    var buildTime: Int64 {
        let now = clock.now
        return state.withLock { $0.offset.map { max(0, now &- $0) } ?? 0 }
    }

    /// Waits until something was posted since the last time.
    func wait() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isWoken = state.withLock { state in
                if state.isWoken {
                    state.isWoken = false
                    return true
                }
                state.waiter = continuation
                return false
            }
            if isWoken { continuation.resume() }
        }
    }

    /// Waits while others let messages gather: until `endPause` says that the instant has come, or the build is over.
    func pause(until instant: Int64) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let isOver = state.withLock { state in
                if state.isUrgent || state.pausedUntil >= instant { return true }
                state.pauser = (instant, continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// Ends a pause until that instant, also one that has not begun.
    func endPause(until instant: Int64) {
        let pauser = state.withLock { state in
            state.pausedUntil = max(state.pausedUntil, instant)
            return state.takePauser()
        }
        pauser?.resume()
    }

    private func hurry() {
        let pauser = state.withLock { state in
            state.isUrgent = true
            return state.takePauser()
        }
        pauser?.resume()
    }

    private func change(_ body: (inout State) -> Void) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isClosed else { return nil }
            body(&state)
            let waiter = state.waiter
            state.waiter = nil
            state.isWoken = waiter == nil
            return waiter
        }
        waiter?.resume()
    }
}

extension ScreenInbox.State {
    /// Who is to pause no longer.
    fileprivate mutating func takePauser() -> CheckedContinuation<Void, Never>? {
        guard let pauser, isUrgent || pausedUntil >= pauser.until else { return nil }
        self.pauser = nil
        return pauser.continuation
    }

    /// Takes an event; output goes to that of the same step before it, if nothing stands between them.
    ///
    /// The screen does not tell a step's two outputs apart.
    fileprivate mutating func append(_ event: BuildEvent) {
        guard case .log(let step, let stream, let bytes) = event.payload else {
            closeOutput()
            events.append(event)
            return
        }
        if case .log(step, _, _) = lastOutput?.payload {} else { closeOutput() }
        output += bytes
        lastOutput = BuildEvent(sequence: event.sequence, time: event.time, payload: .log(step, stream, []))
    }

    private mutating func closeOutput() {
        guard var event = lastOutput, case .log(let step, let stream, _) = event.payload else { return }
        event.payload = .log(step, stream, output)
        events.append(event)
        lastOutput = nil
        output = []
    }

    fileprivate mutating func closeEvents() {
        closeOutput()
        guard !events.isEmpty else { return }
        messages.append(.events(events))
        events = []
    }
}
