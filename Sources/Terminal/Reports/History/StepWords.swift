import BuildEvents
import BuildRecords
import Diagnostics
import Quantities

extension StepSummary {
    /// How it ended, in a word or three.
    var word: String {
        switch result {
        case .waiting: "not started"
        case .running: "running"
        case .hit: "cached"
        case .ran: "ran"
        case .same: "ran, same result"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .skipped: "not needed"
        }
    }

    /// How long it worked; empty for what did not.
    var time: String {
        result == .hit || started == nil ? "" : HumanDuration.text(nanoseconds: duration)
    }

    /// Its layer's size; empty where there is none.
    var layer: String {
        guard let layerSize, layerSize > 0 else { return "" }
        return HumanSize.text(layerSize)
    }

    /// Why it missed, and how it failed; empty for what did neither.
    var reason: String {
        [cause, failure?.diagnostic.message].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "; failed: ")
    }
}
