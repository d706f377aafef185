import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// Makes vertices of the stages that one platform's target needs.
struct StageDispatcher {
    let selection: StageSelection
    var builder: GraphBuilder

    /// What the checks find.
    var log: CheckLog

    /// What the stages take from outside.
    var outline: OutlineCapture

    /// The needed stages that are done, by number.
    var finished: [Int: StageState] = [:]

    /// The place of the stage under way in the Dockerfile and in the graph.
    var stage = 0
    var graphStage = 0

    /// The stage under way.
    var state: StageState
    var names = StepNames(stage: "", total: 0, showsPlatform: false)

    init(selection: StageSelection, builder: GraphBuilder, log: CheckLog) {
        self.selection = selection
        self.builder = builder
        self.log = log
        outline = OutlineCapture(selection: selection)
        state = StageState(image: .empty(for: selection.targetPlatform), platform: selection.targetPlatform)
    }

    var settings: PlanSettings { selection.settings }

    mutating func run() throws(PlanError) -> Target {
        for index in selection.order {
            try dispatch(index)
            finished[index] = state
        }
        return target()
    }

    private mutating func dispatch(_ index: Int) throws(PlanError) {
        let steps = selection.steps(of: index)
        let bound = selection.stages[index]
        let base = try selection.base(of: index)
        let hasCountedBase =
            switch base {
            case .image, .folder: true
            case .stage, .empty: false
            }
        let total = steps.count { $0.isCounted } + (hasCountedBase ? 1 : 0)
        let shown = settings.shownName(ofStage: index)
        stage = index
        names = StepNames(
            stage: selection.stages.count == 1 ? "" : shown, total: total, showsPlatform: settings.namesPlatforms)
        graphStage = builder.begin(
            Stage(
                name: shown, isNamed: bound.stage.name != nil, index: index, platform: selection.targetPlatform,
                stepCount: total, range: bound.stage.instruction.range))
        try begin(on: base, bound: bound)
        if !selection.isReplaced(index) {
            prepare()
            for step in steps { try apply(step) }
        }
        builder.end(platform: state.spokenTarget ?? state.platform)
    }

    private mutating func apply(_ step: PlannedStep) throws(PlanError) {
        check(step)
        switch step.instruction.body {
        case .run(let run): try apply(run, of: step)
        case .copy(let copy): try apply(copy, of: step)
        case .add(let add): try apply(add, of: step)
        case .workdir(let path): try apply(workdir: path, of: step)
        case .arg(let declarations): try apply(declarations, of: step)
        case .env(let pairs): try apply(environment: pairs, of: step)
        case .label(let pairs): try apply(labels: pairs, of: step)
        case .cmd(let form): apply(command: form)
        case .entrypoint(let form): apply(entrypoint: form)
        case .expose(let words): try apply(ports: words, of: step)
        case .healthcheck(let check): apply(check)
        case .maintainer(let name): apply(maintainer: name)
        case .onbuild(let trigger): state.image.config.onBuild.append(trigger.expression)
        case .shell(let words): apply(shell: words)
        case .stopSignal(let word): try apply(stopSignal: word, of: step)
        case .user(let word): try apply(user: word, of: step)
        case .volume(let words): try apply(volumes: words, of: step)
        case .from: break
        }
    }

    /// The image that the target's stage became, with what the command line adds.
    private mutating func target() -> Target {
        guard let last = finished[selection.target] else { preconditionFailure("the target is one of its stages") }
        state = withFilesystem(last)
        for label in settings.request.labels { state.image.config.labels[label.name] = label.value }
        if !selection.isPlatformImplicit || state.image.os.isEmpty { state.image.take(selection.targetPlatform) }
        return Target(
            vertex: state.vertex, platform: state.image.platform, config: state.image, history: state.history)
    }
}

extension StageDispatcher {
    /// Replaces the variables of a word by what the stage has now.
    func expand(_ word: Word, of step: PlannedStep) throws(PlanError) -> String {
        let environment = state.environment
        do {
            return try expander.expand(word, of: step.file) { environment[$0] }.text
        } catch {
            throw wrap(error, of: step)
        }
    }

    /// Replaces the variables of words.
    func expand(_ words: [Word], of step: PlannedStep) throws(PlanError) -> [String] {
        var result: [String] = []
        for word in words { result.append(try expand(word, of: step)) }
        return result
    }

    var expander: Expander { Expander(escape: settings.dockerfile.escape) }

    func wrap(_ error: DockerfileError, of step: PlannedStep) -> PlanError {
        guard let base = step.triggerOf else { return .dockerfile(error) }
        return .trigger(error, base: base, at: settings.place(of: step))
    }

    func fail(_ fault: PlanFault, of step: PlannedStep, at range: SourceRange? = nil) -> PlanError {
        .fault(fault, at: settings.place(of: step, range))
    }

    /// A vertex of the stage under way that stands for a counted step, named and with all that its key needs.
    mutating func add(
        _ operation: Operation, inputs: [VertexID], text: String, of step: PlannedStep
    ) -> VertexID {
        let name = names.next(
            text, platform: state.platform, target: state.spokenTarget, isTrigger: step.isTrigger)
        var vertex = Vertex(
            id: VertexID(0), operation: operation, inputs: inputs, name: name, platform: state.platform)
        vertex.stage = graphStage
        vertex.step = names.last
        vertex.instruction = step.instruction.withDocuments
        vertex.range = step.range
        if step.triggerOf == nil, let last = step.file.range(ofLine: step.instruction.lines.upperBound) {
            vertex.range = step.range.union(last)
        }
        vertex.programs = state.programs
        vertex.ignoresCache = settings.ignoresCache(stage: selection.stages[stage].stage)
        if case .run = operation {} else { vertex.expanded = expandedVariables(of: step) }
        return builder.add(vertex)
    }

    /// The variables that stand in an instruction, with the values that they have now.
    private func expandedVariables(of step: PlannedStep) -> [KeyComponent] {
        let environment = state.environment
        // An instruction whose text can't be expanded as a whole was expanded word by word; nothing is told of it.
        var used = Set((try? expander.expand(step.instruction.original) { environment[$0] })?.used ?? [])
        for document in step.instruction.heredocs where document.isExpanded {
            // As above.
            used.formUnion((try? Expander.heredoc.expand(document.text) { environment[$0] })?.used ?? [])
        }
        return used.sorted().compactMap { name in
            let kind: KeyComponent.Kind = state.argumentNames.contains(name) ? .argument : .environment
            return environment[name].map { KeyComponent(kind, name, $0) }
        }
    }

    /// The text of a step's name: the instruction, its word in capitals and its variables replaced where that works.
    func shownText(of step: PlannedStep, suffix: String = "", adjust: (inout Expander) -> Void = { _ in }) -> String {
        shownText(of: step, suffix: suffix, variables: state.environment, adjust: adjust)
    }

    /// The same with other variables than the stage's.
    func shownText(
        of step: PlannedStep, suffix: String, variables: VariableList, adjust: (inout Expander) -> Void
    ) -> String {
        var expander = expander
        adjust(&expander)
        let written = step.instruction.original + suffix
        let shown: String
        do {
            shown = try expander.expand(written, with: { variables[$0] }).text
        } catch {
            shown = written
        }
        let word = shown.prefix { $0 != " " }
        return word.uppercased() + shown.dropFirst(word.count)
    }
}

extension Instruction {
    /// The instruction with its here-documents, as it stands in the file but for joined lines.
    fileprivate var withDocuments: String {
        original + heredocs.map { "\n\($0.text)\($0.name)" }.joined()
    }
}
