package import EnginePorts

/// All that the engine reaches the world through.
package struct BuildServices: Sendable {
    /// Cache records and what else is remembered.
    package var database: any CacheDatabase
    /// Layers on disk.
    package var layers: any LayerStorage
    /// Images of the store.
    package var images: any ImageStorage
    /// Images of registries.
    package var registry: any ImageRegistry
    /// Runs commands.
    package var sandbox: any Sandbox
    /// Finds and digests files.
    package var files: any FileTrees
    /// Fetches files from the network.
    package var remote: any RemoteSources
    /// Secrets by id.
    package var secrets: any SecretProvider
    /// SSH agents by id.
    package var agents: any AgentProvider = NoAgents()
    /// Locks of cache mounts.
    package var locks: any CacheLocks
    /// Time.
    package var clock: any EngineClock
    /// Takes what the engine says.
    package var events: any EventSink
    /// Looks after what takes long.
    let watch: SlowWatch

    /// Gathers the ports.
    package init(
        database: any CacheDatabase, layers: any LayerStorage, images: any ImageStorage, registry: any ImageRegistry,
        sandbox: any Sandbox, files: any FileTrees, remote: any RemoteSources, secrets: any SecretProvider,
        locks: any CacheLocks, clock: any EngineClock, events: any EventSink
    ) {
        self.database = database
        self.layers = layers
        self.images = images
        self.registry = registry
        self.sandbox = sandbox
        self.files = files
        self.remote = remote
        self.secrets = secrets
        self.locks = locks
        self.clock = clock
        self.events = events
        watch = SlowWatch(clock: clock, events: events)
    }
}

/// How a build is done.
package struct BuildOptions: Sendable, Hashable {
    /// The build's identity in the history.
    package var build: String
    /// What builds of this Dockerfile have in common in the history, so that a miss is explained by earlier ones.
    package var project: String
    /// How many steps run at once.
    package var jobs: Int
    /// Whether a step that ran and gave an earlier result lets what follows stay cached.
    package var cutsOffEarly: Bool
    /// Whether names of images are asked for again (`--pull`).
    package var pullsAgain: Bool
    /// Whether the store is left as it is: what is learned of images is used and forgotten.
    package var leavesStoreAlone: Bool
    /// Whether every stage passes over the cache (`--no-cache`), and not those alone that a filter names.
    package var passesOverAll: Bool

    /// Makes options with early cutoff, asking registries only for names that are not known.
    package init(build: String, project: String, jobs: Int) {
        self.build = build
        self.project = project
        self.jobs = max(1, jobs)
        cutsOffEarly = true
        pullsAgain = false
        leavesStoreAlone = false
        passesOverAll = false
    }
}
