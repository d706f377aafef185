import BuildEvents
import BuildGraph
import EnginePorts
import OCIFormat
import Solver

/// `COPY --link`: its layer is made without looking at what lies below, so that it serves over any base.
extension GraphBuild {
    /// A layer that a linked copy left before, over whatever base.
    struct LinkedLayer: Sendable {
        var id: LayerID
        var size: Int64
        /// Where it comes from; without the result over the present base.
        var hit: CacheHit
    }

    /// The key under which a vertex's own layer is kept; nil for all but linked copies.
    func linkedLayerKey(of vertex: Vertex, _ execution: Execution) -> Digest? {
        guard case .copy(let copy) = vertex.operation, copy.isIndependentOfBase else { return nil }
        return VertexKeys.linkedLayer(of: vertex, reads: execution.readDigests)
    }

    /// Finds the layer that a linked copy left over another base; nil where there is none.
    func findLinkedLayer(of vertex: Vertex, _ execution: Execution) async throws -> LinkedLayer? {
        guard !vertex.ignoresCache, let key = linkedLayerKey(of: vertex, execution) else { return nil }
        let found = try await services.stored(for: steps[vertex.id]) { try await $0.lookUp([key]) }
        guard let found, let layer = found.layers.last, services.layers.contains(layer) else { return nil }
        var hit = CacheHit(
            key: .content, record: found.id, build: found.build, created: found.created, useCount: found.useCount,
            size: found.size)
        hit.digest = key
        return LinkedLayer(id: layer, size: found.size, hit: hit)
    }

    /// Puts the layer that a linked copy left over another base over the present one; nil where there is none.
    func reuseLinkedLayer(of vertex: Vertex, _ execution: Execution) async throws -> SolverInput? {
        guard let result = execution.knownResult, let layer = try await findLinkedLayer(of: vertex, execution)
        else { return nil }
        var record = newRecord(of: vertex, execution, result: result, components(of: vertex, execution))
        record.layers = baseLayers(of: vertex) + [layer.id]
        record.size = layer.size
        let finished = record
        _ = try await services.stored(for: steps[vertex.id]) { try await $0.insert(finished) }
        // What stands on it runs because of what it was put over.
        if let base = vertex.operation.base.map({ vertex.inputs[$0] }) {
            memory.setRoot(memory.root(of: base) ?? steps[base], of: vertex.id)
        }
        tellOfReuse(layer, of: vertex, result: result)
        memory.setResult(result, layers: record.layers, of: vertex.id)
        memory.dropSelections(of: vertex.id)
        return .executed(vertex.id, ExecutedResult(result: result, isSameResult: false))
    }

    private func tellOfReuse(_ layer: LinkedLayer, of vertex: Vertex, result: Digest) {
        let step = steps[vertex.id]
        memory.noteUse(of: layer.hit.record)
        if memory.begin(vertex.id) { services.events.emit(.stepStarted(step)) }
        var hit = layer.hit
        hit.result = result
        services.events.emit(.verdict(step, .hit(hit)))
        services.events.emit(.stepFinished(step, .cached))
    }
}
