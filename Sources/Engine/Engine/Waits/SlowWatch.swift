import BuildEvents
import EnginePorts
import Synchronization

/// Tells of work that goes on for so long that people would ask what it waits for, and of nothing else.
///
/// One task looks after all the work of a build, ten times a second: whoever starts the build runs `look()` beside it.
final class SlowWatch: Sendable {
    /// Work that has begun, to be ended by the same value.
    struct Ticket: Sendable, Hashable {
        fileprivate var number: UInt64
    }

    private struct Work {
        var began: Int64
        var isTold = false
        /// Whether the work stands still; what goes on again by itself is told to.
        var isStuck: @Sendable (_ now: Int64) -> Bool
        var tell: @Sendable (_ isSlow: Bool) -> Void
    }

    private struct State {
        var lastNumber: UInt64 = 0
        var work: [UInt64: Work] = [:]
    }

    /// Half a second is what people wait without a word; with one tick more this stays well below.
    static let patience: Int64 = 200_000_000
    private static let tick = Duration.milliseconds(100)

    let clock: any EngineClock
    let events: any EventSink
    private let state = Mutex(State())

    init(clock: any EngineClock, events: any EventSink) {
        self.clock = clock
        self.events = events
    }

    /// Notes that work begins.
    ///
    /// `tell` is called with true once the work has gone on for `patience` and `isStuck`, and with false when that is
    /// over; in order, and never after `end`. Both are called with a lock held, so they must not come back here.
    func begin(
        isStuck: @escaping @Sendable (_ now: Int64) -> Bool = { _ in true },
        tell: @escaping @Sendable (_ isSlow: Bool) -> Void
    ) -> Ticket {
        let began = clock.monotonic()
        return state.withLock { state in
            state.lastNumber += 1
            state.work[state.lastNumber] = Work(began: began, isStuck: isStuck, tell: tell)
            return Ticket(number: state.lastNumber)
        }
    }

    /// Notes that work has ended, however it did.
    func end(_ ticket: Ticket) {
        state.withLock { state in
            guard let work = state.work.removeValue(forKey: ticket.number), work.isTold else { return }
            work.tell(false)
        }
    }

    /// Looks after all work until the task is cancelled.
    func look() async {
        while true {
            do { try await Task.sleep(for: Self.tick) } catch { return }
            lookOnce()
        }
    }

    private func lookOnce() {
        let now = clock.monotonic()
        state.withLock { state in
            for (number, work) in state.work where now - work.began >= Self.patience {
                let isStuck = work.isStuck(now)
                guard isStuck != work.isTold else { continue }
                state.work[number]?.isTold = isStuck
                work.tell(isStuck)
            }
        }
    }
}
