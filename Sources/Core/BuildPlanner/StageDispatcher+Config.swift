import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// Instructions that change nothing but the image's config.
extension StageDispatcher {
    /// What every stage begins with, whatever its base: a PATH, the base's variables, an absolute folder.
    mutating func prepare() {
        if !state.image.config.environment.contains(where: { $0.hasPrefix("PATH=") }), state.platform.os != "windows" {
            state.image.config.environment.append("PATH=\(ImageConfig.defaultPath)")
        }
        for variable in VariableList(parsing: state.image.config.environment).variables {
            state.set(environment: variable.name, variable.value)
        }
        let folder = state.image.config.workingDirectory
        if !folder.isEmpty, !folder.hasPrefix("/") { state.image.config.workingDirectory = state.folderPath }
    }

    mutating func apply(_ declarations: [ArgumentDeclaration], of step: PlannedStep) throws(PlanError) {
        var texts: [String] = []
        for declaration in declarations {
            let name = declaration.name.text
            var value = settings.arguments[name]
            if value == nil {
                if let word = declaration.value {
                    value = try expand(word, of: step)
                } else {
                    value = selection.globals[name]
                }
            }
            if let value, !Self.hiddenArguments.contains(name) { state.set(argument: name, value) }
            state.declare(EnvironmentVariable(name, value ?? ""))
            texts.append(value.map { "\(name)=\($0)" } ?? name)
        }
        state.commit("ARG \(texts.joined(separator: " "))")
    }

    /// Arguments that steer BuildKit's scanners and are no variables of any step.
    static let hiddenArguments: Set<String> = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"]

    mutating func apply(environment pairs: [KeyValue], of step: PlannedStep) throws(PlanError) {
        let variables = try expand(pairs, of: step)
        for variable in variables { state.set(kept: variable) }
        state.commit("ENV \(Self.text(of: variables))")
    }

    mutating func apply(labels pairs: [KeyValue], of step: PlannedStep) throws(PlanError) {
        let labels = try expand(pairs, of: step)
        for label in labels { state.image.config.labels[label.name] = label.value }
        state.commit("LABEL \(Self.text(of: labels))")
    }

    /// All values of one instruction see the variables from before it.
    private func expand(_ pairs: [KeyValue], of step: PlannedStep) throws(PlanError) -> [EnvironmentVariable] {
        var result: [EnvironmentVariable] = []
        for pair in pairs {
            result.append(EnvironmentVariable(try expand(pair.name, of: step), try expand(pair.value, of: step)))
        }
        return result
    }

    private static func text(of variables: [EnvironmentVariable]) -> String {
        variables.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }

    mutating func apply(command form: CommandForm) {
        let words = arguments(of: form)
        state.image.config.command = words
        state.image.config.isArgumentsEscaped = true
        state.hasCommand = true
        state.commit("CMD \(GoText.list(words.map(\.goQuoted)))")
    }

    mutating func apply(entrypoint form: CommandForm) {
        let words = arguments(of: form)
        state.image.config.entrypoint = words.isEmpty ? nil : words
        if !state.hasCommand { state.image.config.command = nil }
        state.commit("ENTRYPOINT \(GoText.list(words.map(\.goQuoted)))")
    }

    /// A command with the stage's shell before it if it is in the shell form.
    func arguments(of form: CommandForm) -> [String] {
        switch form {
        case .exec(let words): words.map(\.text)
        case .shell(let word): shell + [word.text]
        }
    }

    /// What runs commands in the shell form.
    var shell: [String] {
        if let shell = state.image.config.shell, !shell.isEmpty { return shell }
        return state.image.os == "windows" ? ["cmd", "/S", "/C"] : ["/bin/sh", "-c"]
    }

    mutating func apply(shell words: [Word]) {
        let words = words.map(\.text)
        state.image.config.shell = words
        state.commit("SHELL \(GoText.list(words))")
    }

    mutating func apply(ports words: [Word], of step: PlannedStep) throws(PlanError) {
        var ports: [String] = []
        let environment = state.environment
        for word in words.sorted(by: { $0.text < $1.text }) {
            let expansion: Expansion
            do {
                expansion = try expander.split(word, of: step.file) { environment[$0] }
            } catch {
                throw wrap(error, of: step)
            }
            for text in expansion.words {
                do {
                    ports += try PortSpecification.ports(in: text)
                } catch {
                    throw fail(error, of: step, at: word.range)
                }
            }
        }
        state.image.config.exposedPorts.formUnion(ports)
        state.commit("EXPOSE \(GoText.list(ports))")
    }

    mutating func apply(_ instruction: HealthcheckInstruction) {
        let check = HealthCheck(instruction)
        state.image.config.healthcheck = check
        let times = [
            ("Interval", check.interval), ("Timeout", check.timeout), ("StartPeriod", check.startPeriod),
            ("StartInterval", check.startInterval),
        ]
        let shown = times.map { "\($0.0):\(GoText.duration($0.1))" }.joined(separator: " ")
        state.commit("HEALTHCHECK {Test:\(GoText.list(check.test)) \(shown) Retries:\(check.retries ?? 0)}")
    }

    mutating func apply(maintainer name: Word) {
        state.image.author = name.text
        state.commit("MAINTAINER \(name.text)")
    }

    mutating func apply(stopSignal word: Word, of step: PlannedStep) throws(PlanError) {
        let text = try expand(word, of: step)
        guard StopSignal.isValid(text) else {
            let nearest = NearestName.suggestion(for: text, among: StopSignal.suggestions)
            throw fail(.invalidSignal(text, nearest: nearest), of: step, at: word.range)
        }
        state.image.config.stopSignal = text
        state.commit("STOPSIGNAL \(text)")
    }

    mutating func apply(user word: Word, of step: PlannedStep) throws(PlanError) {
        let user = try expand(word, of: step)
        state.image.config.user = user
        state.commit("USER \(user)")
    }

    mutating func apply(volumes words: [Word], of step: PlannedStep) throws(PlanError) {
        var volumes: [String] = []
        for word in words {
            let volume = try expand(word, of: step)
            guard !volume.isEmpty else { throw fail(.blankVolume, of: step, at: word.range) }
            volumes.append(volume)
        }
        state.image.config.volumes.formUnion(volumes)
        state.commit("VOLUME \(GoText.list(volumes))")
    }
}

extension HealthCheck {
    fileprivate init(_ instruction: HealthcheckInstruction) {
        switch instruction {
        case .none:
            self.init(test: ["NONE"])
        case .check(let check):
            switch check.command {
            case .shell(let word): self.init(test: ["CMD-SHELL", word.text])
            case .exec(let words): self.init(test: ["CMD"] + words.map(\.text))
            }
            interval = check.interval
            timeout = check.timeout
            startPeriod = check.startPeriod
            startInterval = check.startInterval
            retries = check.retries == 0 ? nil : check.retries
        }
    }
}
