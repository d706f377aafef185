import BuildGraph
import DockerfileSyntax

/// Notes what stages take from outside while they are planned.
struct OutlineCapture {
    private struct StageNotes {
        /// The names that the stage uses, in FROM or by declaring them.
        var used: [String] = []
        var arguments: [String: BuildOutline.Argument] = [:]
    }

    private let selection: StageSelection

    /// The ARGs above the first FROM, with the names that their defaults use.
    private var globals: [String: (argument: BuildOutline.Argument, uses: [String])] = [:]
    private var stages: [Int: StageNotes] = [:]

    init(selection: StageSelection) {
        self.selection = selection
        noteGlobals()
        for index in selection.needed where !selection.isReplaced(index) {
            let from = selection.stages[index].stage.from
            stages[index] = StageNotes(used: names(in: from.image) + (from.platform.map(names) ?? []))
        }
    }

    /// Notes an ARG of a stage; one that only takes over a global's value leaves the global's description.
    mutating func note(
        _ declaration: ArgumentDeclaration, value: String?, isInherited: Bool, lines: ClosedRange<Int>, stage: Int
    ) {
        let name = declaration.name.text
        if !isInherited {
            stages[stage, default: StageNotes()].arguments[name] = BuildOutline.Argument(
                name: name, description: declaration.description, value: value ?? "", lines: lines)
        }
        stages[stage, default: StageNotes()].used.append(name)
    }

    /// All that the target and what it needs take.
    func outline() -> BuildOutline {
        let target = selection.stages[selection.target].stage
        var arguments: [BuildOutline.Argument] = []
        var secrets: [BuildOutline.Credential] = []
        var agents: [BuildOutline.Credential] = []
        for index in reachable() {
            arguments += self.arguments(of: index).filter { new in !arguments.contains { $0.name == new.name } }
            for (credential, isSecret) in credentials(of: index) {
                let known = isSecret ? secrets : agents
                guard !known.contains(where: { $0.name == credential.name }) else { continue }
                if isSecret { secrets.append(credential) } else { agents.append(credential) }
            }
        }
        return BuildOutline(
            name: target.name, description: target.from.description,
            arguments: arguments.sorted { $0.lines.lowerBound < $1.lines.lowerBound },
            secrets: secrets.sorted { $0.lines.lowerBound < $1.lines.lowerBound },
            agents: agents.sorted { $0.lines.lowerBound < $1.lines.lowerBound })
    }
}

extension OutlineCapture {
    private mutating func noteGlobals() {
        var values = VariableList()
        for instruction in selection.settings.dockerfile.globalArguments {
            guard case .arg(let declarations) = instruction.body else { continue }
            for declaration in declarations {
                let name = declaration.name.text
                let given = selection.settings.arguments[name]
                let uses = given == nil ? declaration.value.map { names(in: $0) } ?? [] : []
                values[name] = selection.globals[name]
                globals[name] = (
                    BuildOutline.Argument(
                        name: name, description: declaration.description, value: values[name] ?? "",
                        lines: instruction.lines), uses.filter { $0 != name }
                )
            }
        }
    }

    /// The variables that a word asks for.
    private func names(in word: Word) -> [String] {
        let expander = Expander(escape: selection.settings.dockerfile.escape)
        let globals = selection.globals
        // What can't be read has stopped the plan already.
        guard let found = try? expander.expand(word.text, with: { globals[$0] }) else { return [] }
        return found.used
    }

    /// The target, then what it stands on and reads from, the nearest first.
    private func reachable() -> [Int] {
        var order: [Int] = []
        var open = [selection.target]
        while !open.isEmpty {
            let index = open.removeFirst()
            guard !order.contains(index), !selection.isReplaced(index) else { continue }
            order.append(index)
            open += sources(of: index)
        }
        return order
    }

    private func sources(of index: Int) -> [Int] {
        // What can't be found has stopped the plan already.
        var found = [try? selection.base(of: index)]
        for step in selection.steps(of: index) {
            for (word, use) in step.sourceWords {
                // As above.
                found.append(try? selection.source(named: word, of: step, in: index, for: use))
            }
        }
        return found.compactMap { source in
            if case .stage(let number)? = source { number } else { nil }
        }
    }

    private func arguments(of index: Int) -> [BuildOutline.Argument] {
        guard let notes = stages[index] else { return [] }
        var names: [String] = []
        var open = notes.used
        while !open.isEmpty {
            let name = open.removeFirst()
            guard !names.contains(name) else { continue }
            names.append(name)
            if notes.arguments[name] == nil { open += globals[name]?.uses ?? [] }
        }
        return names.compactMap { notes.arguments[$0] ?? globals[$0]?.argument }
    }

    /// The secrets and SSH agents of a stage's steps; the later of two with one id counts.
    private func credentials(of index: Int) -> [(BuildOutline.Credential, isSecret: Bool)] {
        var found: [(BuildOutline.Credential, isSecret: Bool)] = []
        for step in selection.steps(of: index) {
            guard case .run(let run) = step.instruction.body else { continue }
            for written in run.mounts {
                // Values of variables do not count here; what makes no sense has stopped the plan already.
                guard let mount = try? written.resolved(in: step.file, expanding: { $0.text }) else { continue }
                guard mount.type == .secret || mount.type == .ssh else { continue }
                let name = Self.name(of: mount)
                let lines = step.isTrigger ? selection.stages[index].stage.instruction.lines : step.instruction.lines
                found.removeAll { $0.0.name == name && $0.isSecret == (mount.type == .secret) }
                found.append(
                    (
                        BuildOutline.Credential(name: name, isRequired: mount.isRequired, lines: lines),
                        mount.type == .secret
                    ))
            }
        }
        return found
    }

    private static func name(of mount: ResolvedMount) -> String {
        if let source = mount.source ?? mount.id { return source }
        return mount.type == .ssh ? "default" : PathText.lastComponent(mount.target ?? "")
    }
}
