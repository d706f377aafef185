import BuildGraph
import OCIFormat

/// The walk from the targets upward.
extension Solver {
    /// Computes a definition key once all that it is made of is known, and then those that wait for it.
    mutating func completeDefinition(of id: VertexID) {
        guard definitions[id.rawValue] == nil, let contexts = contextDigests[id.rawValue] else { return }
        let vertex = graph[id]
        var base: Digest?
        if let index = vertex.operation.base {
            guard let key = definitions[vertex.inputs[index].rawValue] else { return }
            base = key
        }
        var remaining = contexts[...]
        var reads: [Digest] = []
        for read in vertex.operation.reads {
            let input = vertex.inputs[read.input]
            if isContext(input) {
                guard let digest = remaining.popFirst() else { return }
                reads.append(digest)
            } else {
                guard let key = definitions[input.rawValue] else { return }
                reads.append(key)
            }
        }
        definitions[id.rawValue] = VertexKeys.definition(of: vertex, base: base, reads: reads)
        if states[id.rawValue] == .awaitingDefinition { beginLookUp(id) }
        for dependent in dependents[id.rawValue] { completeDefinition(of: dependent) }
    }

    /// Says that a vertex's result is needed.
    mutating func demand(_ id: VertexID) {
        switch states[id.rawValue] {
        case .idle, .covered(nil):
            begin(id)
        case .describing:
            begin(id)
        case .covered(let found?):
            set(id, .resolved(Resolution(result: found.result, origin: .cache, root: nil)))
        default:
            break
        }
    }

    private mutating func begin(_ id: VertexID) {
        switch graph[id].operation {
        case .image(let image):
            set(id, .resolved(Resolution(result: VertexKeys.result(of: image), origin: .named, root: nil)))
        case .context:
            let result = Digest.sha256(of: Array("context".utf8))
            set(id, .resolved(Resolution(result: result, origin: .named, root: nil)))
        case .run, .copy, .makeDirectory:
            if isTainted[id.rawValue] {
                demandInputs(of: id)
            } else if definitions[id.rawValue] == nil {
                set(id, .awaitingDefinition)
            } else {
                beginLookUp(id)
            }
        }
    }

    private mutating func beginLookUp(_ id: VertexID) {
        guard let key = definitions[id.rawValue] else { return }
        set(id, .lookingUpDefinition)
        actions.append(.lookUp(id, key: key, by: .definition))
    }

    /// Goes on after a lookup under either key.
    mutating func receiveLookUp(_ id: VertexID, _ found: FoundRecord?) {
        switch (states[id.rawValue], found) {
        case (.lookingUpDefinition, let found?):
            actions.append(.hit(id, found, by: .definition, alias: nil))
            set(id, .resolved(Resolution(result: found.result, origin: .cache, root: nil)))
            coverInputs(of: id)
        case (.lookingUpDefinition, nil):
            demandInputs(of: id)
        case (.lookingUpContent, let found?):
            actions.append(.hit(id, found, by: .content, alias: definitions[id.rawValue]))
            set(id, .resolved(Resolution(result: found.result, origin: .cache, root: nil)))
        case (.lookingUpContent(let key, let reads), nil):
            prepareExecution(id, contentKey: key, reads: reads)
        default:
            break
        }
    }

    private mutating func demandInputs(of id: VertexID) {
        set(id, .awaitingInputs)
        for input in graph[id].inputs { demand(input) }
        if states[id.rawValue] == .awaitingInputs { proceedIfInputsResolved(id) }
    }

    /// Looks for the records of everything below a hit that nothing else has asked for, so that it can be shown.
    private mutating func coverInputs(of id: VertexID) {
        for input in graph[id].inputs where states[input.rawValue] == .idle {
            if isContext(input) { continue }
            if isImage(input) {
                set(input, .covered(nil))
                continue
            }
            guard let key = definitions[input.rawValue] else { continue }
            set(input, .describing)
            actions.append(.describe(input, key: key))
            coverInputs(of: input)
        }
    }

    /// Goes on after a vertex below a hit was looked for.
    mutating func receiveDescription(_ id: VertexID, _ found: FoundRecord?) {
        guard states[id.rawValue] == .describing else { return }
        set(id, .covered(found))
        if let found { actions.append(.hit(id, found, by: .definition, alias: nil)) }
    }
}
