package import Diagnostics

/// Why a recorded stream of events cannot be read.
package enum EventStreamError: Error, Sendable, Hashable {
    /// The first line does not name the format.
    case notAnEventStream
    /// The stream was written by a newer strata; with its version and ours.
    case newerVersion(Int, known: Int)
    /// A line (from 1, the header included) is no event; with the reason.
    case malformed(line: Int, reason: String)
}

extension EventStreamError: DiagnosticConvertible {
    /// The error as a message for people.
    package var diagnostic: Diagnostic {
        switch self {
        case .notAnEventStream:
            Diagnostic(
                code: "events.not-a-stream", message: "this is no stream of strata's events",
                remedy: "streams of BuildKit (--progress=rawjson) are shown by `strata view`")
        case .newerVersion(let version, let known):
            Diagnostic(
                code: "events.newer-version",
                message: "the events are of version \(version), and this strata knows version \(known)",
                remedy: "read them with the strata that wrote them, or a newer one")
        case .malformed(let line, let reason):
            Diagnostic(
                code: "events.malformed", message: "line \(line) is no event: \(reason)",
                remedy: "it is damaged or cut off: write it once more")
        }
    }
}
