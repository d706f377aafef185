import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// RUN.
extension StageDispatcher {
    mutating func apply(_ run: RunInstruction, of step: PlannedStep) throws(PlanError) {
        var inputs: [VertexID] = []
        var operation = RunOperation(base: nil, arguments: [])
        if let vertex = state.vertex {
            operation.base = 0
            inputs.append(vertex)
        }
        let script = run.startedScript
        operation.arguments = arguments(of: script)
        guard !operation.arguments.isEmpty else { throw fail(.emptyCommand, of: step) }
        setSurroundings(of: &operation)
        try setFlags(run, of: step, in: &operation)
        if case .file(let name, let contents) = script {
            operation.mounts.append(Mount(target: Self.scriptPath(name), source: .inline(contents: contents)))
        }
        try addMounts(run.mounts, of: step, to: &operation, inputs: &inputs)
        let text = shownText(of: run, step: step, mounts: operation.mounts)
        let createdBy = "RUN \(argumentText)\(operation.arguments.joined(separator: " ")) # buildkit"
        let vertex = add(.run(operation), inputs: inputs, text: text, of: step)
        state.vertex = vertex
        state.commit(createdBy, vertex: vertex)
    }

    private static func scriptPath(_ name: String) -> String { "/dev/pipes/\(name)" }

    private func arguments(of script: RunScript) -> [String] {
        switch script {
        case .exec(let words): words
        case .shell(let text): shell + [text]
        case .file(let name, _): shell + [Self.scriptPath(name)]
        }
    }

    /// All that a command sees of the stage and of the command line.
    private func setSurroundings(of operation: inout RunOperation) {
        operation.environment = state.environment.variables
        operation.argumentNames = state.argumentNames
        operation.unkeyedEnvironment = proxies.filter { state.environment[$0.name] != $0.value }
        operation.workingDirectory = state.folderPath
        operation.user = state.image.config.user
        operation.network = settings.request.network
        operation.extraHosts = settings.request.extraHosts
        operation.hostname = settings.hostname
        operation.sharedMemorySize = settings.request.sharedMemorySize
        operation.limits = settings.request.limits
        operation.cgroup = settings.request.cgroup
    }

    private func setFlags(
        _ run: RunInstruction, of step: PlannedStep, in operation: inout RunOperation
    ) throws(PlanError) {
        operation.devices = try devices(run.devices, of: step)
        if run.security == .insecure {
            guard settings.request.allowsInsecure else { throw fail(.insecureNotAllowed, of: step) }
            operation.security = .insecure
        }
        switch run.network {
        case .default: break
        case .none: operation.network = .none
        case .host:
            // Who builds on the machine's network lets each step have it.
            guard settings.request.allowsHostNetwork || settings.request.network == .host else {
                throw fail(.hostNetworkNotAllowed, of: step)
            }
            operation.network = .host
        }
    }

    private func devices(_ wanted: [RunDevice], of step: PlannedStep) throws(PlanError) -> [String] {
        guard !wanted.isEmpty else { return [] }
        let catalog = settings.request.devices
        do {
            return try catalog.resolve(wanted.map { ($0.name, $0.isRequired) })
        } catch {
            switch error {
            case .unknown(let name):
                let known = catalog.devices.map(\.name)
                throw fail(.unknownDevice(name, known: known, problems: catalog.problems), of: step)
            case .notAllowed(let names):
                throw fail(.devicesNotAllowed(names), of: step)
            }
        }
    }

    /// Proxies given as build arguments, under the names in both cases that programs look for.
    private var proxies: [EnvironmentVariable] {
        ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"].flatMap { name -> [EnvironmentVariable] in
            // Of two spellings the later in the alphabet, the one in small letters, counts.
            let spellings = settings.arguments.keys.filter { $0.lowercased() == name }.sorted()
            guard let value = spellings.last.flatMap({ settings.arguments[$0] }), !value.isEmpty else { return [] }
            return [EnvironmentVariable(name.uppercased(), value), EnvironmentVariable(name, value)]
        }
    }

    /// The declared arguments as the history shows them: `|2 A=1 B=2 `, each with its present value.
    private var argumentText: String {
        var list = VariableList()
        for argument in state.declared {
            list[argument.name] = state.environment[argument.name] ?? argument.value
        }
        guard !list.variables.isEmpty else { return "" }
        return "|\(list.variables.count) \(list.texts.joined(separator: " ")) "
    }

    /// Shows the command with what the stage knows, quotes and unknown variables as written, secrets masked.
    private func shownText(of run: RunInstruction, step: PlannedStep, mounts: [Mount]) -> String {
        var variables = state.environment
        for mount in mounts {
            if case .secret(let secret) = mount.source, let name = secret.variable { variables[name] = "****" }
        }
        return shownText(of: step, suffix: Self.summary(of: run), variables: variables) { expander in
            expander.keepsQuotes = true
            expander.keepsUndefined = true
        }
    }

    /// The first line of a lone here-document, since the instruction itself shows its end word only.
    private static func summary(of run: RunInstruction) -> String {
        guard let heredoc = run.heredocs.first, run.isHeredocAlone else { return "" }
        let lines = heredoc.text.split(whereSeparator: \.isNewline).filter { $0.contains { !$0.isWhitespace } }
        let first = lines.first?.drop { $0.isWhitespace } ?? ""
        return " (\(first)\(lines.count > 1 ? "..." : ""))"
    }
}
