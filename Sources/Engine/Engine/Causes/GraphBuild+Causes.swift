import BuildEvents
import BuildGraph
import BuildRecords
import Diagnostics
import EnginePorts
import OCIFormat
import Solver

/// Why steps have to run.
extension GraphBuild {
    /// Compares what a step's key is made of with the nearest earlier record of it.
    func missCause(of id: VertexID, _ execution: Execution, components: [KeyComponent]) async throws -> MissCause {
        let vertex = graph[id]
        var situation = MissExplainer.Situation(components: components, previous: nil)
        situation.isForced = vertex.ignoresCache
        if case .run = vertex.operation {} else { situation.isCommand = false }
        let found = try await addEarlier(to: &situation, of: vertex)
        if vertex.ignoresCache {
            if !options.passesOverAll { situation.filter = vertex.stage.map { graph.stages[$0].name } }
            return await placed(MissExplainer.explain(situation), in: vertex)
        }
        situation.changedInputs = changedSteps(of: vertex, execution)
        situation.pruned = try await services.stored(for: steps[id]) { try await $0.pruneTrace(of: execution.keys) }
        var cause = await placed(MissExplainer.explain(situation), in: vertex)
        if cause.ground?.kind == .otherResult, let ground = try await changedGround(of: vertex, found) {
            situation.ground = ground
            cause = await placed(MissExplainer.explain(situation), in: vertex)
        }
        if let root = cause.input?.root { memory.setRoot(root, of: id) }
        return cause
    }

    /// The inputs that gave other results, with the step that began each: what the solver takes for it is only the first
    /// step that ran, whether or not that is why.
    ///
    /// Among them are those that ran and left what some earlier run had left, which need not be the last one.
    func changedSteps(of vertex: Vertex, _ execution: Execution) -> [MissExplainer.ChangedStep] {
        let read = Set(vertex.operation.reads.map { vertex.inputs[$0.input] })
        let base = standsOnBase(vertex) ? vertex.operation.base.map { vertex.inputs[$0] } : nil
        let changed = Set(execution.changedInputs.map(\.input))
        var inputs: [VertexID] = []
        for input in vertex.inputs where changed.contains(input) || memory.hasRun(input) {
            if !inputs.contains(input), input == base || read.contains(input) { inputs.append(input) }
        }
        return inputs.map { input in
            MissExplainer.ChangedStep(
                steps[input], root: memory.root(of: input) ?? steps[input],
                isBase: input == base,
                source: read.contains(input) ? source(of: graph[input]) : nil)
        }
    }

    /// The nearest step below that was found in the cache with another result because of what it reads itself.
    private func changedGround(of vertex: Vertex, _ found: EarlierRecords.Match) async throws -> GroundChange? {
        var below = vertex
        while let base = below.operation.base {
            below = graph[below.inputs[base]]
            let step = steps[below.id]
            guard let record = memory.record(of: below.id)?.id, let was = earlier.partner(of: below.id, in: found),
                let old = was.record, old != record
            else { return nil }
            var situation = try await services.stored(for: step) { database in
                MissExplainer.Situation(
                    components: try await database.components(ofRecord: record),
                    previous: try await database.components(ofRecord: old))
            }
            situation.instructions = (old: was.instruction, new: below.instruction)
            if case .run = below.operation {} else { situation.isCommand = false }
            guard var ground = MissExplainer.evidence(of: situation) else { continue }
            if let changes = ground.changes { ground.changes = await placed(changes, in: below) }
            return ground
        }
        return nil
    }

    private func addEarlier(
        to situation: inout MissExplainer.Situation, of vertex: Vertex
    ) async throws -> EarlierRecords.Match {
        let step = steps[vertex.id]
        let found = try await earlier.match(of: vertex.id, situation.components) { number, limit in
            try await services.stored(for: step) {
                try await $0.earlierBuilds(of: options.project, before: number, limit: limit)
            }
        } components: { record in
            try await services.stored(for: step) { try await $0.components(ofRecord: record) }
        }
        situation.previous = found.components.map { components in
            guard let base = vertex.operation.base, let partner = earlier.partner(of: vertex.inputs[base], in: found)
            else { return components }
            return renamed(components, from: partner.stage, in: vertex)
        }
        situation.ground = found.ground.map { ground in
            // The first step of a stage stands on the last one of another.
            guard ground.kind == .unknown, let base = vertex.operation.base else { return ground }
            return earlier.ground(on: vertex.inputs[base], in: found) ?? ground
        }
        situation.hasEarlierBuilds = found.isInHistory
        situation.isLost = found.isLost
        situation.otherPlatforms = found.otherPlatforms
        situation.failedBuild = found.failure?.build
        situation.instructions = found.instruction.map { (old: $0, new: vertex.instruction) }
        // One that failed since then as it is written now is not to be compared with what went well before.
        if found.failure?.instruction == vertex.instruction { situation.previous = nil }
        if situation.previous != nil { return found }
        if let failure = found.failure { situation.instructions = (old: failure.instruction, new: vertex.instruction) }
        if situation.failedBuild != nil || found.isNewInStage { return found }
        // Builds that are forgotten may have left records.
        let identity = stepIdentity(of: vertex)
        let previous = try await services.stored(for: step) { try await $0.previousRecord(ofStep: identity) }
        situation.previous = previous?.components
        situation.instructions = nil
        return found
    }

    /// Of a stage that merely has another name now, the parts of an earlier key with that name.
    private func renamed(_ components: [KeyComponent], from old: String, in vertex: Vertex) -> [KeyComponent] {
        guard let base = vertex.operation.base, let stage = graph[vertex.inputs[base]].stage else { return components }
        return components.map { component in
            guard component.kind == .base, let name = KeyComponent.stage(namedAsBase: component.name), name == old
            else {
                return component
            }
            return .base(ofStage: graph.stages[stage].name, component.value)
        }
    }

    /// The step across builds: what is compared to explain a miss where no build is recorded that had it.
    func stepIdentity(of vertex: Vertex) -> String {
        let stage = vertex.stage.map { graph.stages[$0].name } ?? ""
        return [options.project, stage, vertex.platform.description, vertex.instruction].joined(separator: "\u{1f}")
    }

    private func placed(_ cause: MissCause, in vertex: Vertex) async -> MissCause {
        switch cause {
        case .changed(let changes, let more):
            return .changed(await placed(changes, in: vertex), more: more)
        case .several(let causes):
            var told: [MissCause] = []
            for cause in causes { told.append(await placed(cause, in: vertex)) }
            return .several(told)
        default:
            return cause
        }
    }

    /// Adds to changed variables the line by which the step names them, and to files that are gone the line that leaves
    /// them out.
    private func placed(_ changes: [ComponentChange], in vertex: Vertex) async -> [ComponentChange] {
        var told = changes.map { $0.placed(in: graph.source, lines: vertex.range?.lines) }
        for index in told.indices where told[index].kind == .file && told[index].new == nil {
            let (file, context) = (told[index].name, told[index].from ?? "context")
            told[index].ignoredBy = await services.files.ignoringLine(of: file, inContext: context)
        }
        return told
    }
}
