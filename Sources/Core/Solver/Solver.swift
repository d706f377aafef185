package import BuildGraph
package import OCIFormat

/// Decides what a build has to do next.
///
/// A value: inputs go in, actions come out, and nothing else is known to it.
///
/// From the targets upward, each vertex whose result is needed is looked for under its definition key; only where
/// that fails are its inputs' results needed, then it is looked for under its content key, and only then it runs.
package struct Solver: Sendable {
    let graph: Graph
    let dependents: [[VertexID]]
    /// Vertices that ignore the cache, or stand on one that does: no definition key of theirs may end the walk.
    let isTainted: [Bool]
    var states: [VertexState]
    var definitions: [Digest?]
    var contextDigests: [[Digest]?]
    /// Base images whose layers are on disk, or being fetched (false).
    var fetched: [VertexID: Bool] = [:]
    var actions: [SolverAction] = []
    /// How many answers to `describe` are awaited.
    var openDescriptions = 0
    var hasFinished = false
    var hasFailed = false

    /// Makes a solver for a graph.
    package init(graph: Graph) {
        self.graph = graph
        dependents = graph.dependents
        states = Array(repeating: .idle, count: graph.vertices.count)
        definitions = Array(repeating: nil, count: graph.vertices.count)
        contextDigests = Array(repeating: nil, count: graph.vertices.count)
        var tainted: [Bool] = []
        for vertex in graph.vertices {
            tainted.append(vertex.ignoresCache || vertex.inputs.contains { tainted[$0.rawValue] })
        }
        isTainted = tainted
    }

    /// Begins: gives the first actions.
    package mutating func start() -> [SolverAction] {
        for vertex in graph.vertices {
            if readsContexts(vertex) {
                actions.append(.digestContexts(vertex.id))
            } else {
                contextDigests[vertex.id.rawValue] = []
            }
        }
        for vertex in graph.vertices { completeDefinition(of: vertex.id) }
        for target in graph.targets { if let id = target.vertex { demand(id) } }
        return takeActions()
    }

    /// Takes one report and gives what is to be done now.
    ///
    /// After a failure nothing new is begun.
    package mutating func receive(_ input: SolverInput) -> [SolverAction] {
        switch input {
        case .contextsDigested(let id, let digests):
            contextDigests[id.rawValue] = digests
            completeDefinition(of: id)
            if states[id.rawValue] == .awaitingInputs { proceedIfInputsResolved(id) }
        case .lookedUp(let id, let found):
            receiveLookUp(id, found)
        case .described(let ids, let found, let above):
            receiveDescriptions(ids, found, above: above)
        case .contentsDigested(let id, let digests):
            lookUpContent(id, contents: digests)
        case .executed(let id, let result):
            receiveExecution(id, result)
        case .failed(let id):
            hasFailed = true
            set(id, .failed)
        }
        return takeActions()
    }

    /// The result of a vertex, once it has one.
    package func result(of id: VertexID) -> Digest? {
        states[id.rawValue].resolution?.result
    }

    private mutating func takeActions() -> [SolverAction] {
        finishIfDone()
        defer { actions = [] }
        return hasFailed ? [] : actions
    }

    private mutating func finishIfDone() {
        guard !hasFinished, !hasFailed else { return }
        for target in graph.targets {
            guard let id = target.vertex else { continue }
            guard states[id.rawValue].resolution != nil else { return }
        }
        guard openDescriptions == 0, contextDigests.allSatisfy({ $0 != nil }), fetched.values.allSatisfy(\.self)
        else { return }
        for vertex in graph.vertices {
            switch states[vertex.id.rawValue] {
            case .idle, .covered(nil): actions.append(.skip(vertex.id))
            default: break
            }
        }
        hasFinished = true
        actions.append(.finish)
    }

    /// The one place where a vertex's state changes.
    mutating func set(_ id: VertexID, _ state: VertexState) {
        if case .resolved = states[id.rawValue] {
            preconditionFailure("a vertex that has a result does not change its state")
        }
        states[id.rawValue] = state
        guard case .resolved = state else { return }
        for dependent in dependents[id.rawValue] where states[dependent.rawValue] == .awaitingInputs {
            proceedIfInputsResolved(dependent)
        }
    }

    func readsContexts(_ vertex: Vertex) -> Bool {
        vertex.operation.reads.contains { isContext(vertex.inputs[$0.input]) }
    }

    /// Whether a vertex has plain files, which are asked about before anything runs: a context's or the network's.
    func isContext(_ id: VertexID) -> Bool {
        switch graph[id].operation {
        case .context, .remote: true
        case .image, .run, .copy, .makeDirectory: false
        }
    }

    func isImage(_ id: VertexID) -> Bool {
        if case .image = graph[id].operation { true } else { false }
    }
}
