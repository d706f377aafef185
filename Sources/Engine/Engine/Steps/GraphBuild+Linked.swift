import BuildEvents
import BuildGraph
import EnginePorts
import OCIFormat
import Solver

/// `COPY --link`: its layer is made without looking at what lies below, so that it serves over any base.
extension GraphBuild {
    /// The key under which a vertex's own layer is kept; nil for all but linked copies.
    func linkedLayerKey(of vertex: Vertex, _ execution: Execution) -> Digest? {
        guard case .copy(let copy) = vertex.operation, copy.isIndependentOfBase else { return nil }
        return VertexKeys.linkedLayer(of: vertex, reads: execution.readDigests)
    }

    /// Puts the layer that a linked copy left over another base over the present one; nil where there is none.
    func reuseLinkedLayer(of vertex: Vertex, _ execution: Execution) async throws -> SolverInput? {
        guard !vertex.ignoresCache, let key = linkedLayerKey(of: vertex, execution),
            let result = execution.knownResult
        else { return nil }
        let step = steps[vertex.id]
        let found = try await services.stored(for: step) { try await $0.lookUp([key]) }
        guard let found, let layer = found.layers.last, services.layers.contains(layer) else { return nil }
        var record = newRecord(of: vertex, execution, result: result, components(of: vertex, execution))
        record.layers = baseLayers(of: vertex) + [layer]
        record.size = found.size
        let finished = record
        _ = try await services.stored(for: step) { try await $0.insert(finished) }
        tellOfReuse(found, by: key, of: vertex, result: result)
        memory.setResult(result, layers: record.layers, of: vertex.id)
        memory.dropSelections(of: vertex.id)
        return .executed(vertex.id, ExecutedResult(result: result, isSameResult: false))
    }

    private func tellOfReuse(_ found: CacheRecord, by key: Digest, of vertex: Vertex, result: Digest) {
        let step = steps[vertex.id]
        memory.noteUse(of: found.id)
        if memory.begin(vertex.id) { services.events.emit(.stepStarted(step)) }
        var hit = CacheHit(
            key: .content, record: found.id, build: found.build, created: found.created, useCount: found.useCount,
            size: found.size)
        hit.digest = key
        hit.result = result
        services.events.emit(.verdict(step, .hit(hit)))
        services.events.emit(.stepFinished(step, .cached))
    }
}
