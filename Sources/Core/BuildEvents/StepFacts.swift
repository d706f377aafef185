package import BuildGraph
package import OCIFormat

/// What a step is made of beside its instruction: what it runs, what that sees, and what it stands for.
///
/// Told with the step's description, before anything is known of the cache. Of secrets there is only the id.
package struct StepFacts: Sendable, Hashable {
    /// Digest of what the step does, without what it reads: equal for equal work in every build.
    package var definition: Digest?
    /// The argument list of a command, the shell included; empty for steps that run none.
    package var command: [String] = []
    /// The folder that a command starts in, or that WORKDIR makes.
    package var workingDirectory: String?
    /// As USER has it: a name or number, perhaps with `:group`; empty for root.
    package var user = ""
    /// All variables that a command sees, in order, build arguments and proxies included.
    package var environment: [EnvironmentVariable] = []
    /// Which of `environment` are build arguments, sorted.
    package var argumentNames: [String] = []
    /// A command's mounts in the order given.
    package var mounts: [MountFacts] = []
    /// A command's network; nil for steps that run none.
    package var network: RunOperation.Network?
    /// A command's confinement; nil for steps that run none.
    package var security: RunOperation.Security?
    /// Lines for /etc/hosts beside the usual ones.
    package var hosts: [HostEntry] = []
    /// `--ulimit` values.
    package var limits: [ResourceLimit] = []
    /// Bytes of /dev/shm; nil for the default.
    package var sharedMemorySize: Int64?
    /// The image of a FROM; nil for other steps.
    package var image: ImageFacts?

    /// Makes facts of which only the definition is known.
    package init(definition: Digest? = nil) {
        self.definition = definition
    }
}

/// A mount of a command, as far as it can be told before it is made.
package struct MountFacts: Sendable, Hashable, Codable {
    /// What is mounted, by the names of `RUN --mount`.
    package enum Kind: String, Sendable, Codable {
        case bind, cache, tmpfs, secret, ssh
        /// Bytes of the Dockerfile itself.
        case heredoc
    }

    /// What is mounted.
    package var kind: Kind
    /// Absolute path inside; empty for a secret that is a variable only.
    package var target: String
    /// The path in what is mounted; nil for its root, and where there is none.
    package var source: String?
    /// The step whose files are mounted or fill a new cache.
    package var from: StepID?
    /// The name of a cache, a secret or an SSH agent.
    package var id: String?
    /// What else was asked for, as `RUN --mount` writes it: `sharing=locked`, `readonly`, `mode=0600`.
    package var options: [String]

    /// Makes a mount without a source, a name or options.
    package init(kind: Kind, target: String) {
        self.kind = kind
        self.target = target
        source = nil
        from = nil
        id = nil
        options = []
    }
}

/// The image of a FROM.
package struct ImageFacts: Sendable, Hashable, Codable {
    /// The name as the Dockerfile has it, written out.
    package var name: String
    /// The digest of the platform's manifest.
    package var manifest: Digest
    /// Digests of the uncompressed layers, lowest first: by them the store finds the layers on disk.
    package var diffIDs: [Digest]
    /// Bytes of the compressed layers.
    package var size: Int64

    /// Makes an image's facts.
    package init(name: String, manifest: Digest, diffIDs: [Digest], size: Int64) {
        self.name = name
        self.manifest = manifest
        self.diffIDs = diffIDs
        self.size = size
    }
}
