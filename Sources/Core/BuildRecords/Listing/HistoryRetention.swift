/// How long builds stay in the history; pinned ones stay always.
package struct HistoryRetention: Sendable, Hashable {
    /// Seconds that a build is kept.
    package var age: Double = 180 * 86_400
    /// How many builds are kept.
    package var count = 10_000
    /// How many bytes the events and logs of the builds may take.
    package var size: Int64 = 5 << 30

    /// Half a year, 10,000 builds and 5 GB of 1024 MB each.
    package init() {}

    /// Goes through builds from the newest to the oldest and says which are kept.
    package struct Keeping: Sendable {
        private let rules: HistoryRetention
        private let now: Double
        private var seen = 0
        private var sum: Int64 = 0

        /// Begins with no build seen; `now` in seconds since 1970.
        package init(_ rules: HistoryRetention, now: Double) {
            self.rules = rules
            self.now = now
        }

        /// Whether the next build, older than those before, is kept.
        ///
        /// The newest is, whatever its size.
        package mutating func keeps(started: Double, size: Int64) -> Bool {
            seen += 1
            sum = sum.addingReportingOverflow(max(0, size)).partialValue
            return seen <= rules.count && now - started <= rules.age && (sum <= rules.size || seen == 1)
        }
    }
}
