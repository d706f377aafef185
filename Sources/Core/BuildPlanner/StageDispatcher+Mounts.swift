import BuildGraph
import DockerfileSyntax
import OCIFormat

/// `RUN --mount`.
extension StageDispatcher {
    /// A mount with its values; what it reads is added to `inputs`.
    mutating func mount(
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
            throw fail(.unsupportedMount("ssh"), of: step, at: written.word.range)
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
}

extension [VertexID] {
    /// The place of an input, which is added if it is not there yet.
    mutating func place(of id: VertexID) -> Int {
        if let place = firstIndex(of: id) { return place }
        append(id)
        return count - 1
    }
}
