import BuildEvents
import BuildGraph
import EnginePorts
import OCIFormat
import Solver

/// Looking for results instead of making them.
extension GraphBuild {
    func lookUp(_ id: VertexID, _ key: Digest) async throws -> FoundRecord? {
        let found = try await services.stored(for: steps[id]) { try await $0.lookUp([key]) }
        guard let record = found, isWhole(record) else { return nil }
        memory.setRecord(record, foundBy: key, of: id)
        return FoundRecord(record: record.id, result: record.result)
    }

    func lookUp(_ ids: [VertexID], _ keys: [Digest], above: VertexID) async throws -> [FoundRecord?] {
        let found = try await services.stored(for: steps[above]) { try await $0.lookUp(each: keys) }
        let records = found.map { $0.flatMap { isWhole($0) ? $0 : nil } }
        for (index, id) in ids.enumerated() {
            if let record = records[index] { memory.setRecord(record, foundBy: keys[index], of: id) }
        }
        return records.map { $0.map { FoundRecord(record: $0.id, result: $0.result) } }
    }

    /// Whether a record's layers are on disk: somebody may have taken one away behind the database's back.
    func isWhole(_ record: CacheRecord) -> Bool {
        record.layers.allSatisfy { memory.isThere($0, services.layers) }
    }

    /// Says that steps were found, in order.
    func announce(_ hits: [Hit]) async {
        for hit in hits {
            if let alias = hit.alias {
                // Without the further key the next build finds the record by content again.
                try? await services.stored(for: steps[hit.vertex]) {
                    try await $0.addKeys([alias], to: hit.found.record)
                }
            }
            announce(hit)
        }
    }

    private func announce(_ hit: Hit) {
        let step = steps[hit.vertex]
        guard memory.begin(hit.vertex) else { return }
        memory.noteUse(of: hit.found.record)
        services.events.emit(.stepStarted(step))
        if let source = cacheHit(of: hit) { services.events.emit(.verdict(step, .hit(source))) }
        services.events.emit(.stepFinished(step, .cached))
    }

    /// Where a hit came from.
    func cacheHit(of hit: Hit) -> CacheHit? {
        guard let record = memory.record(of: hit.vertex) else { return nil }
        var source = CacheHit(
            key: hit.kind == .definition ? .definition : .content, record: record.id, build: record.build,
            created: record.created, useCount: record.useCount, size: record.size)
        source.digest = memory.key(of: hit.vertex)
        source.result = record.result
        return source
    }

    /// Notes in the database which records this build used, all at once.
    func touchUsedRecords() async {
        // When a record was last used matters to pruning alone; a build does not fail for it.
        try? await services.database.touch(memory.usedRecords, at: services.clock.wall())
    }

    /// Ends what was never needed, and so never begins: an image whose layers are here counts as cached.
    func announceSkipped(_ id: VertexID) async throws {
        guard memory.begin(id) else { return }
        var outcome = StepOutcome.skipped
        if case .image(let image) = graph[id].operation {
            let isHere = try await services.stored(for: steps[id]) { database in
                for diffID in image.diffIDs where try await database.layer(ofDiffID: diffID) == nil { return false }
                return true
            }
            if isHere {
                services.events.emit(.stepStarted(steps[id]))
                outcome = .cached
            }
        }
        services.events.emit(.stepFinished(steps[id], outcome))
    }
}
