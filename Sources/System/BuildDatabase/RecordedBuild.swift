package import BuildEvents
package import BuildRecords
import Diagnostics
import FoundationEssentials
import GRDB
import OCIFormat

/// A build as the history has it.
package struct RecordedBuild: Sendable, Hashable {
    /// How it stands.
    package enum State: String, Sendable, Codable {
        case running, succeeded, failed, cancelled
        /// Its process ended before it did.
        case interrupted
    }

    /// Counts up from 1 in the store.
    package var number: Int64
    /// Its identity.
    package var id: String
    /// The version of strata that made it.
    package var version: String
    /// The command line.
    package var command: [String]
    /// What it set out to do; the Dockerfile's text only where it was asked for.
    package var start: BuildStart
    /// When it ended, in seconds since 1970.
    package var ended: Double?
    /// How it stands.
    package var state: State
    /// How it ended, if it did by itself.
    package var outcome: BuildOutcome?
    /// How many steps were announced.
    package var stepCount: Int
    /// How many were found in the cache.
    package var hitCount: Int
    /// How many ran, to their end or not.
    package var runCount: Int
    /// Why the first step that missed for a cause of its own did so, in a sentence.
    package var firstCause: String?
    /// The commit of its context, where that is a git repository.
    package var revision: Revision?
    /// The program that it was imported from; nil for a build of this store.
    package var origin: String?
    /// Whether it is kept whatever its age.
    package var isPinned: Bool
    /// Bytes of its events and logs on disk.
    package var logBytes: Int64
    /// The folder of its context with all links resolved, or as given where it is none; nil for imported builds.
    package var folder: String?

    static let columns = """
        number, id, version, command, start, ended, outcome, detail, step_count, hit_count, run_count,
        first_cause, revision, origin, is_pinned, log_bytes, project
        """

    init(row: Row) throws {
        number = row[0]
        id = row[1]
        version = row[2]
        command = try JSONText.decode([String].self, from: row[3])
        start = try JSONText.decode(BuildStart.self, from: row[4])
        ended = row[5]
        state = State(rawValue: row[6]) ?? .interrupted
        outcome = try (row[7] as String?).map { try JSONText.decode(BuildOutcome.self, from: $0) }
        stepCount = row[8]
        hitCount = row[9]
        runCount = row[10]
        firstCause = row[11]
        revision = try (row[12] as String?).map { try JSONText.decode(Revision.self, from: $0) }
        origin = row[13]
        isPinned = row[14]
        logBytes = row[15]
        folder = (row[16] as String?).flatMap { project in
            project.firstIndex(of: "\n").map { String(project[project.index(after: $0)...]) }
        }
    }
}

extension RecordedBuild {
    /// The build as listings show it; `previousDuration` is that of the build before, in nanoseconds.
    package func summary(previousDuration: Int64? = nil) -> BuildSummary {
        var summary = BuildSummary(start)
        summary.number = number
        if let ended { summary.duration = Int64(max(0, min(ended - start.wallClock, 9e9)) * 1_000_000_000) }
        summary.counts.total = stepCount
        summary.counts.hits = hitCount
        summary.counts.ran = runCount
        summary.result = BuildSummary.Result(rawValue: state.rawValue) ?? .running
        switch outcome {
        case .succeeded(let result):
            summary.names = result.names
            summary.image = result.image?.digest.description
        case .failed(let step, let diagnostic):
            summary.failedStep = step
            summary.error = diagnostic.message
        case .cancelled, nil:
            break
        }
        summary.firstCause = firstCause
        summary.revision = revision
        summary.origin = origin
        summary.isPinned = isPinned
        summary.size = logBytes
        summary.folder = folder
        summary.command = command
        summary.previousDuration = previousDuration
        return summary
    }
}

/// A step of a recorded build.
package struct RecordedStep: Sendable, Hashable {
    /// How it stands.
    package enum State: String, Sendable, Codable {
        case waiting, running, cached, done, failed, cancelled, skipped
    }

    /// Position among the announced steps, from 0.
    package var position: Int
    /// The step within its build.
    package var id: StepID
    /// The text that progress showed.
    package var name: String
    /// The kind of work.
    package var kind: String
    /// The stage's name; nil for the build's own tasks.
    package var stage: String?
    /// The instruction as written.
    package var instruction: String
    /// Nanoseconds from the build's start to the step's.
    package var started: Int64?
    /// Nanoseconds from the build's start to the step's end.
    package var ended: Int64?
    /// How it stands, or stood when the build was interrupted.
    package var state: State
    /// How it ended, if it did.
    package var outcome: StepOutcome?
    /// What the cache had to say of it.
    package var verdict: CacheVerdict?
    /// The cache record that it used or made.
    package var record: Int64?
    /// Bytes of output.
    package var logSize: Int64
    /// The platform that it runs for, as `linux/amd64`; nil for the build's own tasks, and in earlier recordings.
    package var platform: String?
    /// The lines of the Dockerfile that its instruction takes; nil as above.
    package var lines: ClosedRange<Int>?

    static let columns = """
        position, step, name, kind, stage, instruction, started, ended, outcome, detail, verdict, record, log_size,
        platform, line, last_line
        """

    /// Reads a step; `tellsHits` says whether where hits came from is read too, which takes most of the time.
    init(row: Row, tellsHits: Bool) throws {
        position = row[0]
        id = StepID(try Digest(parsing: row[1] as String))
        name = row[2]
        kind = row[3]
        stage = row[4]
        instruction = row[5]
        started = row[6]
        ended = row[7]
        state = State(rawValue: row[8]) ?? .waiting
        switch state {
        // Most steps are found, and all of them alike.
        case .cached: outcome = .cached
        case .skipped: outcome = .skipped
        default: outcome = try (row[9] as String?).map { try JSONText.decode(StepOutcome.self, from: $0) }
        }
        if state != .cached || tellsHits {
            verdict = try (row[10] as String?).map { try JSONText.decode(CacheVerdict.self, from: $0) }
        }
        record = row[11]
        logSize = row[12]
        platform = row[13]
        if let first: Int = row[14], let last: Int = row[15], first <= last { lines = first...last }
    }
}

extension RecordedStep.State {
    init(_ outcome: StepOutcome) {
        switch outcome {
        case .cached: self = .cached
        case .done: self = .done
        case .failed: self = .failed
        case .cancelled: self = .cancelled
        case .skipped: self = .skipped
        }
    }
}

extension RecordedBuild.State {
    init(_ outcome: BuildOutcome) {
        switch outcome {
        case .succeeded: self = .succeeded
        case .failed: self = .failed
        case .cancelled: self = .cancelled
        }
    }
}
