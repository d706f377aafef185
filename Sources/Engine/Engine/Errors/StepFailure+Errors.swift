import BuildEvents
import BuildGraph
package import Diagnostics
import EnginePorts

extension StepFailure {
    /// The failure that an error of a step's work stands for; nil for a cancellation.
    static func of(_ error: any Error, in vertex: Vertex, file: SourceFile?) -> StepFailure? {
        switch error {
        case is CancellationError, SandboxError.cancelled, LayerError.cancelled, RegistryError.cancelled,
            RemoteSourceError.cancelled:
            return nil
        case let command as CommandFailure:
            return failure(of: command, in: vertex, file: file)
        case let failure as BuildFailure:
            guard case .failed(_, let inner) = failure else { return nil }
            return inner
        default:
            return StepFailure(diagnostic: placed(diagnostic(of: error), in: vertex, file: file))
        }
    }

    private static func diagnostic(of error: any Error) -> Diagnostic {
        switch error {
        case let known as any DiagnosticConvertible:
            known.diagnostic
        case let lookup as UserLookup.Failure:
            lookup.diagnostic
        case let secret as MissingSecret:
            Diagnostic(
                code: "run.missing-secret", message: "secret \(secret.id): not found",
                remedy: "give it with --secret id=\(secret.id),src=FILE or --secret id=\(secret.id),env=NAME")
        case let agent as MissingAgent:
            Diagnostic(
                code: "run.missing-agent",
                message: "no SSH key \"\(agent.id)\" forwarded from the client:"
                    + " unset ssh forward key \(agent.id)",
                remedy: "give it with --ssh \(agent.id), for the agent of $SSH_AUTH_SOCK,"
                    + " or --ssh \(agent.id)=SOCKET or --ssh \(agent.id)=KEYFILE")
        default:
            Diagnostic(code: "build.internal", message: "\(error)")
        }
    }

    private static func placed(_ diagnostic: Diagnostic, in vertex: Vertex, file: SourceFile?) -> Diagnostic {
        guard diagnostic.file == nil, let range = vertex.range else { return diagnostic }
        var placed = diagnostic
        placed.file = file
        placed.range = range
        return placed
    }

    private static func failure(of command: CommandFailure, in vertex: Vertex, file: SourceFile?) -> StepFailure {
        let exit = command.exit
        let process = "process \"\(command.run.arguments.joined(separator: " "))\""
        var diagnostic = Diagnostic(
            code: "run.failed", message: "\(process) did not complete successfully: exit code: \(exit.code)")
        if exit.signal == 9 || exit.code == 137 {
            diagnostic.message +=
                exit.ranOutOfMemory
                ? ": killed for lack of memory" : ": killed by signal 9, perhaps for memory"
            diagnostic.remedy = "give the machine more memory, or the step less to do at once (--jobs 1)"
        } else if let signal = exit.signal {
            diagnostic.message += ": killed by signal \(signal)"
        }
        return StepFailure(
            diagnostic: placed(diagnostic, in: vertex, file: file), exitCode: exit.signal == nil ? exit.code : nil,
            signal: exit.signal)
    }
}

extension UserLookup.Failure: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        switch self {
        case .unknownUser(let name):
            Diagnostic(
                code: "user.unknown", message: "unable to find user \(name): no matching entries in passwd file",
                remedy: "create it (`RUN adduser …`) before this instruction, or give a number")
        case .unknownGroup(let name):
            Diagnostic(
                code: "user.unknown-group", message: "unable to find group \(name): no matching entries in group file",
                remedy: "create it (`RUN addgroup …`) before this instruction, or give a number")
        }
    }
}
