import BuildEvents
package import BuildGraph
package import EnginePorts
import OCIFormat
import Solver

/// One graph being built: carries out what the solver asks for and reports back.
///
/// Each action is a child task of `run`, so that cancelling the task that awaits `run` ends them all; when `run`
/// returns nothing of the build is under way, and every step that started has ended.
package struct GraphBuild: Sendable {
    let graph: Graph
    let services: BuildServices
    let options: BuildOptions
    let steps: StepIdentifiers
    let memory = BuildMemory()
    let slots: SlotPool
    let mounts: ReadOnlyMounts
    let fetcher: LayerFetcher
    let earlier: EarlierRecords
    /// The values of all secrets that steps read: one step may leave what another one prints.
    let secretValues: [[UInt8]]

    /// Prepares a build; nothing is done before `run`.
    package init(graph: Graph, services: BuildServices, options: BuildOptions, fetcher: LayerFetcher) {
        self.graph = graph
        self.services = services
        self.options = options
        self.fetcher = fetcher
        steps = StepIdentifiers(graph)
        earlier = EarlierRecords(graph)
        secretValues = Set(graph.vertices.flatMap(\.operation.secrets)).compactMap(services.secrets.secret)
        slots = SlotPool(count: options.jobs)
        mounts = ReadOnlyMounts(layers: services.layers)
    }

    /// Builds all targets.
    ///
    /// - Returns: For each target of the graph its layers, lowest first.
    /// - Throws: `BuildFailure` with the step that failed, or `.cancelled`.
    package func run() async throws(BuildFailure) -> [[LayerID]] {
        services.events.emit(.stagesAnnounced(graph.stages))
        services.events.emit(.stepsAnnounced(steps.descriptions(graph)))
        try await checkForcedSteps()
        let isFinished = await solve { await carryOut($0) }
        endContexts()
        if let failure = memory.failure {
            throw .failed(step: failure.step, failure.failure)
        }
        guard isFinished, !Task.isCancelled else { throw .cancelled }
        var result: [[LayerID]] = []
        for target in graph.targets {
            guard let id = target.vertex else {
                result.append([])
                continue
            }
            let layers = try await targetLayers(id)
            // For an export, whose blobs are made of them; a store that can't be written says so at the next write.
            try? await services.database.hold(layers)
            result.append(layers)
        }
        return result
    }

    /// Ends the mounts that the build kept and notes what it used; to be called once its results are exported.
    package func close() async {
        await touchUsedRecords()
        await mounts.closeAll()
    }

    private func targetLayers(_ id: VertexID) async throws(BuildFailure) -> [LayerID] {
        if let layers = memory.layers(of: id) { return layers }
        _ = await fetchImage(id)
        if let failure = memory.failure { throw .failed(step: failure.step, failure.failure) }
        guard let layers = memory.layers(of: id) else { throw .cancelled }
        return layers
    }

    /// Runs solver and actions until all is done, failed or cancelled; true if all is done.
    ///
    /// `carryOut` does an action and gives what came of it, where the solver waits for that.
    func solve(_ carryOut: @escaping @Sendable (SolverAction) async -> SolverInput?) async -> Bool {
        let (inputs, reports) = AsyncStream<SolverInput>.makeStream()
        return await withTaskGroup(of: Void.self, returning: Bool.self) { group in
            var solver = Solver(graph: graph)
            var reported = inputs.makeAsyncIterator()
            var actions = solver.start()
            while true {
                let isLast = actions.contains(.finish)
                for action in actions { group.addTask { await report(carryOut(action), to: reports) } }
                if isLast { return true }
                // The stream ends where the task is cancelled, and with it all that is under way.
                guard let input = await reported.next(), !input.isFailure else { break }
                actions = solver.receive(input)
            }
            group.cancelAll()
            await group.waitForAll()
            return false
        }
    }

    private func report(_ input: SolverInput?, to reports: AsyncStream<SolverInput>.Continuation) {
        if let input { reports.yield(input) }
    }

    /// Carries out an action and gives what came of it.
    func carryOut(_ action: SolverAction) async -> SolverInput? {
        switch action {
        case .digestContexts(let id):
            return await report(id) { .contextsDigested(id, try await digestContexts(of: id)) }
        case .lookUp(let id, let key, _):
            return await report(id) {
                let found = try await lookUp(id, key)
                if found == nil { try await checkPlatform(ofMissed: graph[id]) }
                return .lookedUp(id, found)
            }
        case .describe(let ids, let keys, let above):
            return await report(above.vertex) {
                .described(ids, try await lookUp(ids, keys, above: above.vertex), above: above)
            }
        case .digestContents(let id):
            return await report(id) { .contentsDigested(id, try await digestContents(of: id)) }
        case .execute(let id, let execution):
            if case .image = graph[id].operation { return await fetchImage(id) }
            return await execute(id, execution)
        case .hit(let hits):
            await announce(hits)
            return nil
        case .skip(let id):
            return await report(id) {
                try await announceSkipped(id)
                return nil
            }
        case .finish:
            return nil
        }
    }

    /// Does a part of a step's work; what it throws fails the step.
    func report(_ id: VertexID, _ body: () async throws -> SolverInput?) async -> SolverInput? {
        do {
            return try await body()
        } catch {
            end(id, with: error)
            return .failed(id)
        }
    }

    /// Says how a step ended that did not come to its end.
    func end(_ id: VertexID, with error: any Error) {
        let step = steps[id]
        let failure = StepFailure.of(error, in: graph[id], file: graph.source)
        // What goes wrong in a task that is being cancelled goes wrong for that reason.
        let isCancelled = failure == nil || Task.isCancelled
        if let failure, !isCancelled { memory.fail(step, failure) }
        if memory.begin(id) { services.events.emit(.stepStarted(step)) }
        if let failure, !isCancelled {
            services.events.emit(.stepFinished(step, .failed(failure)))
        } else {
            services.events.emit(.stepFinished(step, .cancelled))
        }
    }
}

extension Operation {
    /// The ids of the secrets that it reads.
    fileprivate var secrets: [String] {
        guard case .run(let run) = self else { return [] }
        return run.mounts.compactMap { mount in
            if case .secret(let secret) = mount.source { secret.id } else { nil }
        }
    }
}
