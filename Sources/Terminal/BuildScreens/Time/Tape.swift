package import BuildEvents
import BuildProgress

/// A build's events, kept so that it can be shown as it was at any instant.
///
/// What steps wrote is counted and not kept: logs are read from where they lie.
package struct Tape: Sendable, Hashable {
    /// An event, or how much a step wrote in a short while.
    enum Entry: Sendable, Hashable {
        case event(BuildEvent)
        case output(StepID, time: Int64, bytes: Int64, lines: Int64)

        /// When it was, in nanoseconds since the build began.
        var time: Int64 {
            switch self {
            case .event(let event): event.time
            case .output(_, let time, _, _): time
            }
        }
    }

    /// Output of one step within so many nanoseconds is one entry.
    private static let grain: Int64 = 10_000_000

    /// The entries in their order.
    private(set) var entries: [Entry] = []

    /// Makes an empty tape.
    package init() {}

    /// Takes the next event.
    package mutating func append(_ event: BuildEvent) {
        guard case .log(let step, _, let bytes) = event.payload else {
            entries.append(.event(event))
            return
        }
        var (count, lines) = (Int64(bytes.count), Int64(bytes.count { $0 == UInt8(ascii: "\n") }))
        if case .output(step, let time, let earlier, let earlierLines) = entries.last, event.time - time < Self.grain {
            entries.removeLast()
            (count, lines) = (count + earlier, lines + earlierLines)
            entries.append(.output(step, time: time, bytes: count, lines: lines))
        } else {
            entries.append(.output(step, time: event.time, bytes: count, lines: lines))
        }
    }

    /// Takes the next entry of another tape.
    mutating func append(_ entry: Entry) { entries.append(entry) }
}

extension BuildState {
    /// Takes the next entry of a tape.
    mutating func apply(_ entry: Tape.Entry) {
        switch entry {
        case .event(let event): apply(event)
        case .output(let step, let time, let bytes, let lines):
            applyOutput(of: step, bytes: bytes, lines: lines, at: time)
        }
    }
}

extension Tape.Entry {
    /// Whether it tells what there is, and nothing of what became of it.
    var isAnnouncement: Bool {
        guard case .event(let event) = self else { return false }
        switch event.payload {
        case .buildStarted, .dockerfileRead, .stagesAnnounced, .stepsAnnounced: return true
        default: return false
        }
    }

    /// Whether a step, or the build, began or ended with it.
    var isMoment: Bool {
        guard case .event(let event) = self else { return false }
        switch event.payload {
        case .stepStarted, .stepFinished, .buildFinished: return true
        default: return false
        }
    }
}
