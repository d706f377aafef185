import BuildGraph
import Diagnostics
import OCIFormat

/// Collects vertices, each of which is there once however often it is asked for.
struct GraphBuilder {
    /// What makes two vertices one: all that they do, whatever they are called.
    private struct Identity: Hashable {
        var operation: Operation
        var inputs: [VertexID]
        var platform: Platform
        var ignoresCache: Bool
    }

    private(set) var vertices: [Vertex] = []
    private(set) var stages: [Stage] = []
    private var known: [Identity: VertexID] = [:]

    /// Adds a vertex, or finds the one that does the same; its `id` is set here.
    ///
    /// A vertex keeps the name of who asked first, unless only the later one belongs to a stage.
    mutating func add(_ vertex: Vertex) -> VertexID {
        let identity = Identity(
            operation: vertex.operation, inputs: vertex.inputs, platform: vertex.platform,
            ignoresCache: vertex.ignoresCache)
        var vertex = vertex
        if let id = known[identity] {
            if vertices[id.rawValue].stage == nil, vertex.stage != nil {
                vertex.id = id
                vertices[id.rawValue] = vertex
            }
            return id
        }
        vertex.id = VertexID(vertices.count)
        vertices.append(vertex)
        known[identity] = vertex.id
        return vertex.id
    }

    /// Begins a stage; gives its place in the graph's stages, for its vertices.
    mutating func begin(_ stage: Stage) -> Int {
        stages.append(stage)
        return stages.count - 1
    }

    /// Ends the stage begun last: tells its platform, and forgets it if an earlier copy of it has all its steps.
    mutating func end(platform: Platform) {
        guard var stage = stages.popLast() else { return }
        stage.platform = platform
        let isShared = stages.contains { $0.index == stage.index }
        let hasOwn = vertices.contains { $0.stage == stages.count }
        if !isShared || hasOwn { stages.append(stage) }
    }

    /// The graph of what the targets need; stages stand in the Dockerfile's order.
    consuming func finish(targets: [Target], source: SourceFile) -> Graph {
        var needed = [Bool](repeating: false, count: vertices.count)
        for target in targets {
            if let vertex = target.vertex { needed[vertex.rawValue] = true }
        }
        for vertex in vertices.reversed() where needed[vertex.id.rawValue] {
            for input in vertex.inputs { needed[input.rawValue] = true }
        }
        let order = stages.indices.sorted { (stages[$0].index, $0) < (stages[$1].index, $1) }
        var places = [Int](repeating: 0, count: stages.count)
        for (place, stage) in order.enumerated() { places[stage] = place }

        var ids: [VertexID: VertexID] = [:]
        var kept: [Vertex] = []
        for var vertex in vertices where needed[vertex.id.rawValue] {
            ids[vertex.id] = VertexID(kept.count)
            vertex.id = VertexID(kept.count)
            vertex.inputs = vertex.inputs.compactMap { ids[$0] }
            vertex.stage = vertex.stage.map { places[$0] }
            kept.append(vertex)
        }
        let renamed = targets.map { $0.renamed { id in id.flatMap { ids[$0] } } }
        return Graph(vertices: kept, stages: order.map { stages[$0] }, targets: renamed, source: source)
    }
}

extension Target {
    fileprivate func renamed(_ rename: (VertexID?) -> VertexID?) -> Target {
        var target = self
        target.vertex = rename(vertex)
        target.history = history.map {
            HistoryStep(createdBy: $0.createdBy, comment: $0.comment, vertex: rename($0.vertex))
        }
        return target
    }
}
