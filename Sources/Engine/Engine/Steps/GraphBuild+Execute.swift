import BuildEvents
import BuildGraph
import Diagnostics
import EnginePorts
import OCIFormat
import Solver

/// Running steps and keeping what they leave.
extension GraphBuild {
    /// What a step's work gave.
    struct StepWork: Sendable {
        var layer: CommittedLayer
        var usage: ResourceUsage?
    }

    /// Runs a vertex that no record was found for.
    func execute(_ id: VertexID, _ execution: Execution) async -> SolverInput? {
        let vertex = graph[id]
        let step = steps[id]
        do {
            if let reused = try await reuseLinkedLayer(of: vertex, execution) { return reused }
            try await listFiles(of: vertex)
            let components = components(of: vertex, execution)
            let cause = try await missCause(of: id, execution, components: components)
            services.events.emit(.verdict(step, .miss(cause)))
            let (work, began) = try await inTurn(vertex) {
                if memory.begin(id) { services.events.emit(.stepStarted(step)) }
                let began = services.clock.monotonic()
                return (try await perform(vertex, execution), began)
            }
            var record = newRecord(of: vertex, execution, result: result(of: work, execution), components)
            record.duration = services.clock.monotonic() - began
            record.size = work.layer.size
            var result = try await keep(work, of: vertex, as: record)
            let isSameResult = result.isSameResult
            // What another step left is nothing that this one left before.
            if cause == .neverBuilt || cause == .firstBuild { result.isSameResult = false }
            memory.dropSelections(of: id)
            memory.setRun(id)
            services.events.emit(.stepFinished(step, .done(result)))
            return .executed(id, ExecutedResult(result: record.result, isSameResult: isSameResult))
        } catch {
            end(id, with: error)
            return .failed(id)
        }
    }

    /// A record of a result, without its layers.
    func newRecord(
        of vertex: Vertex, _ execution: Execution, result: Digest, _ components: [KeyComponent]
    ) -> NewCacheRecord {
        let keys = execution.keys + [linkedLayerKey(of: vertex, execution)].compactMap(\.self)
        var record = NewCacheRecord(keys: keys, result: result, layers: [])
        record.components = components
        record.step = stepIdentity(of: vertex)
        record.name = vertex.name
        record.kind = vertex.operation.kindName
        record.place = InstructionPlace(
            dockerfile: graph.source?.name ?? "", stage: vertex.stage.map { graph.stages[$0].name },
            line: vertex.range?.start.line)
        record.build = options.build
        record.created = services.clock.wall()
        return record
    }

    /// Lets a command wait for its turn; what only copies never waits behind commands.
    private func inTurn<T: Sendable>(_ vertex: Vertex, _ body: @Sendable () async throws -> T) async throws -> T {
        guard case .run = vertex.operation else { return try await body() }
        let step = steps[vertex.id]
        return try await slots.withSlot(
            onWait: { services.events.emit(.waiting(step, .slot)) },
            { hasWaited in
                if hasWaited { services.events.emit(.waiting(step, nil)) }
                return try await body()
            })
    }

    private func perform(_ vertex: Vertex, _ execution: Execution) async throws -> StepWork {
        try Task.checkCancellation()
        switch vertex.operation {
        case .run(let run):
            return try await RunStep(build: self, vertex: vertex, run: run).perform()
        case .copy(let copy):
            return try await CopyStep(build: self, vertex: vertex, copy: copy).perform()
        case .makeDirectory(let make):
            return try await makeDirectory(vertex, make)
        case .image, .context, .remote:
            preconditionFailure("sources are fetched and selected, never run")
        }
    }

    private func makeDirectory(_ vertex: Vertex, _ make: MakeDirectoryOperation) async throws -> StepWork {
        try await withWritableMount(of: vertex) { mount in
            let users = try await users(in: mount)
            let owner = try users.owner(make.user)
            try await services.layers.makeDirectory(make.path, owner: owner, in: mount)
            return StepWork(layer: try await commit(mount, of: vertex, digesting: false), usage: nil)
        }
    }

    /// Makes a layer of what a step wrote, which for a large one may take as long as writing it did.
    func commit(_ mount: LayerMount, of vertex: Vertex, digesting: Bool) async throws -> CommittedLayer {
        let name = digesting ? "digesting the new layer" : "keeping the new layer"
        return try await services.watch.showing(name, of: steps[vertex.id]) {
            try await services.layers.commit(mount, digesting: digesting, previous: nil)
        }
    }

    /// The identity of what a step left.
    private func result(of work: StepWork, _ execution: Execution) -> Digest {
        if let known = execution.knownResult { return known }
        // Without early cutoff each run's result is its own, equal to no other.
        let own = Digest.sha256(of: Array("\(options.build) \(work.layer.id)".utf8))
        let layer = options.cutsOffEarly ? work.layer.digest ?? own : own
        return VertexKeys.result(ofLayer: layer, over: execution.baseResult)
    }

    /// Records a result; where an earlier record of the same result stands, with its layers.
    private func keep(_ work: StepWork, of vertex: Vertex, as unfinished: NewCacheRecord) async throws -> StepResult {
        let step = steps[vertex.id]
        var record = unfinished
        let digest = record.result
        let earlier = try await services.stored(for: step) { try await $0.record(ofResult: digest) }
        if let earlier, isWhole(earlier) {
            record.layers = earlier.layers
            try await services.watch.showing("removing the new layer, as it equals an earlier one", of: step) {
                try await services.layers.remove(work.layer.id)
            }
        } else {
            record.layers = baseLayers(of: vertex) + [work.layer.id]
        }
        let finished = record
        let row = try await services.stored(for: step) { try await $0.insert(finished) }
        memory.setResult(record.result, layers: record.layers, of: vertex.id)
        var result = StepResult(layerSize: work.layer.size, isSameResult: earlier != nil, usage: work.usage)
        result.record = row
        result.digest = digest
        result.key = record.keys.first
        return result
    }

    /// The layers that a vertex stands on, lowest first.
    func baseLayers(of vertex: Vertex) -> [LayerID] {
        vertex.operation.base.flatMap { memory.layers(of: vertex.inputs[$0]) } ?? []
    }

    /// Gives `body` a writable mount on a vertex's base, and ends it if `body` did not commit it.
    func withWritableMount<T>(of vertex: Vertex, _ body: (LayerMount) async throws -> T) async throws -> T {
        let base = baseLayers(of: vertex)
        try await services.stored(for: steps[vertex.id]) { try await $0.hold(base) }
        let mount = try await services.layers.mountWritable(on: base)
        do {
            return try await body(mount)
        } catch {
            await services.watch.showing("removing what the step wrote", of: steps[vertex.id]) {
                await services.layers.unmount(mount)
            }
            throw error
        }
    }

    /// The users and groups of a mounted filesystem.
    func users(in mount: LayerMount) async throws -> UserLookup {
        let limit = 1 << 24
        return UserLookup(
            passwd: try await services.layers.readFile("/etc/passwd", in: mount, limit: limit),
            group: try await services.layers.readFile("/etc/group", in: mount, limit: limit))
    }
}
