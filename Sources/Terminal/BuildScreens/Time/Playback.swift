import BuildEvents
import BuildProgress

/// Finds out how a recorded build stood at an instant.
///
/// What was announced later is there from the beginning, so that the graph is whole and steps keep their positions.
struct Playback: Sendable, Hashable {
    private struct Checkpoint: Sendable, Hashable {
        /// How many entries it is made of.
        var count: Int
        var state: BuildState
    }

    /// So many states between the first and the last are kept, from which others are not far.
    private static let checkpoints = 16

    private let entries: [Tape.Entry]
    private var kept: [Checkpoint] = []
    /// The instants at which a step began or ended, in order.
    let moments: [Int64]

    /// Reads a tape once; takes time in proportion to it.
    init(_ tape: Tape) {
        entries = tape.entries.filter { !$0.isAnnouncement }
        var moments: [Int64] = []
        for entry in entries where entry.isMoment && entry.time > moments.last ?? .min { moments.append(entry.time) }
        self.moments = moments
        var state = BuildState()
        for entry in tape.entries where entry.isAnnouncement { state.apply(entry) }
        kept = [Checkpoint(count: 0, state: state)]
        let interval = max(256, entries.count / Self.checkpoints)
        for (index, entry) in entries.enumerated() {
            state.apply(entry)
            if (index + 1).isMultiple(of: interval) { kept.append(Checkpoint(count: index + 1, state: state)) }
        }
    }

    /// When the last entry was.
    var end: Int64 { entries.last?.time ?? 0 }

    /// The build as it was at an instant, what happened then included.
    func state(at time: Int64) -> BuildState {
        let count = entries.partitioningIndex { $0.time > time }
        let start = kept.last { $0.count <= count } ?? kept[0]
        var state = start.state
        for entry in entries[start.count..<count] { state.apply(entry) }
        return state
    }
}

extension Array {
    /// The first index whose element, and all behind it, meet a condition.
    fileprivate func partitioningIndex(where condition: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
