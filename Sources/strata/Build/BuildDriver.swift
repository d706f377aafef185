import BuildDatabase
import BuildEvents
import BuildGraph
import BuildPlanner
import ContextFiles
import Diagnostics
import DockerfileSyntax
import Engine
import EnginePorts
import LinuxSandbox
import OCIFormat

/// Takes one build from the command line to its exports: reads, plans, builds, writes.
struct BuildDriver {
    let request: BuildRequest
    let store: OpenStore
    let events: any EventSink
    let build: String
    let sources: BuildSources

    /// Does the whole build; its last event is emitted when it returns.
    func run() async -> BuildOutcome {
        let began = ContinuousClock.now
        var services = store.services(events: events, secrets: request.secrets)
        let agents = BuildAgents(request.agents, folder: store.folder.path, environment: request.environment)
        services.agents = agents
        let outcome: BuildOutcome
        do {
            outcome = .succeeded(try await watched(services))
        } catch {
            switch error {
            case .cancelled: outcome = .cancelled
            case .failed(let step, let failure): outcome = .failed(step, failure.diagnostic)
            }
        }
        await agents.close()
        await store.layerSync.run(within: min(.milliseconds(100), began.duration(to: .now) / 20))
        events.emit(.buildFinished(outcome))
        return outcome
    }

    private func watched(_ services: BuildServices) async throws(BuildFailure) -> BuildResult {
        async let _ = services.tellOfWaits()
        return try await buildAndExport(services)
    }

    private func buildAndExport(_ services: BuildServices) async throws(BuildFailure) -> BuildResult {
        let (definition, dockerfile) = try await load(services)
        let options = options(definition)
        let epoch = try epoch(of: dockerfile)
        try await openMainContext(definition)
        let graph = try await plan(dockerfile, epoch, services, options)
        try checkOutputs(of: graph)
        try await openNamedContexts(of: graph, services)
        let fetcher = LayerFetcher(services: services)
        let graphBuild = GraphBuild(graph: graph, services: services, options: options, fetcher: fetcher)
        do {
            let stacks = try await graphBuild.run()
            let result = try await export(graph, stacks, services, epoch: epoch?.seconds)
            await close(graphBuild)
            return result
        } catch {
            await close(graphBuild)
            throw error
        }
    }

    private func close(_ graphBuild: GraphBuild) async {
        await LateStep("[internal] note what the build used", build: build, events: events).during {
            await graphBuild.close()
        }
    }

    /// How the request wants to be built.
    func options(_ definition: BuildDefinition) -> BuildOptions {
        let project = StoreDatabase.project(dockerfile: definition.file.name, context: request.shownContext)
        var options = BuildOptions(build: build, project: project, jobs: request.jobs)
        options.pullsAgain = request.pulls
        options.cutsOffEarly = request.cutsOffEarly
        options.passesOverAll = request.noCache
        return options
    }

    /// The identifier of one of the build's own tasks.
    func identifier(of name: String) -> StepID {
        StepID(Digest.sha256(of: Array("\(build) \(name)".utf8)))
    }

    /// Does a part of the work that is a step of its own in the progress.
    func task<T>(
        _ name: String, outcome: (T) -> StepOutcome = { _ in .done(StepResult()) },
        _ body: () async throws(Diagnostic) -> T
    ) async throws(BuildFailure) -> T {
        let step = identifier(of: name)
        events.emit(.stepsAnnounced([StepDescription(id: step, name: name)]))
        events.emit(.stepStarted(step))
        do {
            let value = try await body()
            events.emit(.stepFinished(step, outcome(value)))
            return value
        } catch {
            if Task.isCancelled {
                events.emit(.stepFinished(step, .cancelled))
                throw .cancelled
            }
            let failure = StepFailure(diagnostic: error)
            events.emit(.stepFinished(step, .failed(failure)))
            throw .failed(step: step, failure)
        }
    }

    func plan(
        _ dockerfile: Dockerfile, _ epoch: SourceDateEpoch?, _ services: BuildServices, _ options: BuildOptions
    ) async throws(BuildFailure) -> Graph {
        var resolver = ImageResolver(services: services, options: options, file: dockerfile.file)
        resolver.namesPlatforms = request.isMultiPlatform
        var images: [ImageRequest: ResolvedImage] = [:]
        var planRequest = request.planRequest(dockerfile)
        // A word that stands for no time is not handed on to the stages.
        if let epoch, epoch.seconds == nil {
            planRequest.arguments.append(EnvironmentVariable(SourceDateEpoch.name, ""))
        }
        planRequest.ignoreRules = store.contexts.ignoreRules(of: "context")
        while true {
            let outcome = Planner.attempt(planRequest, images: images)
            switch outcome.result {
            case .success(.needsImages(let requests)):
                images.merge(try await resolver.resolve(requests)) { $1 }
            case .success(.ready(let graph, _)):
                tell(outcome.findings)
                return graph
            case .failure(let error):
                tell(outcome.findings)
                throw .failed(step: nil, StepFailure(diagnostic: error.diagnostic))
            }
        }
    }

    /// `SOURCE_DATE_EPOCH`, checked before anything is built.
    func epoch(of dockerfile: Dockerfile) throws(BuildFailure) -> SourceDateEpoch? {
        do throws(Diagnostic) {
            let epoch = try request.planRequest(dockerfile).sourceDateEpoch()
            if let epoch, epoch.seconds == nil, case .remote = try ContextPlace(request.context) {
                throw Diagnostic(
                    code: "usage.epoch",
                    message: "SOURCE_DATE_EPOCH=context: strata does not look up times of contexts from the network",
                    remedy: "give a number of seconds since 1970")
            }
            if epoch?.seconds == nil, request.outputs.contains(where: { $0.rewritesTimes && $0.epoch == nil }) {
                tell([
                    Diagnostic(
                        .warning, code: "export.no-epoch",
                        message: "rewrite-timestamp=true does nothing, for there is no SOURCE_DATE_EPOCH",
                        remedy: "add --build-arg SOURCE_DATE_EPOCH=SECONDS")
                ])
            }
            return epoch
        } catch {
            throw .failed(step: nil, StepFailure(diagnostic: error))
        }
    }

    private func tell(_ findings: [Diagnostic]) {
        for finding in findings { events.emit(.warning(nil, finding)) }
    }

    private func export(
        _ graph: Graph, _ stacks: [[LayerID]], _ services: BuildServices, epoch: Int64?
    ) async throws(BuildFailure) -> BuildResult {
        let exporter = Exporter(services: services, build: build, graph: graph, stacks: stacks)
        var result = BuildResult()
        for output in request.effectiveOutputs {
            let assembly = assembly(of: output, epoch: epoch)
            let target: OutputTarget
            do {
                target = try OutputTarget(output, tags: request.tags)
            } catch {
                throw .failed(step: nil, StepFailure(diagnostic: error))
            }
            do {
                let made = try await exporter.export(to: target.destination, options: assembly)
                try target.commit()
                result.merge(made)
            } catch let error as BuildFailure {
                target.abandon()
                throw error
            } catch {
                target.abandon()
                let diagnostic = error as? Diagnostic ?? Diagnostic(code: "export.failed", message: "\(error)")
                throw .failed(step: nil, StepFailure(diagnostic: diagnostic))
            }
        }
        return result
    }

    private func assembly(of output: OutputOption, epoch: Int64?) -> AssemblyOptions {
        var assembly = AssemblyOptions()
        assembly.packing = output.packing
        assembly.forcesPacking = output.forcesPacking
        assembly.rewritesTimes = output.rewritesTimes
        assembly.isMultiPlatform = request.isMultiPlatform
        assembly.splitsPlatforms = output.splitsPlatforms
        assembly.annotations = output.annotations
        assembly.hasDockerTypes = output.hasDockerTypes
        assembly.digestNames = output.digestNames
        assembly.epoch = output.epoch.map(\.seconds) ?? epoch
        return assembly
    }

    /// Whether the outputs fit what is built: known before anything is, so that nobody waits in vain.
    func checkOutputs(of graph: Graph) throws(BuildFailure) {
        for output in request.effectiveOutputs where output.kind.isImage {
            let options = assembly(of: output, epoch: nil)
            do throws(Diagnostic) {
                try options.check(graph.targets.map(\.platform))
            } catch {
                throw .failed(step: nil, StepFailure(diagnostic: error))
            }
        }
    }
}

extension BuildResult {
    fileprivate mutating func merge(_ other: BuildResult) {
        image = other.image ?? image
        config = other.config ?? config
        names += other.names.filter { !names.contains($0) }
    }
}

extension BuildRequest {
    /// Whether the result is one of several platforms.
    var isMultiPlatform: Bool { PlanRequest.isMultiPlatform(platforms, arguments: arguments) }

    func planRequest(_ dockerfile: Dockerfile) -> PlanRequest {
        var plan = PlanRequest(dockerfile: dockerfile)
        plan.target = target
        plan.platforms = platforms
        plan.arguments = arguments
        plan.labels = labels
        plan.noCache = noCache
        plan.noCacheStages = noCacheStages
        for option in contexts { plan.namedContexts[option.name] = option.context }
        plan.network = network
        plan.extraHosts = extraHosts
        plan.sharedMemorySize = sharedMemorySize
        plan.limits = limits
        plan.cgroup = cgroup
        plan.devices = catalog
        plan.allowsInsecure = entitlements.hasInsecure
        plan.allowsHostNetwork = entitlements.hasHostNetwork
        return plan
    }

    /// The devices of this machine, and which of them steps may have.
    private var catalog: DeviceCatalog {
        var catalog = DeviceCatalog(devices: devices.devices.map { .init(name: $0.name, annotations: $0.annotations) })
        catalog.problems = devices.problems
        catalog.allowsAll = entitlements.hasAllDevices
        catalog.allowed = entitlements.devices + configuration.devices.allowed
        catalog.aliases = entitlements.aliases
        return catalog
    }
}
