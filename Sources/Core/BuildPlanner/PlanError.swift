package import Diagnostics
package import DockerfileSyntax

/// Why no plan can be made.
package enum PlanError: Error, Hashable, Sendable {
    /// The Dockerfile is right by itself, but cannot be built as it was asked for.
    case fault(PlanFault, at: Diagnostic.Place)
    /// Words of the Dockerfile make no sense once their variables are replaced.
    case dockerfile(DockerfileError)
    /// The options of the checks make no sense; there is no place for those of a build argument.
    case checkOptions(CheckOptionFault, at: Diagnostic.Place?)
    /// `error=true` of the checks, and these rules were broken.
    case checksFailed(rules: [String])
    /// An `ONBUILD` trigger of a base image makes no sense; `at` is the FROM that brought it in.
    case trigger(DockerfileError, base: String, at: Diagnostic.Place)
}

extension PlanError: DiagnosticConvertible {
    /// The message with its place and what to do about it.
    package var diagnostic: Diagnostic {
        switch self {
        case .fault(let fault, let place):
            return Diagnostic(code: fault.code, message: fault.message, at: place, remedy: fault.remedy)
        case .dockerfile(let error):
            return error.diagnostic
        case .checkOptions(let fault, let place):
            return Diagnostic(
                code: "dockerfile.check-options", message: "failed to parse check options: \(fault.message)",
                at: place, remedy: fault.remedy)
        case .checksFailed(let rules):
            return Diagnostic(
                code: "check.failed", message: "lint violation found for rules: \(rules.joined(separator: ", "))",
                remedy: "mend what the warnings name, or leave error=true out of the line # check=")
        case .trigger(let error, let base, let place):
            var diagnostic = error.diagnostic
            diagnostic.notes.append("the line is an ONBUILD trigger of \(base)")
            diagnostic.remedy = "choose another base image, or have \(base) built anew with a trigger that works"
            diagnostic.file = place.file
            diagnostic.range = place.range
            if let text = error.diagnostic.file?.text { diagnostic.notes.append("the trigger is: \(text)") }
            return diagnostic
        }
    }
}
