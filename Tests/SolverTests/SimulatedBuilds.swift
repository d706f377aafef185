import BuildGraph
import OCIFormat
import Solver

/// A cache and a disk without files: runs graphs through the solver and counts what it asks for.
struct SimulatedBuilds {
    /// What a build asked for, by the vertices' names, in order.
    struct Asked: Equatable {
        var lookedUp: [String] = []
        var hits: [String] = []
        var ran: [String] = []
        var digested: [String] = []
        var skipped: [String] = []
        var isFinished = false
    }

    private var records: [Digest: FoundRecord] = [:]
    private var results: Set<Digest> = []
    private var nextRecord: Int64 = 1
    /// The digest of a command's own layer, by the vertex's name; by default the name itself.
    var layers: [String: String] = [:]
    /// The digest of what a vertex reads of contexts, by the vertex's name.
    var contexts: [String: String] = [:]
    /// The digest of what a vertex reads of other stages, by the vertex's name.
    var contents: [String: String] = [:]
    /// A vertex that fails.
    var failing: String?

    /// Forgets the records of a vertex's result, as pruning does.
    mutating func forgetEverything() {
        records = [:]
    }

    /// Builds a graph; answers come in the order in which the solver asked.
    mutating func build(_ graph: Graph) -> Asked {
        var solver = Solver(graph: graph)
        var asked = Asked()
        var queue = solver.start()
        while !queue.isEmpty {
            let action = queue.removeFirst()
            if action == .finish {
                asked.isFinished = true
            } else if let input = carryOut(action, graph, &asked) {
                queue += solver.receive(input)
            }
        }
        return asked
    }

    private mutating func carryOut(_ action: SolverAction, _ graph: Graph, _ asked: inout Asked) -> SolverInput? {
        switch action {
        case .digestContexts(let id):
            return .contextsDigested(id, [digest(contexts[graph[id].name] ?? "files")])
        case .lookUp(let id, let key, _):
            asked.lookedUp.append(graph[id].name)
            return .lookedUp(id, records[key])
        case .describe(let ids, let keys, let above):
            return .described(ids, keys.map { records[$0] }, above: above)
        case .digestContents(let id):
            asked.digested.append(graph[id].name)
            return .contentsDigested(id, [digest(contents[graph[id].name] ?? "contents")])
        case .execute(let id, let execution):
            return execute(graph[id], execution, &asked)
        case .hit(let hits):
            asked.hits += hits.map { graph[$0.vertex].name }
            for hit in hits { if let alias = hit.alias { records[alias] = hit.found } }
            return nil
        case .skip(let id):
            asked.skipped.append(graph[id].name)
            return nil
        case .finish:
            return nil
        }
    }

    private mutating func execute(_ vertex: Vertex, _ execution: Execution, _ asked: inout Asked) -> SolverInput {
        asked.ran.append(vertex.name)
        if vertex.name == failing { return .failed(vertex.id) }
        if case .image = vertex.operation {
            return .executed(vertex.id, ExecutedResult(result: digest(vertex.name), isSameResult: true))
        }
        let layer = digest(layers[vertex.name] ?? vertex.name)
        let result = execution.knownResult ?? VertexKeys.result(ofLayer: layer, over: execution.baseResult)
        let isSame = !results.insert(result).inserted
        for key in execution.keys { records[key] = FoundRecord(record: nextRecord, result: result) }
        nextRecord += 1
        return .executed(vertex.id, ExecutedResult(result: result, isSameResult: isSame))
    }

    private func digest(_ text: String) -> Digest {
        Digest.sha256(of: Array(text.utf8))
    }
}

/// Makes graphs in a few words.
struct GraphMaker {
    private var vertices: [Vertex] = []

    /// A base image of one layer.
    mutating func image(_ name: String) throws -> VertexID {
        let digest = Digest.sha256(of: Array(name.utf8))
        let descriptor = Descriptor(mediaType: .manifest, digest: digest, size: 1)
        let source = ImageSource(
            reference: try ImageReference(parsing: name),
            location: .registry, manifest: descriptor, layers: [descriptor], diffIDs: [digest])
        return add(.image(source), [], name)
    }

    /// A build context.
    mutating func context() -> VertexID {
        add(.context(ContextSource(name: "context")), [], "context")
    }

    /// A command on a base.
    mutating func run(_ command: String, on base: VertexID, name: String? = nil) -> VertexID {
        add(.run(RunOperation(base: 0, arguments: ["/bin/sh", "-c", command])), [base], name ?? command)
    }

    /// A copy of all files of an input into a base.
    mutating func copy(_ name: String, from source: VertexID, into base: VertexID?) -> VertexID {
        let inputs = [base, source].compactMap(\.self)
        let copy = CopyOperation(
            base: base == nil ? nil : 0, sources: [.files(input: inputs.count - 1, pattern: ".")], destination: "/")
        return add(.copy(copy), inputs, name)
    }

    /// Makes a vertex ignore the cache.
    mutating func ignoreCache(of id: VertexID) {
        vertices[id.rawValue].ignoresCache = true
    }

    /// The graph with one target.
    func graph(target: VertexID) -> Graph {
        let platform = Platform(os: "linux", architecture: "amd64")
        let config = ImageConfig(platform: platform)
        return Graph(
            vertices: vertices, stages: [],
            targets: [Target(vertex: target, platform: platform, config: config, history: [])], source: nil)
    }

    private mutating func add(_ operation: BuildGraph.Operation, _ inputs: [VertexID], _ name: String) -> VertexID {
        let id = VertexID(vertices.count)
        let platform = Platform(os: "linux", architecture: "amd64")
        vertices.append(Vertex(id: id, operation: operation, inputs: inputs, name: name, platform: platform))
        return id
    }
}
