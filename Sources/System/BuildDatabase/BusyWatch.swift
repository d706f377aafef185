import Glibc
import Synchronization

/// Waits for other processes that hold the database, and knows that it does.
final class BusyWatch: Sendable {
    private static let longestPause: UInt32 = 50_000

    /// How long is waited for one lock.
    private let limit: Duration
    private let began = Mutex<ContinuousClock.Instant?>(nil)

    /// Makes a watch that waits so many seconds.
    init(limit: Double) {
        self.limit = .seconds(limit)
    }

    /// Whether a statement waits now.
    var isWaiting: Bool { began.withLock { $0 != nil } }

    /// Called by SQLite on its own thread when a lock was not free, with the number of earlier calls for it.
    ///
    /// Gives false once the limit is reached.
    func wait(after tries: Int) -> Bool {
        let now = ContinuousClock.now
        let first = began.withLock { began in
            let first = tries == 0 ? now : began ?? now
            began = first
            return first
        }
        if now - first >= limit { return false }
        usleep(min(Self.longestPause, 1_000 << UInt32(min(tries, 6))))
        return true
    }

    /// Notes that no statement waits any more.
    func end() {
        began.withLock { $0 = nil }
    }
}
