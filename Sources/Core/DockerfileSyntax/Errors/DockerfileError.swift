package import Diagnostics

/// Everything that can be wrong with a Dockerfile or an ignore file by itself, with its place.
package enum DockerfileError: Error, Hashable, Sendable {
    /// The file cannot be cut into instructions.
    case syntax(SyntaxFault, at: Diagnostic.Place)
    /// An instruction makes no sense.
    case instruction(InstructionFault, at: Diagnostic.Place)
    /// A flag of an instruction is wrong.
    case flag(FlagFault, at: Diagnostic.Place)
    /// A `--mount` is wrong.
    case mount(MountFault, at: Diagnostic.Place)
    /// Variables cannot be replaced.
    case expansion(ExpansionFault, at: Diagnostic.Place)
    /// A line of an ignore file is no pattern.
    case ignorePattern(String, at: Diagnostic.Place)
}

extension DockerfileError: DiagnosticConvertible {
    /// The message with BuildKit's wording, the place, and what to write instead.
    package var diagnostic: Diagnostic {
        switch self {
        case .syntax(let fault, let place):
            Diagnostic(code: fault.code, message: fault.message, at: place, remedy: fault.remedy)
        case .instruction(let fault, let place):
            Diagnostic(code: fault.code, message: fault.message, at: place, remedy: fault.remedy)
        case .flag(let fault, let place):
            Diagnostic(code: fault.code, message: fault.message, at: place, remedy: fault.remedy)
        case .mount(let fault, let place):
            Diagnostic(code: fault.code, message: fault.message, at: place, remedy: fault.remedy)
        case .expansion(let fault, let place):
            Diagnostic(code: fault.code, message: fault.message, at: place, remedy: fault.remedy)
        case .ignorePattern(let pattern, let place):
            Diagnostic(
                code: "dockerignore.bad-pattern", message: "syntax error in pattern: \(pattern)", at: place,
                remedy: "close every [, and put neither a backslash at the end nor an exclamation mark alone")
        }
    }
}
