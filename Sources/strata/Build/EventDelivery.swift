import BuildEvents
import Dispatch
import EnginePorts
import Synchronization

/// Numbers and times what the engine says, and hands it to the readers in order on a queue of its own.
///
/// Whoever emits output while more than 8 MiB of it wait is made to wait, so that memory stays bounded however fast a
/// step writes.
final class EventDelivery: EventSink {
    private struct State {
        var sequence = 0
        var waitingBytes = 0
    }

    private static let outputLimit = 8 << 20

    private let clock: any EngineClock
    private let began: Int64
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "strata.events")
    private let deliver: @Sendable (BuildEvent) -> Void

    /// Begins the build's time now; `deliver` is called on the queue.
    init(clock: any EngineClock, deliver: @escaping @Sendable (BuildEvent) -> Void) {
        self.clock = clock
        self.deliver = deliver
        began = clock.monotonic()
    }

    func emit(_ payload: BuildEvent.Payload) {
        let count = if case .log(_, _, let bytes) = payload { bytes.count } else { 0 }
        let isBehind = state.withLock { state in
            let event = BuildEvent(sequence: state.sequence, time: clock.monotonic() - began, payload: payload)
            state.sequence += 1
            state.waitingBytes += count
            queue.async { [self] in
                deliver(event)
                if count > 0 { self.state.withLock { $0.waitingBytes -= count } }
            }
            return count > 0 && state.waitingBytes > Self.outputLimit
        }
        if isBehind { queue.sync {} }
    }

    /// Waits until everything emitted so far was delivered.
    func flush() {
        queue.sync {}
    }
}
