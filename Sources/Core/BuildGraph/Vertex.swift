package import Diagnostics
package import OCIFormat

/// One operation of a build with the vertices that it reads.
package struct Vertex: Sendable, Hashable {
    /// The vertex's place in its graph.
    package var id: VertexID
    /// What the vertex does.
    package var operation: Operation
    /// The vertices that `operation` reads; operations name them by their index in this array.
    package var inputs: [VertexID]
    /// The text that progress shows, in BuildKit's form: `[build 2/4] RUN make`.
    package var name: String
    /// The stage that the vertex belongs to, as an index into `Graph.stages`; nil for sources shared by stages.
    package var stage: Int?
    /// Position among the stage's counted steps, from 1; nil where the step is not counted.
    package var step: Int?
    /// The instruction as written, continuations joined; empty for sources.
    package var instruction: String
    /// Where the instruction stands in the Dockerfile.
    package var range: SourceRange?
    /// The platform that the operation runs for.
    package var platform: Platform
    /// What the programs of its base image are made for, which may be another platform than was asked for; nil where
    /// no image tells.
    package var programs: Platform?
    /// Whether the cache is passed over (`--no-cache`).
    package var ignoresCache: Bool
    /// The arguments and variables that the instruction was expanded with; they enter the key by what came of them.
    package var expanded: [KeyComponent]

    /// Makes a vertex that belongs to no stage.
    package init(
        id: VertexID, operation: Operation, inputs: [VertexID], name: String, platform: Platform
    ) {
        self.id = id
        self.operation = operation
        self.inputs = inputs
        self.name = name
        self.platform = platform
        stage = nil
        step = nil
        instruction = ""
        range = nil
        programs = nil
        ignoresCache = false
        expanded = []
    }
}
