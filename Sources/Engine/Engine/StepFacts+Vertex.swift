import BuildEvents
import BuildGraph
import OCIFormat

extension StepFacts {
    /// The facts of a vertex whose definition has a digest and that reads `inputs`.
    init(of vertex: Vertex, definition: Digest, inputs: [StepID]) {
        self.init(definition: definition)
        switch vertex.operation {
        case .run(let run):
            take(run, inputs)
        case .makeDirectory(let make):
            workingDirectory = make.path
            user = make.user
        case .copy(let copy):
            user = copy.owner ?? ""
        case .image(let source):
            image = ImageFacts(
                name: source.reference.canonical, manifest: source.manifest.digest, diffIDs: source.diffIDs,
                size: source.layers.reduce(0) { $0 + $1.size })
        case .context, .remote:
            break
        }
    }

    private mutating func take(_ run: RunOperation, _ inputs: [StepID]) {
        command = run.arguments
        workingDirectory = run.workingDirectory
        user = run.user
        // Appending nothing leaves the operation's own array shared.
        environment = run.environment
        if !run.unkeyedEnvironment.isEmpty { environment += run.unkeyedEnvironment.map(\.withoutPassword) }
        argumentNames = run.argumentNames.sorted()
        mounts = run.mounts.map { MountFacts(of: $0, inputs: inputs) }
        network = run.network
        security = run.security
        hosts = run.extraHosts
        limits = run.limits
        sharedMemorySize = run.sharedMemorySize
    }
}

extension MountFacts {
    fileprivate init(of mount: Mount, inputs: [StepID]) {
        let step = { (input: Int?) in input.flatMap { inputs.indices.contains($0) ? inputs[$0] : nil } }
        switch mount.source {
        case .bind(let input, let path, let isWritable):
            self.init(kind: .bind, target: mount.target)
            source = Self.path(path)
            from = step(input)
            options = isWritable ? ["rw"] : []
        case .cache(let cache):
            self.init(kind: .cache, target: mount.target)
            id = cache.id
            from = step(cache.seed)
            source = cache.seed == nil ? nil : Self.path(cache.seedPath)
            options = ["sharing=\(cache.sharing.rawValue)"] + (cache.isReadOnly ? ["ro"] : [])
            options += Self.permissions(cache.mode, usual: 0o755, cache.uid, cache.gid)
        case .temporary(let size):
            self.init(kind: .tmpfs, target: mount.target)
            options = size.map { ["size=\($0)"] } ?? []
        case .secret(let secret):
            self.init(kind: .secret, target: mount.target)
            id = secret.id
            options = secret.variable.map { ["env=\($0)"] } ?? []
            if secret.isRequired { options.append("required") }
            options += Self.permissions(secret.mode, usual: 0o400, secret.uid, secret.gid)
        case .agent(let agent):
            self.init(kind: .ssh, target: mount.target)
            id = agent.id
            if agent.isRequired { options = ["required"] }
            options += Self.permissions(agent.mode, usual: 0o600, agent.uid, agent.gid)
        case .inline:
            self.init(kind: .heredoc, target: mount.target)
        }
    }

    private static func path(_ text: String) -> String? {
        text.isEmpty || text == "/" ? nil : text
    }

    private static func permissions(_ mode: UInt32, usual: UInt32, _ uid: UInt32, _ gid: UInt32) -> [String] {
        var options: [String] = []
        if mode != usual { options.append("mode=0\(String(mode, radix: 8))") }
        if uid != 0 { options.append("uid=\(uid)") }
        if gid != 0 { options.append("gid=\(gid)") }
        return options
    }
}

extension EnvironmentVariable {
    /// The variable without the password that a proxy's address may hold, with a scheme or without: `http://user:***@proxy`.
    fileprivate var withoutPassword: EnvironmentVariable {
        let start = value.utf8.firstRange(of: Array("://".utf8))?.upperBound ?? value.utf8.startIndex
        let authority = value.utf8[start...].prefix { $0 != UInt8(ascii: "/") }
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
            let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":"))
        else { return self }
        return EnvironmentVariable(name, "\(value[...colon])***\(value[at...])")
    }
}
