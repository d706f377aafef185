import BuildGraph
import OCIFormat

/// From the inputs' results to a vertex's own.
extension Solver {
    /// Goes on with a vertex once all its inputs have results and what it reads of contexts is digested.
    mutating func proceedIfInputsResolved(_ id: VertexID) {
        let vertex = graph[id]
        guard contextDigests[id.rawValue] != nil,
            vertex.inputs.allSatisfy({ states[$0.rawValue].resolution != nil })
        else { return }
        let stages = stageReads(of: vertex)
        guard !stages.isEmpty else { return lookUpContent(id, contents: []) }
        set(id, .awaitingSources)
        for input in stages { fetchIfImage(input) }
        digestIfFetched(id)
    }

    private mutating func digestIfFetched(_ id: VertexID) {
        guard stageReads(of: graph[id]).allSatisfy(isFetched) else { return }
        set(id, .digestingContents)
        actions.append(.digestContents(id))
    }

    /// Looks for a record under the content key, now that all digests are known.
    mutating func lookUpContent(_ id: VertexID, contents: [Digest]) {
        let vertex = graph[id]
        var contexts = (contextDigests[id.rawValue] ?? [])[...]
        var stages = contents[...]
        let reads = vertex.operation.reads.compactMap { read in
            isContext(vertex.inputs[read.input]) ? contexts.popFirst() : stages.popFirst()
        }
        let key = VertexKeys.content(of: vertex, base: baseResult(of: vertex), reads: reads)
        if vertex.ignoresCache {
            prepareExecution(id, contentKey: key, reads: reads)
        } else {
            set(id, .lookingUpContent(key, reads: reads))
            actions.append(.lookUp(id, key: key, by: .content))
        }
    }

    /// Lets a vertex run, after its base image is there.
    mutating func prepareExecution(_ id: VertexID, contentKey: Digest, reads: [Digest]) {
        let vertex = graph[id]
        var known: Digest? = contentKey
        if case .run = vertex.operation { known = nil }
        let execution = Execution(
            keys: [definitions[id.rawValue], contentKey].compactMap(\.self), baseResult: baseResult(of: vertex),
            knownResult: known, changedInputs: changedInputs(of: vertex), readDigests: reads)
        set(id, .awaitingBase(execution))
        if let base = vertex.operation.base { fetchIfImage(vertex.inputs[base]) }
        executeIfFetched(id)
    }

    private mutating func executeIfFetched(_ id: VertexID) {
        guard case .awaitingBase(let execution) = states[id.rawValue] else { return }
        let vertex = graph[id]
        if let base = vertex.operation.base, !isFetched(vertex.inputs[base]) { return }
        set(id, .executing)
        actions.append(.execute(id, execution))
    }

    /// Takes the result of a vertex that ran, or a base image that was fetched.
    mutating func receiveExecution(_ id: VertexID, _ executed: ExecutedResult) {
        guard !isImage(id) else { return receiveFetch(id) }
        guard states[id.rawValue] == .executing else { return }
        let origin: Resolution.Origin = executed.isSameResult ? .ranSame : .ranNew
        let root = origin == .ranNew ? changedInputs(of: graph[id]).first?.root ?? id : nil
        set(id, .resolved(Resolution(result: executed.result, origin: origin, root: root)))
    }

    private mutating func receiveFetch(_ id: VertexID) {
        fetched[id] = true
        for dependent in dependents[id.rawValue] {
            switch states[dependent.rawValue] {
            case .awaitingSources: digestIfFetched(dependent)
            case .awaitingBase: executeIfFetched(dependent)
            default: break
            }
        }
    }

    /// Asks for a base image's layers, once.
    private mutating func fetchIfImage(_ id: VertexID) {
        guard isImage(id), fetched[id] == nil else { return }
        fetched[id] = false
        actions.append(
            .execute(id, Execution(keys: [], baseResult: nil, knownResult: nil, changedInputs: [], readDigests: [])))
    }

    private func isFetched(_ id: VertexID) -> Bool {
        !isImage(id) || fetched[id] == true
    }

    private func stageReads(of vertex: Vertex) -> [VertexID] {
        vertex.operation.reads.map { vertex.inputs[$0.input] }.filter { !isContext($0) }
    }

    private func baseResult(of vertex: Vertex) -> Digest? {
        vertex.operation.base.flatMap { states[vertex.inputs[$0].rawValue].resolution?.result }
    }

    private func changedInputs(of vertex: Vertex) -> [ChangedInput] {
        vertex.inputs.compactMap { input in
            states[input.rawValue].resolution?.root.map { ChangedInput(input: input, root: $0) }
        }
    }
}
