import BuildEvents
import EnginePorts
import Synchronization

/// Says how far a part of a step has come, ten times a second at most.
final class TransferMeter: Sendable {
    /// When a part is first told of.
    enum Appearance: Sendable {
        /// At once: it is worth a line however fast it is.
        case atOnce
        /// Only if it takes long.
        case ifSlow
    }

    private struct State {
        var current: Int64 = 0
        var said: Int64 = 0
        var isShown = false
        var isEnded = false
    }

    private static let interval: Int64 = 100_000_000

    private let id: String
    private let total: Int64?
    private let step: StepID
    private let watch: SlowWatch
    private let state = Mutex(State())
    private let ticket = Mutex<SlowWatch.Ticket?>(nil)

    /// Begins a part; `total` is the number of bytes that it has, where that is known.
    init(
        id: String, total: Int64?, step: StepID, watch: SlowWatch, appearance: Appearance = .atOnce
    ) {
        self.id = id
        self.total = total
        self.step = step
        self.watch = watch
        switch appearance {
        case .atOnce:
            state.withLock { say(&$0, at: watch.clock.monotonic()) }
        case .ifSlow:
            let begun = watch.begin { [weak self] isSlow in if isSlow { self?.show() } }
            ticket.withLock { $0 = begun }
        }
    }

    /// Counts bytes that were done.
    func add(_ count: Int64) {
        let now = watch.clock.monotonic()
        state.withLock { state in
            state.current += count
            if state.isShown, now - state.said > Self.interval { say(&state, at: now) }
        }
    }

    /// Ends the part; what was never shown is not told of now either.
    func finish() {
        if let begun = ticket.withLock(\.self) { watch.end(begun) }
        state.withLock { state in
            guard !state.isEnded else { return }
            state.isEnded = true
            if state.isShown { say(&state, at: watch.clock.monotonic()) }
        }
    }

    /// Ends the part without a word: it failed.
    func abandon() {
        if let begun = ticket.withLock(\.self) { watch.end(begun) }
        state.withLock { $0.isEnded = true }
    }

    private func show() {
        state.withLock { state in
            guard !state.isEnded, !state.isShown else { return }
            say(&state, at: watch.clock.monotonic())
        }
    }

    private func say(_ state: inout State, at now: Int64) {
        state.isShown = true
        state.said = now
        let item = ProgressItem(id: id, current: state.current, total: total, isComplete: state.isEnded)
        watch.events.emit(.progress(step, item))
    }
}
