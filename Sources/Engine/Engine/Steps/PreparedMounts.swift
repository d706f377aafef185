import BuildEvents
import BuildGraph
import EnginePorts
import SystemPackage

/// The mounts of one RUN, made ready outside the sandbox, and what has to be undone after it.
final class PreparedMounts {
    private let build: GraphBuild
    private let vertex: Vertex
    private var writable: [LayerMount] = []
    private var locks: [any CacheLock] = []
    /// For caches that are not shared, the names of the folders that are locked for this step.
    private var folders: [String: String] = [:]

    init(build: GraphBuild, vertex: Vertex) {
        self.build = build
        self.vertex = vertex
    }

    /// Makes one mount ready and adds it to the command; `index` is its place among the RUN's mounts.
    func add(_ mount: Mount, at index: Int, to command: inout SandboxCommand) async throws {
        switch mount.source {
        case .bind(let input, _, let isWritable):
            let source = try await bindSource(input: input, mount: index, isWritable: isWritable)
            command.mounts.append(SandboxMount(target: mount.target, source: .bind(source, isWritable: isWritable)))
        case .cache(let cache):
            let folder = try await cacheFolder(cache, mount: index)
            command.mounts.append(
                SandboxMount(target: mount.target, source: .bind(folder, isWritable: !cache.isReadOnly)))
        case .temporary(let size):
            command.mounts.append(SandboxMount(target: mount.target, source: .temporary(size: size)))
        case .secret(let secret):
            try addSecret(secret, target: mount.target, to: &command)
        case .agent(let agent):
            try await addAgent(agent, target: mount.target, to: &command)
        case .inline(let contents):
            command.mounts.append(
                SandboxMount(target: mount.target, source: .contents(contents, mode: 0o755, owner: .root)))
        }
    }

    /// Gives back locks and mounts; the sandbox's own are gone by then.
    func close() async {
        for lock in locks { lock.release() }
        for mount in writable { await build.services.layers.unmount(mount) }
        locks = []
        writable = []
    }

    private func bindSource(input: Int?, mount index: Int, isWritable: Bool) async throws -> FilePath {
        guard let input else { return try await emptyFolder(isWritable: isWritable) }
        guard let read = readIndex(ofMount: index) else { return try await emptyFolder(isWritable: isWritable) }
        let id = vertex.inputs[input]
        let layers: [LayerID]
        let path: FilePath
        if case .context = build.graph[id].operation {
            let files = try await build.selection(of: vertex.id, read: read)
            layers = [try await build.snapshot(of: files, for: build.steps[vertex.id])]
            path = FilePath("content")
        } else {
            let files = try await build.selection(of: vertex.id, read: read)
            layers = build.memory.layers(of: id) ?? []
            path = files.sources.first?.path ?? ""
        }
        let mounted = isWritable ? try await writableMount(on: layers) : try await build.mounts.mount(layers)
        return path.isEmpty ? mounted.root : mounted.root.appending(path.components)
    }

    private func emptyFolder(isWritable: Bool) async throws -> FilePath {
        isWritable ? try await writableMount(on: []).root : try await build.mounts.mount([]).root
    }

    private func writableMount(on layers: [LayerID]) async throws -> LayerMount {
        let mount = try await build.services.layers.mountWritable(on: layers)
        writable.append(mount)
        return mount
    }

    /// The entry of `Operation.reads` that a mount stands for.
    private func readIndex(ofMount index: Int) -> Int? {
        guard case .run(let run) = vertex.operation, run.mounts[index].read != nil else { return nil }
        return run.mounts[..<index].count { $0.read != nil }
    }

    private func cacheFolder(_ cache: CacheMount, mount index: Int) async throws -> FilePath {
        let key = key(of: cache)
        let name = folders[key] ?? key
        var seed: FilePath?
        if cache.seed != nil, let read = readIndex(ofMount: index) {
            let files = try await build.selection(of: vertex.id, read: read)
            if let source = files.sources.first { seed = files.root.appending(source.path.components) }
        }
        let owner = FileOwner(uid: cache.uid, gid: cache.gid)
        locks.append(try await build.services.locks.use(name))
        let now = build.services.clock.wall()
        try await build.services.stored(for: build.steps[vertex.id]) { try await $0.noteCacheMount(name, at: now) }
        return try await build.services.watch.showing("filling the cache mount \(cache.id)", of: build.steps[vertex.id])
        {
            try await build.services.layers.cacheFolder(name, owner: owner, mode: cache.mode, seed: seed)
        }
    }

    /// Takes the locks that the caches' sharing asks for, each once and in the order of their names, so that steps that
    /// use the same caches never wait for each other in a ring.
    func lockCaches(of mounts: [Mount]) async throws {
        var caches: [String: CacheMount] = [:]
        for case .cache(let cache) in mounts.map(\.source) where cache.sharing != .shared {
            caches[key(of: cache)] = cache
        }
        for (key, cache) in caches.sorted(by: { $0.key < $1.key }) {
            folders[key] = cache.sharing == .locked ? try await waitForLock(of: key, cache.id) : try lockPrivate(key)
        }
    }

    /// What tells a cache's folder from others: caches of one name that begin with other contents, or belong to
    /// another user, are others.
    private func key(of cache: CacheMount) -> String {
        if let seed = cache.seed {
            let layer = build.memory.layers(of: vertex.inputs[seed])?.last
            return "\(cache.id) from \(layer.map { "\($0)" } ?? "context"):\(cache.seedPath)"
        }
        let usual = CacheMount(id: cache.id)
        if cache.mode == usual.mode, cache.uid == usual.uid, cache.gid == usual.gid { return cache.id }
        return "\(cache.id) \(String(cache.mode, radix: 8)) \(cache.uid):\(cache.gid)"
    }

    private func waitForLock(of key: String, _ id: String) async throws -> String {
        if let lock = try build.services.locks.tryAcquire(key) {
            locks.append(lock)
            return key
        }
        let step = build.steps[vertex.id]
        build.services.events.emit(.waiting(step, .cacheMount(id)))
        locks.append(try await build.services.locks.acquire(key))
        build.services.events.emit(.waiting(step, nil))
        return key
    }

    /// A folder that nobody else has: the cache's own, or one beside it.
    private func lockPrivate(_ id: String) throws -> String {
        var number = 1
        while true {
            let name = number == 1 ? id : "\(id)#\(number)"
            if let lock = try build.services.locks.tryAcquire(name) {
                locks.append(lock)
                return name
            }
            number += 1
        }
    }

    private func addSecret(_ secret: SecretMount, target: String, to command: inout SandboxCommand) throws {
        guard let value = build.services.secrets.secret(secret.id) else {
            if secret.isRequired { throw MissingSecret(id: secret.id) }
            // The variable is there all the same, and holds nothing.
            if let variable = secret.variable { set(variable, to: "", in: &command) }
            return
        }
        if let variable = secret.variable {
            set(variable, to: String(decoding: value, as: UTF8.self), in: &command)
        }
        guard !target.isEmpty else { return }
        let owner = FileOwner(uid: secret.uid, gid: secret.gid)
        command.mounts.append(
            SandboxMount(target: target, source: .contents(value, mode: secret.mode & 0o777, owner: owner)))
    }

    private func set(_ variable: String, to value: String, in command: inout SandboxCommand) {
        command.environment.removeAll { $0.name == variable }
        command.environment.append(EnvironmentVariable(variable, value))
    }
}

extension PreparedMounts {
    private func addAgent(_ agent: AgentMount, target: String, to command: inout SandboxCommand) async throws {
        guard let socket = try await build.services.agents.agent(agent.id) else {
            if agent.isRequired { throw MissingAgent(id: agent.id) }
            return
        }
        let owner = FileOwner(uid: agent.uid, gid: agent.gid)
        command.mounts.append(
            SandboxMount(target: target, source: .agent(socket, mode: agent.mode, owner: owner)))
    }
}

/// A required SSH agent that the build was not given.
struct MissingAgent: Error {
    var id: String
}

/// A required secret that the build was not given.
struct MissingSecret: Error {
    var id: String
}
