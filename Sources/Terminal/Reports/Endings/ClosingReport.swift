import BuildEvents
package import BuildProgress
import Quantities

/// What stays in the terminal's scrollback once the screen of a build has closed: its result in a line.
///
/// How it failed is `FailureReport`'s to tell.
package enum ClosingReport {
    /// One line with its end: `built app:server in 4.1s: 9 steps, 6 hit, 2 ran`; nothing for a build without events.
    package static func render(_ build: BuildState) -> String {
        guard let start = build.start else { return "" }
        let verb =
            switch build.outcome {
            case .succeeded: "built"
            case .failed: "failed to build"
            case .cancelled: "cancelled"
            case nil: "left"
            }
        let counts = build.counts
        let parts = [
            (counts.hits, "hit"), (counts.ran, "ran"), (counts.failed, "failed"), (counts.cancelled, "cancelled"),
            (counts.running, "still running"),
        ]
        let told =
            ["\(counts.total) \(counts.total == 1 ? "step" : "steps")"]
            + parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let time = HumanDuration.text(nanoseconds: build.duration)
        return "\(verb) \(name(start)) in \(time): \(told.joined(separator: ", "))\n"
    }

    private static func name(_ start: BuildStart) -> String {
        let folder = start.context.split(separator: "/").last { $0 != "." }
        let base = folder.map { String($0) } ?? (start.dockerfile.isEmpty ? "the build" : start.dockerfile)
        return PlainText.clean(start.target.map { "\(base):\($0)" } ?? base)
    }
}
