import BuildGraph
import DockerfileSyntax
import OCIFormat

/// `RUN --mount`.
extension StageDispatcher {
    /// Adds a command's mounts, in the order in which they are made: a place goes before what is below it, and of two
    /// mounts at one place the later counts.
    mutating func addMounts(
        _ written: [RunMount], of step: PlannedStep, to operation: inout RunOperation, inputs: inout [VertexID]
    ) throws(PlanError) {
        var agents: [String] = []
        for mount in written {
            var made = try self.mount(mount, of: step, inputs: &inputs)
            if case .agent = made.source {
                if made.target.isEmpty { made.target = "/run/buildkit/ssh_agent.\(agents.count)" }
                agents.append(made.target)
            }
            if !made.target.isEmpty { operation.mounts.removeAll { $0.target == made.target } }
            operation.mounts.append(made)
        }
        operation.mounts.sort { $0.target.utf8.lexicographicallyPrecedes($1.target.utf8) }
        let variable = "SSH_AUTH_SOCK"
        if let agent = agents.first, !operation.environment.contains(where: { $0.name == variable }) {
            operation.environment.append(EnvironmentVariable(variable, agent))
        }
    }

    /// A mount with its values; what it reads is added to `inputs`.
    private mutating func mount(
        _ written: RunMount, of step: PlannedStep, inputs: inout [VertexID]
    ) throws(PlanError) -> Mount {
        let mount = try resolve(written, of: step)
        switch mount.type {
        case .bind:
            let input = try bindInput(written, of: step, inputs: &inputs)
            let source = Mount.Source.bind(
                input: input, path: PathText.absolute(mount.source ?? "/", in: "/"), isWritable: !mount.isReadOnly)
            return Mount(target: try target(of: mount, written, of: step), source: source)
        case .cache:
            let cache = try cache(mount, written, of: step, inputs: &inputs)
            return Mount(target: try target(of: mount, written, of: step), source: .cache(cache))
        case .tmpfs:
            let size = mount.sizeLimit.flatMap { $0 > 0 ? $0 : nil }
            return Mount(target: try target(of: mount, written, of: step), source: .temporary(size: size))
        case .secret:
            return secret(mount)
        case .ssh:
            guard mount.source == nil else { throw fail(.sourceOfAgent, of: step, at: written.word.range) }
            return agent(mount)
        }
    }

    private func resolve(_ written: RunMount, of step: PlannedStep) throws(PlanError) -> ResolvedMount {
        let environment = state.environment
        let expander = expander
        do {
            return try written.resolved(in: step.file) { word throws(DockerfileError) in
                try expander.expand(word, of: step.file) { environment[$0] }.text
            }
        } catch {
            throw wrap(error, of: step)
        }
    }

    /// Where the mount goes: relative to WORKDIR, and never over the root.
    private func target(
        of mount: ResolvedMount, _ written: RunMount, of step: PlannedStep
    ) throws(PlanError) -> String {
        let target = PathText.absolute(mount.target ?? "", in: state.folderPath)
        guard target != "/" else { throw fail(.invalidMountTarget(target), of: step, at: written.word.range) }
        return target
    }

    /// The input that a bind mount shows: the build context unless it names another; nil for an empty folder.
    private mutating func bindInput(
        _ written: RunMount, of step: PlannedStep, inputs: inout [VertexID]
    ) throws(PlanError) -> Int? {
        guard let from = written.from else { return inputs.place(of: mainContext()) }
        let source = try selection.source(named: from, of: step, in: stage, for: .mount)
        return files(of: source).map { inputs.place(of: $0) }
    }

    private mutating func cache(
        _ mount: ResolvedMount, _ written: RunMount, of step: PlannedStep, inputs: inout [VertexID]
    ) throws(PlanError) -> CacheMount {
        let id = mount.id ?? PathText.clean(mount.target ?? "")
        var cache = CacheMount(id: settings.cachePrefix + id)
        switch mount.sharing {
        case nil, .shared: cache.sharing = .shared
        case .private: cache.sharing = .private
        case .locked: cache.sharing = .locked
        }
        if let from = written.from {
            let source = try selection.source(named: from, of: step, in: stage, for: .mount)
            cache.seed = files(of: source).map { inputs.place(of: $0) }
            cache.seedPath = PathText.absolute(mount.source ?? "/", in: "/")
        }
        cache.mode = mount.mode ?? cache.mode
        cache.uid = mount.uid ?? 0
        cache.gid = mount.gid ?? 0
        cache.isReadOnly = mount.isReadOnly
        return cache
    }

    private func secret(_ mount: ResolvedMount) -> Mount {
        let id = mount.source ?? mount.id ?? PathText.lastComponent(mount.target ?? "")
        var secret = SecretMount(id: id)
        secret.isRequired = mount.isRequired
        secret.variable = mount.environmentName.map { $0.isEmpty ? id : $0 }
        secret.mode = mount.mode ?? secret.mode
        secret.uid = mount.uid ?? 0
        secret.gid = mount.gid ?? 0
        let usual = secret.variable == nil ? "/run/secrets/\(PathText.lastComponent(id))" : nil
        let target = (mount.target ?? usual).map { PathText.absolute($0, in: state.folderPath) }
        return Mount(target: target ?? "", source: .secret(secret))
    }

    /// An agent's socket; where it goes by default depends on the others.
    private func agent(_ mount: ResolvedMount) -> Mount {
        var agent = AgentMount(id: mount.id ?? "default")
        agent.isRequired = mount.isRequired
        agent.mode = (mount.mode ?? agent.mode) & 0o777
        agent.uid = mount.uid ?? 0
        agent.gid = mount.gid ?? 0
        let target = mount.target.map { PathText.absolute($0, in: state.folderPath) }
        return Mount(target: target ?? "", source: .agent(agent))
    }
}

extension [VertexID] {
    /// The place of an input, which is added if it is not there yet.
    mutating func place(of id: VertexID) -> Int {
        if let place = firstIndex(of: id) { return place }
        append(id)
        return count - 1
    }
}
