import BuildEvents
import EnginePorts
import Synchronization

/// The transfers that a step has under way from one host: while nothing comes of any, the step is told to wait for it.
final class NetworkSilence: Sendable {
    private struct State {
        var transfers = 0
        /// Transfers whose bytes are being dealt with: those wait for us and not for the network.
        var busy = 0
        var lastHeard: Int64 = 0
        var ticket: SlowWatch.Ticket?
    }

    private let host: String
    private let step: StepID
    private let watch: SlowWatch
    private let state = Mutex(State())

    /// Makes the silence of a step; nothing is told before the first transfer.
    init(host: String, step: StepID, watch: SlowWatch) {
        self.host = host
        self.step = step
        self.watch = watch
    }

    /// Does one transfer.
    func during<T>(_ body: () async throws -> T) async rethrows -> T {
        begin()
        defer { end() }
        return try await body()
    }

    /// Deals with bytes that came.
    func heard<T>(_ body: () async throws -> T) async rethrows -> T {
        state.withLock { $0.busy += 1 }
        defer {
            let now = watch.clock.monotonic()
            state.withLock { state in
                state.busy -= 1
                state.lastHeard = now
            }
        }
        return try await body()
    }

    private func begin() {
        let now = watch.clock.monotonic()
        let isFirst = state.withLock { state in
            state.transfers += 1
            state.lastHeard = now
            return state.transfers == 1
        }
        guard isFirst else { return }
        let (step, host, events) = (step, host, watch.events)
        let ticket = watch.begin(
            isStuck: { [weak self] now in self?.isSilent(at: now) ?? false },
            tell: { isSlow in events.emit(.waiting(step, isSlow ? .network(host) : nil)) })
        state.withLock { $0.ticket = ticket }
    }

    private func end() {
        let ticket = state.withLock { state -> SlowWatch.Ticket? in
            state.transfers -= 1
            guard state.transfers == 0 else { return nil }
            defer { state.ticket = nil }
            return state.ticket
        }
        if let ticket { watch.end(ticket) }
    }

    private func isSilent(at now: Int64) -> Bool {
        state.withLock { $0.busy == 0 && now - $0.lastHeard >= SlowWatch.patience }
    }
}
