import BuildEvents
import BuildGraph
import BuildRecords
import EnginePorts
import OCIFormat
import Solver
import SystemPackage

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

    /// Whether a record's own layer is on disk: somebody may have taken it away behind the database's back.
    private func isWhole(_ record: CacheRecord) -> Bool {
        record.layers.last.map(services.layers.contains) ?? true
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

    /// Ends what was never needed: an image whose layers are here counts as cached.
    func announceSkipped(_ id: VertexID) async throws {
        guard memory.begin(id) else { return }
        services.events.emit(.stepStarted(steps[id]))
        var outcome = StepOutcome.skipped
        if case .image(let image) = graph[id].operation {
            let isHere = try await services.stored(for: steps[id]) { database in
                for diffID in image.diffIDs where try await database.layer(ofDiffID: diffID) == nil { return false }
                return true
            }
            if isHere { outcome = .cached }
        }
        services.events.emit(.stepFinished(steps[id], outcome))
    }

    /// Why a step has to run.
    func missCause(of id: VertexID, _ execution: Execution, components: [KeyComponent]) async throws -> MissCause {
        let vertex = graph[id]
        let identity = stepIdentity(of: vertex)
        let previous = try await services.stored(for: steps[id]) { try await $0.previousRecord(ofStep: identity) }
        var own = components
        var earlier = previous?.components
        if execution.changedInput != nil {
            // What it stands on is told as the input that changed.
            own.removeAll(where: \.isBaseResult)
            earlier?.removeAll(where: \.isBaseResult)
        }
        if (own + (earlier ?? [])).contains(where: { $0.kind == .files }) {
            // Single files can't be compared with the digest of a list; an input that changed tells more than that.
            let untold: Set<KeyComponent.Kind> = execution.changedInput == nil ? [.file] : [.file, .files]
            own.removeAll { untold.contains($0.kind) }
            earlier?.removeAll { untold.contains($0.kind) }
        }
        var situation = MissExplainer.Situation(components: own, previous: earlier)
        situation.isForced = vertex.ignoresCache
        situation.changedInput = execution.changedInput.map { (input: steps[$0.input], root: steps[$0.root]) }
        return MissExplainer.explain(situation)
    }

    /// The step across builds: what is compared to explain a miss.
    func stepIdentity(of vertex: Vertex) -> String {
        let stage = vertex.stage.map { graph.stages[$0].name } ?? ""
        return [options.project, stage, vertex.platform.description, vertex.instruction].joined(separator: "\u{1f}")
    }

    /// The parts of a vertex's key with the digests of what it stands on and reads.
    func components(of vertex: Vertex, _ execution: Execution) -> [KeyComponent] {
        var components = vertex.components
        if let base = execution.baseResult { components.append(.base(base)) }
        for (index, read) in vertex.operation.reads.enumerated() {
            if let files = memory.selection(vertex.id, index), files.fileCount <= Self.mostFilesListed {
                components += files.components
            } else if index < execution.readDigests.count {
                components.append(
                    KeyComponent(.files, name(of: read, by: vertex), execution.readDigests[index].description))
            }
        }
        return components
    }

    /// What is read, as people call it: patterns, or where it was fetched from.
    private func name(of read: FileRead, by vertex: Vertex) -> String {
        if case .remote(let source) = graph[vertex.inputs[read.input]].operation { return source.name }
        return read.patterns.joined(separator: " ")
    }

    /// Beyond this number a record keeps the digest of the files alone.
    private static let mostFilesListed = 200_000
}

extension KeyComponent {
    /// What a vertex stands on.
    static func base(_ result: Digest) -> KeyComponent {
        KeyComponent(.base, "", result.description)
    }

    fileprivate var isBaseResult: Bool { kind == .base && name.isEmpty }
}

extension SelectedFiles {
    var fileCount: Int {
        sources.reduce(0) { $0 + $1.entries.count }
    }

    /// A component for each file: mode and digest (or link target) by path.
    var components: [KeyComponent] {
        sources.flatMap { source in
            source.entries.compactMap { entry in
                guard entry.kind != .directory else { return nil }
                let path = entry.path.isEmpty ? source.path : source.path.appending(entry.path.components)
                let contents = entry.contents?.hex ?? entry.linkTarget?.string ?? ""
                let mode = String(entry.mode, radix: 8)
                return KeyComponent(.file, path.string, "\(mode) \(entry.size) \(contents)")
            }
        }
    }
}
