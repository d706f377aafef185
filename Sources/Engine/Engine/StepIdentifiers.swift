import BuildEvents
import BuildGraph
import OCIFormat

/// The identifiers under which a graph's vertices appear in events: equal for equal work in every build.
struct StepIdentifiers: Sendable {
    private let steps: [StepID]
    private let definitions: [Digest]

    init(_ graph: Graph) {
        var steps: [StepID] = []
        var definitions: [Digest] = []
        for vertex in graph.vertices {
            var hasher = DigestHasher()
            let definition = vertex.definition
            definitions.append(definition)
            hasher.update(field: definition.description)
            hasher.update(field: String(vertex.id.rawValue))
            for input in vertex.inputs { hasher.update(field: steps[input.rawValue].description) }
            steps.append(StepID(hasher.finish()))
        }
        self.steps = steps
        self.definitions = definitions
    }

    subscript(_ id: VertexID) -> StepID {
        steps[id.rawValue]
    }

    /// The descriptions that announce the graph.
    func descriptions(_ graph: Graph) -> [StepDescription] {
        graph.vertices.map { vertex in
            let inputs = vertex.inputs.map { self[$0] }
            var description = StepDescription(
                id: self[vertex.id], name: vertex.name, inputs: inputs, kind: vertex.operation.kindName)
            description.stage = vertex.stage
            description.step = vertex.step
            description.instruction = vertex.instruction
            description.range = vertex.range
            description.platform = vertex.platform
            description.facts = StepFacts(
                of: vertex, definition: definitions[vertex.id.rawValue], inputs: inputs)
            return description
        }
    }
}

extension StepID {
    /// The identifier of one of the build's own tasks, by its name.
    static func task(_ name: String, build: String) -> StepID {
        var hasher = DigestHasher()
        hasher.update(field: "task")
        hasher.update(field: build)
        hasher.update(field: name)
        return StepID(hasher.finish())
    }
}
