import BuildEvents
package import BuildGraph
package import BuildRecords
import EnginePorts
import OCIFormat
import Solver

/// Finds out what a build would do: the solver's own walk with the build's own keys, in which nothing runs.
///
/// Where a vertex would run, its result is taken for one that no record knows; what stands on it is then looked for as
/// ever, and not found. Whether the real result may be one that was there before is kept beside.
package struct ForecastBuild: Sendable {
    let build: GraphBuild
    let findings = ForecastMemory()

    /// Prepares a forecast; what the services' database is told is not kept.
    package init(graph: Graph, services: BuildServices, options: BuildOptions) {
        var services = services
        services.database = ReadOnlyDatabase(database: services.database)
        build = GraphBuild(
            graph: graph, services: services, options: options, fetcher: LayerFetcher(services: services))
    }

    /// Walks the graph; files of build contexts are digested, and those from the network asked for.
    ///
    /// - Returns: What would come of each step, without times.
    /// - Throws: `BuildFailure` where already the lookups fail, or `.cancelled`.
    package func run() async throws(BuildFailure) -> Forecast {
        let isFinished = await build.solve { await carryOut($0) }
        await build.mounts.closeAll()
        if let failure = build.memory.failure { throw .failed(step: failure.step, failure.failure) }
        guard isFinished, !Task.isCancelled else { throw .cancelled }
        do {
            for target in build.graph.targets { try await findTarget(target) }
        } catch {
            throw .cancelled
        }
        return forecast()
    }

    private func carryOut(_ action: SolverAction) async -> SolverInput? {
        switch action {
        case .digestContexts, .lookUp, .describe, .finish:
            return await build.carryOut(action)
        case .hit(let hits):
            for hit in hits {
                findings.setFinding(.init(verdict: .hit, hit: build.cacheHit(of: hit)), of: hit.vertex)
            }
            return nil
        case .skip(let id):
            return await build.report(id) {
                try await skip(id)
                return nil
            }
        case .digestContents(let id):
            return await build.report(id) { .contentsDigested(id, try await digestContents(of: id)) }
        case .execute(let id, let execution):
            return await build.report(id) {
                if case .image(let image) = build.graph[id].operation { return try await foresee(image, id) }
                return .executed(id, try await foresee(id, execution))
            }
        }
    }

    private func forecast() -> Forecast {
        let descriptions = build.steps.descriptions(build.graph)
        let steps = zip(build.graph.vertices, descriptions).map { vertex, description in
            let finding = finding(of: vertex.id)
            var step = Forecast.Step(description, finding.verdict, cause: finding.cause)
            step.hit = finding.hit
            return step
        }
        return Forecast(stages: build.graph.stages, steps: steps)
    }

    /// An image whose layers are not here is fetched only if something stands on it that runs.
    private func finding(of id: VertexID) -> ForecastMemory.Finding {
        guard var finding = findings.finding(of: id) else { return .init(verdict: .notNeeded) }
        guard finding.verdict == .maybe, case .image = build.graph[id].operation else { return finding }
        for dependent in build.graph.dependents[id.rawValue] {
            let isRead = build.graph[dependent].operation.reads.contains {
                build.graph[dependent].inputs[$0.input] == id
            }
            let verdict = findings.finding(of: dependent)?.verdict
            if verdict == .run || (isRead && verdict == .maybe) { finding.verdict = .run }
        }
        return finding
    }
}

extension ForecastBuild {
    /// Images that nothing needs count as cached where they are here, as in a build.
    private func skip(_ id: VertexID) async throws {
        guard findings.finding(of: id) == nil else { return }
        var isHere = false
        if case .image(let image) = build.graph[id].operation { isHere = try await layers(of: image, id) != nil }
        findings.setFinding(.init(verdict: isHere ? .hit : .notNeeded), of: id)
    }

    /// An image's layers, if they are all unpacked here.
    private func layers(of image: ImageSource, _ id: VertexID) async throws -> [LayerID]? {
        var layers: [LayerID] = []
        for diffID in image.diffIDs {
            let known = try await build.services.stored(for: build.steps[id]) { try await $0.layer(ofDiffID: diffID) }
            guard let known, build.services.layers.contains(known) else { return nil }
            layers.append(known)
        }
        return layers
    }

    private func foresee(_ image: ImageSource, _ id: VertexID) async throws -> SolverInput {
        let result = VertexKeys.result(of: image)
        if let layers = try await layers(of: image, id) {
            build.memory.setResult(result, layers: layers, of: id)
            findings.setFinding(.init(verdict: .hit), of: id)
        } else {
            let size = image.layers.reduce(0) { $0 + $1.size }
            findings.setFinding(.init(verdict: .maybe, cause: .fetch(size: size)), of: id)
        }
        return .executed(id, ExecutedResult(result: result, isSameResult: true))
    }

    /// An image that is a target itself has to be there in the end.
    private func findTarget(_ target: Target) async throws {
        guard let id = target.vertex, case .image(let image) = build.graph[id].operation else { return }
        _ = try await foresee(image, id)
        if var finding = findings.finding(of: id), finding.verdict == .maybe {
            finding.verdict = .run
            findings.setFinding(finding, of: id)
        }
    }

    /// Digests what a vertex reads of other stages, where that is here already; else makes up what no record knows.
    private func digestContents(of id: VertexID) async throws -> [Digest] {
        let vertex = build.graph[id]
        let inputs = vertex.operation.reads.map { vertex.inputs[$0.input] }
            .filter { build.graph[$0].operation.makesLayers }
        guard let missing = inputs.first(where: { build.memory.layers(of: $0) == nil }) else {
            return try await build.digestContents(of: id)
        }
        findings.setUnread(missing, by: id)
        return inputs.map { made(up: "contents", of: $0, by: id) }
    }

    /// A digest that nothing has.
    func made(up kind: String, of id: VertexID, by reader: VertexID) -> Digest {
        var hasher = DigestHasher()
        hasher.update(field: "made up for a forecast")
        hasher.update(field: "\(kind) \(id.rawValue) \(reader.rawValue) \(build.options.build)")
        return hasher.finish()
    }
}
