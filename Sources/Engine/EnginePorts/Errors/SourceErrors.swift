package import Diagnostics

extension FileTreeError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        switch self {
        case .notFound(let pattern, let hiddenBy, let nearest):
            notFound(pattern, hiddenBy, nearest)
        case .badPattern(let pattern):
            Diagnostic(
                code: "copy.bad-pattern", message: "syntax error in pattern \(pattern)",
                remedy: "close the bracket, or write \\[ for a bracket in a name")
        case .unknownContext(let name):
            Diagnostic(
                code: "context.unknown", message: "no build context is named \(name)",
                remedy: "give one with --build-context \(name)=DIR")
        case .system(let call, let path, let errno):
            SystemFault.diagnostic(code: "context.system", call: call, path: path, errno: errno)
        case .changedWhileRead(let path):
            Diagnostic(
                code: "context.changed", message: "\(path) changed while it was read",
                remedy: "build again once nothing writes to it")
        }
    }

    private func notFound(_ pattern: String, _ hiddenBy: String?, _ nearest: String?) -> Diagnostic {
        var diagnostic = Diagnostic(code: "copy.not-found", message: "\"\(pattern)\": not found")
        if let hiddenBy {
            diagnostic.notes.append("it is there, but excluded by \(hiddenBy)")
            diagnostic.remedy = "add the line !\(pattern) after that rule"
        } else if let nearest {
            diagnostic.remedy = "did you mean \(nearest)?"
        } else {
            diagnostic.remedy = "paths are relative to the build context (or the stage's root with --from)"
        }
        return diagnostic
    }
}

extension RegistryError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        switch self {
        case .notFound(let reference, let asked):
            answers(
                "registry.not-found", "\(reference): not found", asked,
                "check the spelling of name and tag, or bring the image in with `strata images load` or `images import`"
            )
        case .unauthorized(let reference, let asked):
            answers(
                "registry.unauthorized", "\(reference): access denied", asked,
                "log in (`docker login`, `skopeo login`), or check the name: registries hide what does not exist")
        case .unreachable(let reference, let asked):
            answers(
                "registry.unreachable", "\(reference): no registry could be reached", asked,
                "check the network, name a mirror in config.toml, or bring the image in with `strata images load`")
        case .badAnswer(let host, let reason):
            Diagnostic(code: "registry.bad-answer", message: "\(host) gave an answer that no registry gives: \(reason)")
        case .digestMismatch(let expected, let actual, let host):
            Diagnostic(
                code: "registry.digest-mismatch", message: "\(host) sent bytes with digest \(actual) for \(expected)",
                remedy: "try again; if it stays so, a proxy or the registry changes what it sends")
        case .badCredentials(let source, let reason):
            Diagnostic(
                code: "registry.bad-credentials", message: "\(source): \(reason)",
                remedy: "mend that file or log in again")
        case .consumerFailed:
            Diagnostic(code: "registry.interrupted", message: "a transfer was interrupted")
        case .cancelled:
            Diagnostic(code: "build.cancelled", message: "cancelled")
        }
    }

    private func answers(_ code: String, _ message: String, _ asked: [HostAnswer], _ remedy: String) -> Diagnostic {
        var diagnostic = Diagnostic(code: code, message: message, remedy: remedy)
        diagnostic.notes = asked.map { "\($0.host): \($0.answer)" }
        return diagnostic
    }
}

extension SandboxError {
    private static func unmapped(_ id: UInt32, isGroup: Bool, count: UInt32) -> Diagnostic {
        let (what, file) = isGroup ? ("group", "/etc/subgid") : ("user", "/etc/subuid")
        let flag = isGroup ? "--add-subgids" : "--add-subuids"
        return Diagnostic(
            code: "sandbox.unmapped-id",
            message: "the step needs the \(what) \(id), and you may only use those from 0 to \(count - 1)",
            remedy:
                "give yourself a larger range in \(file), as with `usermod \(flag) FIRST-LAST $USER` as root, or build as root"
        )
    }
}

extension SandboxError: DiagnosticConvertible {
    package var diagnostic: Diagnostic {
        switch self {
        case .noRuntime:
            Diagnostic(
                code: "sandbox.no-runtime", message: "no container runtime: neither crun nor runc is on PATH",
                remedy: "install one: `apt-get install crun`")
        case .runtimeFailed(let message):
            Diagnostic(code: "sandbox.runtime-failed", message: "the container runtime failed: \(message)")
        case .commandNotFound(let command, let message):
            Diagnostic(
                code: "sandbox.command-not-found", message: "\(command) can't be run: \(message)",
                remedy: "check that the base image has it and that it is executable; scratch has no shell")
        case .unmappedID(let id, let isGroup, let count):
            Self.unmapped(id, isGroup: isGroup, count: count)
        case .badDevice(let device, let reason):
            Diagnostic(
                code: "sandbox.device", message: "device \(device) can't be given to the step: \(reason)",
                remedy: "mend its CDI specification, or bring the device up")
        case .noCgroups(let reason):
            Diagnostic(
                code: "sandbox.no-cgroups", message: "steps can't be limited by a cgroup: \(reason)",
                remedy: "leave out --resource and --cgroup-parent; --ulimit works everywhere")
        case .system(let call, let path, let errno):
            SystemFault.diagnostic(code: "sandbox.system", call: call, path: path, errno: errno)
        case .cancelled:
            Diagnostic(code: "build.cancelled", message: "cancelled")
        }
    }
}
