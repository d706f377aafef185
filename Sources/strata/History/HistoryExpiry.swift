import BuildDatabase
import BuildRecords
import EnginePorts

/// Lets builds go that the history keeps no longer, beside a build and never waited for.
struct HistoryExpiry: Sendable {
    /// One of so many short builds looks, so that a history of nothing else is kept in bounds too.
    private static let shortBuilds = 16
    /// Once there are so many builds more than are kept, a short one looks in any case.
    private static let excess = 4

    let database: StoreDatabase
    let rules: HistoryRetention

    /// Begins once the build has run for a while; what is not done by its end, a later build does.
    func beginBesideBuild() -> Task<Void, Never> {
        let isAtOnce = Int.random(in: 0..<Self.shortBuilds) == 0
        return Task {
            do {
                let isDue = if isAtOnce { true } else { try await isOverdue() }
                if !isDue { try await Task.sleep(for: .milliseconds(250)) }
                try await database.expireBuilds(rules, now: SystemClock().wall())
            } catch {
                // What stays is found by a later build; nothing depends on its going.
            }
        }
    }

    /// Whether there are so many more builds than are kept that short ones alone would let them grow.
    private func isOverdue() async throws(DatabaseError) -> Bool {
        try await database.hasMoreBuilds(than: min(rules.count, .max - Self.excess) + Self.excess)
    }
}
