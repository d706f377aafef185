import BuildEvents
import BuildGraph
import BuildRecords
import EnginePorts
import OCIFormat
import Solver

/// Steps that were not found.
extension ForecastBuild {
    /// Says what would come of a vertex that no record was found for, and makes up its result.
    func foresee(_ id: VertexID, _ execution: Execution) async throws -> ExecutedResult {
        let vertex = build.graph[id]
        if let layer = try await build.findLinkedLayer(of: vertex, execution) {
            return foresee(reuseOf: layer, by: vertex, execution)
        }
        let components = build.components(of: vertex, execution)
        let miss = try await build.missCause(of: id, execution, components: components)
        let mayHit = try await mayHit(vertex, execution)
        let base = vertex.operation.base.map { findings.outlook(of: vertex.inputs[$0]) } ?? .settled
        let isExact = base != .open && findings.unreadInput(of: id) == nil
        var cause = Forecast.Cause.miss(miss)
        if mayHit, let changed = execution.changedInputs.first {
            // Whatever its own record says: first it matters what comes of what it reads.
            cause = .miss(.inputChanged(build.steps[changed.input], root: build.steps[changed.root]))
        }
        if let unread = findings.unreadInput(of: id), execution.changedInputs.isEmpty {
            cause = .unfetched(build.steps[unread])
        }
        findings.setFinding(.init(verdict: mayHit ? .maybe : .run, cause: cause), of: id)
        if let known = execution.knownResult, isExact {
            // What a copy leaves is known beforehand; it may have been left before under other keys.
            let earlier = try await build.services.stored(for: build.steps[id]) { try await $0.record(ofResult: known) }
            if let earlier, build.isWhole(earlier) { build.memory.setResult(known, layers: earlier.layers, of: id) }
            findings.setOutlook(earlier != nil || miss.isRecordGone ? .settled : .new, of: id)
            return ExecutedResult(result: known, isSameResult: earlier != nil)
        }
        findings.setOutlook(mayHit ? .open : outlook(of: vertex, on: base), of: id)
        return ExecutedResult(result: made(up: "result", of: id, by: id), isSameResult: false)
    }

    /// Says that a linked copy's layer of an earlier build is put over the present base, whatever becomes of that.
    private func foresee(
        reuseOf layer: GraphBuild.LinkedLayer, by vertex: Vertex, _ execution: Execution
    ) -> ExecutedResult {
        findings.setFinding(.init(verdict: .hit, hit: layer.hit), of: vertex.id)
        let base = vertex.operation.base.map { vertex.inputs[$0] }
        let outlook = base.map { findings.outlook(of: $0) } ?? .settled
        findings.setOutlook(outlook, of: vertex.id)
        guard outlook == .settled, let known = execution.knownResult else {
            return ExecutedResult(result: made(up: "result", of: vertex.id, by: vertex.id), isSameResult: false)
        }
        // Without the layers of its base nobody can look into it yet.
        if base.map({ build.memory.layers(of: $0) != nil }) ?? true {
            build.memory.setResult(known, layers: build.baseLayers(of: vertex) + [layer.id], of: vertex.id)
        }
        return ExecutedResult(result: known, isSameResult: false)
    }

    /// Whether a record may be found once it is known what the steps before it leave.
    private func mayHit(_ vertex: Vertex, _ execution: Execution) async throws -> Bool {
        if vertex.ignoresCache { return false }
        let base = vertex.operation.base.map { findings.outlook(of: vertex.inputs[$0]) } ?? .settled
        let isUnread = findings.unreadInput(of: vertex.id) != nil
        var beginning = vertex.components
        // The layer of a linked copy may have been left over another base.
        let isLinked = build.linkedLayerKey(of: vertex, execution) != nil
        switch isLinked && isUnread ? .open : base {
        case .new: return false
        case .settled where !isUnread: return false
        case .settled: if let result = execution.baseResult { beginning.append(.base(result)) }
        case .open: break
        }
        // Nothing can be found that was never kept.
        let wanted = beginning
        return try await knownBeginnings(like: vertex).contains { $0.starts(with: wanted) }
    }

    /// What the keys of all records of a vertex's kind begin with; read once.
    private func knownBeginnings(like vertex: Vertex) async throws -> [[KeyComponent]] {
        let kind = vertex.operation.kindName
        if let known = findings.beginnings(ofKind: kind) { return known }
        // A base may follow the vertex's own components.
        let count = 1 + (build.graph.vertices.map(\.components.count).max() ?? 0)
        let beginnings = try await build.services.stored(for: build.steps[vertex.id]) {
            try await $0.keyBeginnings(ofKind: kind, count: count)
        }
        findings.setBeginnings(beginnings, ofKind: kind)
        return beginnings
    }

    /// What is known of the result of a vertex that runs.
    private func outlook(of vertex: Vertex, on base: ForecastMemory.Outlook) -> ForecastMemory.Outlook {
        if base == .new { return .new }
        if case .run = vertex.operation, !build.options.cutsOffEarly { return .new }
        return .open
    }
}
