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
        case .context, .remote:
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
            set(id, .resolved(Resolution(result: found.result, origin: .cache, root: nil)))
            coverInputs(of: Hit(id, found, by: .definition))
        case (.lookingUpDefinition, nil):
            demandInputs(of: id)
        case (.lookingUpContent, let found?):
            actions.append(.hit([Hit(id, found, by: .content, alias: definitions[id.rawValue])]))
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
    private mutating func coverInputs(of hit: Hit) {
        var covered: [VertexID] = []
        cover(below: hit.vertex, &covered)
        let keys = covered.compactMap { definitions[$0.rawValue] }
        if covered.isEmpty {
            actions.append(.hit([hit]))
        } else {
            openDescriptions += 1
            actions.append(.describe(covered, keys: keys, above: hit))
        }
    }

    private mutating func cover(below id: VertexID, _ covered: inout [VertexID]) {
        for input in graph[id].inputs where states[input.rawValue] == .idle {
            if isContext(input) { continue }
            if isImage(input) {
                set(input, .covered(nil))
            } else if definitions[input.rawValue] != nil {
                set(input, .describing)
                cover(below: input, &covered)
                covered.append(input)
            }
        }
    }

    /// Goes on after the vertices below a hit were looked for.
    mutating func receiveDescriptions(_ ids: [VertexID], _ found: [FoundRecord?], above: Hit) {
        openDescriptions -= 1
        var hits: [Hit] = []
        for (id, record) in zip(ids, found) where states[id.rawValue] == .describing {
            set(id, .covered(record))
            if let record { hits.append(Hit(id, record, by: .definition)) }
        }
        actions.append(.hit(hits + [above]))
    }
}
