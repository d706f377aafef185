import BuildGraph
import DockerfileSyntax
import OCIFormat

/// The checks of instructions, which see what their stage has become before them.
extension StageDispatcher {
    mutating func check(_ step: PlannedStep) {
        checkVariables(of: step)
        let word = step.instruction.keyword.text
        switch step.instruction.body {
        case .env(let pairs):
            for pair in pairs {
                if pair.isLegacy { note(.legacyKeyValue(instruction: word), of: step) }
                checkSecret(expanded(pair.name), instruction: "ENV", of: step)
            }
        case .label(let pairs):
            for pair in pairs where pair.isLegacy { note(.legacyKeyValue(instruction: word), of: step) }
        case .workdir(let path): checkWorkdir(path, of: step)
        case .cmd(let form), .entrypoint(let form):
            checkUsedOnce(step)
            if case .shell = form, (state.image.config.shell ?? []).isEmpty {
                note(.shellForm(instruction: word), of: step)
            }
        case .healthcheck: checkUsedOnce(step)
        case .expose(let words): checkPorts(words, of: step)
        case .copy(let copy) where copy.from == nil: checkIgnored(copy.files, verb: "Copy", of: step)
        case .add(let add): checkIgnored(add.files, verb: "Add", of: step)
        default: break
        }
    }

    /// A trigger of a base has no line in this file but its FROM.
    private mutating func note(_ finding: CheckFinding, of step: PlannedStep) {
        if step.isTrigger {
            log.note(finding, at: selection.stages[stage].stage.instruction.lines)
        } else {
            log.note(finding, at: step.instruction)
        }
    }

    /// What can't be replaced is told of when the instruction is applied.
    private func expansion(of word: Word, _ variables: VariableList) -> Expansion? {
        try? expander.expand(word.text) { variables[$0] }
    }

    private func expanded(_ word: Word) -> String {
        expansion(of: word, state.environment)?.text ?? word.text
    }
}

// MARK: - Variables

extension StageDispatcher {
    private mutating func checkVariables(of step: PlannedStep) {
        switch step.instruction.body {
        case .arg(let declarations):
            checkDeclarations(declarations, of: step)
        case .expose:
            break
        case .copy(let copy):
            checkWords(of: step)
            checkHeredocs(copy.files, of: step)
        case .add(let add):
            checkWords(of: step)
            checkHeredocs(add.files, of: step)
        default:
            checkWords(of: step)
        }
    }

    private mutating func checkWords(of step: PlannedStep) {
        for word in step.instruction.expandableWords {
            if let found = expansion(of: word, state.environment) { report(found.undefined, of: step) }
        }
    }

    private mutating func checkHeredocs(_ files: FileTransfer, of step: PlannedStep) {
        let environment = state.environment
        for heredoc in files.inlineFiles where heredoc.isExpanded {
            let text = String(decoding: heredoc.strippedContents, as: UTF8.self)
            // What can't be replaced is told of when the instruction is applied.
            guard let found = try? Expander.heredoc.expand(text, with: { environment[$0] }) else { continue }
            report(found.undefined, of: step)
        }
    }

    /// Each ARG of an instruction sees those before it; a default that is not used is not looked at.
    private mutating func checkDeclarations(_ declarations: [ArgumentDeclaration], of step: PlannedStep) {
        var environment = state.environment
        var declared = state.declaredNames
        for declaration in declarations {
            let name = declaration.name.text
            checkSecret(name, instruction: "ARG", of: step)
            var value = settings.arguments[name]
            if value == nil, let word = declaration.value, let found = expansion(of: word, environment) {
                report(found.undefined, of: step, declared: declared, environment)
                value = found.text
            }
            outline.note(
                declaration, value: value, isInherited: value == nil && selection.globals[name] != nil,
                lines: step.instruction.lines, stage: stage)
            // A single declaration needs no copy of what there is.
            guard declarations.count > 1 else { continue }
            environment[name] = value ?? selection.globals[name]
            declared.insert(name)
        }
    }

    private mutating func report(_ undefined: [String], of step: PlannedStep) {
        guard !undefined.isEmpty else { return }
        report(undefined, of: step, declared: state.declaredNames, state.environment)
    }

    private mutating func report(
        _ undefined: [String], of step: PlannedStep, declared: Set<String>, _ environment: VariableList
    ) {
        for name in undefined where !declared.contains(name) && !Self.hiddenArguments.contains(name) {
            let nearest = Suggestion.nearest(to: name, among: environment.names)
            note(.undefinedVariable(name, nearest: nearest), of: step)
        }
    }

    private mutating func checkSecret(_ name: String, instruction: String, of step: PlannedStep) {
        if SecretName.matches(name) { note(.secret(instruction: instruction, name: name), of: step) }
    }
}

// MARK: - Single instructions

extension StageDispatcher {
    /// Only the first WORKDIR of a chain of stages counts: making that one absolute makes the others so.
    private mutating func checkWorkdir(_ word: Word, of step: PlannedStep) {
        let path = expanded(word)
        if !state.hasWorkdir, !path.hasPrefix("/") { note(.relativeWorkdir(path), of: step) }
        state.hasWorkdir = true
    }

    /// The finding stands at the earlier instruction, since that is the one without effect.
    private mutating func checkUsedOnce(_ step: PlannedStep) {
        let lines = step.isTrigger ? selection.stages[stage].stage.instruction.lines : step.instruction.lines
        if let earlier = state.onlyOnce[step.instruction.name] {
            let comments = step.isTrigger ? [] : step.instruction.comments
            log.note(.overruledInstruction(step.instruction.keyword.text), at: earlier, comments: comments)
        }
        state.onlyOnce[step.instruction.name] = lines
    }

    private mutating func checkPorts(_ words: [Word], of step: PlannedStep) {
        let environment = state.environment
        for word in words.sorted(by: { $0.text < $1.text }) {
            // What can't be replaced is told of when the instruction is applied.
            guard let found = try? expander.split(word.text, with: { environment[$0] }) else { continue }
            for finding in found.words.flatMap(PortSpecification.findings(in:)) { note(finding, of: step) }
        }
    }

    /// Where the ignore file takes something back in, a folder that it leaves out may still hold files.
    private mutating func checkIgnored(_ files: FileTransfer, verb: String, of step: PlannedStep) {
        guard let rules = settings.request.ignoreRules, !rules.isEmpty, !rules.hasExceptions else { return }
        for word in files.sources {
            let written = expanded(word)
            guard !RemoteAddress.isRemote(written) else { continue }
            let path = PathText.clean(written)
            let isRoot = path == "." || path == "/"
            if isRoot, !rules.rules.contains(where: { ["*", "**", "**/*"].contains($0.pattern) }) { continue }
            if isRoot || rules.excludes(path) { note(.ignoredFile(verb: verb, path: path), of: step) }
        }
    }
}
