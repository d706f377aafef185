package import BuildEvents
import Diagnostics

/// A step of a recorded build.
package struct StepSummary: Sendable, Hashable, Codable {
    /// How a step ended.
    package enum Result: String, Sendable, Hashable, Codable {
        case waiting, running, hit, ran, same, failed, cancelled, skipped
    }

    /// What was announced.
    package var description: StepDescription
    /// The position among the build's steps, from 0.
    package var position: Int
    /// The number that plain progress gave it: steps are counted as they begin, from 1; nil for one that did not.
    package var number: Int?
    /// How it ended.
    package var result = Result.waiting
    /// When it started, in nanoseconds since the build began.
    package var started: Int64?
    /// When it ended, in nanoseconds since the build began.
    package var ended: Int64?
    /// What the cache had to say of it.
    package var verdict: CacheVerdict?
    /// Why it missed, in a sentence.
    package var cause: String?
    /// What it left, if it ran to its end.
    package var outcome: StepResult?
    /// Why it failed.
    package var failure: StepFailure?
    /// How many bytes it wrote.
    package var logBytes: Int64 = 0

    /// Makes the summary of a step that was just announced.
    package init(_ description: StepDescription, position: Int) {
        self.description = description
        self.position = position
    }

    /// Whether it is a task of the build itself and no step of the Dockerfile: it counts neither as hit nor as run.
    package var isOwnTask: Bool { ["internal", "context", "export"].contains(description.kind) }

    /// Whether the cache could not give it: it ran or runs, to its end or not.
    package var isMiss: Bool {
        switch result {
        case .ran, .same, .failed: return true
        case .cancelled, .running:
            guard case .miss = verdict else { return false }
            return true
        case .waiting, .hit, .skipped: return false
        }
    }

    /// Bytes of its own layer; nil where that is not known.
    package var layerSize: Int64? {
        if let outcome { return outcome.layerSize }
        if case .hit(let hit) = verdict { return hit.size }
        return nil
    }

    /// Nanoseconds that it worked; 0 where it did not end or came from the cache.
    package var duration: Int64 {
        guard let started, let ended, result != .hit else { return 0 }
        return max(0, ended &- started)
    }
}

extension StepSummary {
    mutating func finish(_ outcome: StepOutcome, at time: Int64) {
        ended = time
        switch outcome {
        case .cached: result = .hit
        case .done(let left):
            result = left.isSameResult ? .same : .ran
            self.outcome = left
        case .failed(let failure):
            result = .failed
            self.failure = failure
        case .cancelled: result = .cancelled
        case .skipped: result = .skipped
        }
    }
}
