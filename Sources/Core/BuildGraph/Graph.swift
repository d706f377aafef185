package import Diagnostics
package import OCIFormat

/// All that a build has to do: vertices in an order in which each follows its inputs.
package struct Graph: Sendable, Hashable {
    /// The vertices; a vertex's inputs stand before it.
    package var vertices: [Vertex]
    /// The stages that the targets need, in the Dockerfile's order.
    package var stages: [Stage]
    /// What is to be made, one for each platform.
    package var targets: [Target]
    /// The Dockerfile, for snippets.
    package var source: SourceFile?

    /// Makes a graph.
    package init(vertices: [Vertex], stages: [Stage], targets: [Target], source: SourceFile?) {
        self.vertices = vertices
        self.stages = stages
        self.targets = targets
        self.source = source
    }

    /// The vertex of an identifier of this graph.
    package subscript(id: VertexID) -> Vertex {
        vertices[id.rawValue]
    }

    /// For each vertex those that read it.
    package var dependents: [[VertexID]] {
        var result = [[VertexID]](repeating: [], count: vertices.count)
        for vertex in vertices {
            for input in Set(vertex.inputs) { result[input.rawValue].append(vertex.id) }
        }
        return result
    }
}

/// One stage of a Dockerfile as the graph has it.
package struct Stage: Sendable, Hashable, Codable {
    /// The name that progress shows: the stage's own, or `stage-N`.
    package var name: String
    /// Whether the Dockerfile names the stage.
    package var isNamed: Bool
    /// Position among the Dockerfile's stages, from 0.
    package var index: Int
    /// The platform that this copy of the stage is for.
    package var platform: Platform
    /// How many counted steps the stage has: FROM of an image, and each ADD, COPY, RUN, WORKDIR.
    package var stepCount: Int
    /// Where the FROM stands.
    package var range: SourceRange?

    /// Makes a stage.
    package init(name: String, isNamed: Bool, index: Int, platform: Platform, stepCount: Int, range: SourceRange?) {
        self.name = name
        self.isNamed = isNamed
        self.index = index
        self.platform = platform
        self.stepCount = stepCount
        self.range = range
    }
}

/// One image that the build makes.
package struct Target: Sendable, Hashable {
    /// The vertex whose filesystem the image has; nil for an empty one.
    package var vertex: VertexID?
    /// The platform of the image.
    package var platform: Platform
    /// The image's config; its history and rootfs hold what the base brought, `history` the rest.
    package var config: ImageConfig
    /// For each history entry of this build that makes a layer, the vertex that makes it; nil entries make none.
    package var history: [HistoryStep]

    /// Makes a target.
    package init(vertex: VertexID?, platform: Platform, config: ImageConfig, history: [HistoryStep]) {
        self.vertex = vertex
        self.platform = platform
        self.config = config
        self.history = history
    }
}

/// One entry that this build adds to an image's history.
package struct HistoryStep: Sendable, Hashable {
    /// The entry's `created_by` text.
    package var createdBy: String
    /// The entry's `comment`.
    package var comment: String
    /// The vertex whose layer the entry stands for; nil for `empty_layer`.
    package var vertex: VertexID?

    /// Makes an entry.
    package init(createdBy: String, comment: String, vertex: VertexID?) {
        self.createdBy = createdBy
        self.comment = comment
        self.vertex = vertex
    }
}
