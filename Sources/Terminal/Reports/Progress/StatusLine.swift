import BuildEvents
import Quantities

/// Decides which of a part's many updates are worth a line, and writes it: `sha256:… 12.58MB / 65.84MB 0.3s done`.
struct StatusLine: Sendable {
    /// How long a part may be under way before it is shown; most end sooner and need one line only.
    static let delay: Int64 = 100_000_000
    private static let longestSilence: Int64 = 5_000_000_000
    private static let smallestShare = 0.05

    private(set) var item: ProgressItem
    private let started: Int64
    private var shown: (current: Int64, time: Int64)?

    init(_ item: ProgressItem, at time: Int64) {
        self.item = item
        started = time
    }

    /// Whether the part is under way and was not shown yet.
    var isUnshown: Bool { shown == nil && !item.isComplete }

    /// Takes the part's newest state.
    mutating func update(_ item: ProgressItem) {
        self.item = item
    }

    /// The line to print by now, without the step's number; nil where there is nothing new enough.
    mutating func line(at time: Int64) -> String? {
        guard item.isComplete || isDue(at: time) else { return nil }
        shown = (item.current, time)
        var line = item.id
        if let total = item.total, total != 0 {
            line += " \(HumanSize.precise(item.current)) / \(HumanSize.precise(total))"
        } else if item.current != 0 {
            line += " \(HumanSize.precise(item.current))"
        }
        if time - started > 10_000_000 { line += " \(HumanDuration.seconds(nanoseconds: time - started))" }
        return item.isComplete ? line + " done" : line
    }

    private func isDue(at time: Int64) -> Bool {
        guard let shown else { return time - started >= Self.delay }
        if time - shown.time >= Self.longestSilence { return true }
        guard let total = item.total, total > 0 else { return false }
        return (Double(item.current) - Double(shown.current)) / Double(total) >= Self.smallestShare
    }
}
