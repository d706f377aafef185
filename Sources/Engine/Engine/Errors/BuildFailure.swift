package import BuildEvents
package import Diagnostics

/// Why a build did not come to its end.
package enum BuildFailure: Error, Sendable {
    /// A step failed; nil for what belongs to no step.
    case failed(step: StepID?, StepFailure)
    /// It was cancelled.
    case cancelled
}

extension BuildFailure: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        switch self {
        case .failed(_, let failure): failure.diagnostic
        case .cancelled: Diagnostic(code: "build.cancelled", message: "build cancelled")
        }
    }
}
