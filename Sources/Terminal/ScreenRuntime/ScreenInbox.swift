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
    }

    /// Posts any other message.
    package func post(_ message: Message) {
        change { state in
            state.closeEvents()
            state.messages.append(message)
        }
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
