/// One command with all that it sees.
package struct RunOperation: Hashable, Sendable {
    /// Which network the command has.
    package enum Network: String, Sendable, Codable { case `default`, none, host }
    /// How far the command is confined.
    package enum Security: String, Sendable, Codable { case sandbox, insecure }

    /// The filesystem that the command changes, as an index into the vertex's inputs; nil for an empty one.
    package var base: Int?
    /// The whole argument list, the shell included.
    package var arguments: [String]
    /// All keyed variables in order, each name once.
    package var environment: [EnvironmentVariable]
    /// Which of `environment` are build arguments.
    package var argumentNames: Set<String>
    /// Variables that the command sees and no key holds: proxies.
    package var unkeyedEnvironment: [EnvironmentVariable]
    /// Absolute path.
    package var workingDirectory: String
    /// As USER has it: a name or number, perhaps with `:group`; empty for root.
    package var user: String
    /// Mounts in the order given.
    package var mounts: [Mount]
    /// The command's network.
    package var network: Network
    /// The command's confinement.
    package var security: Security
    /// Lines for /etc/hosts beside the usual ones.
    package var extraHosts: [HostEntry]
    /// The machine's name inside.
    package var hostname: String
    /// Bytes of /dev/shm; nil for the default of 64 MiB.
    package var sharedMemorySize: Int64?
    /// `--ulimit` values.
    package var limits: [ResourceLimit]
    /// Devices by their whole CDI names, `vendor.com/class=name`, in order, each once.
    package var devices: [String]
    /// What a cgroup would limit; in no key, since it changes no result.
    package var cgroup: CgroupLimits

    /// Makes a command that runs `arguments` as root in `/` with the default network.
    package init(base: Int?, arguments: [String]) {
        self.base = base
        self.arguments = arguments
        environment = []
        argumentNames = []
        unkeyedEnvironment = []
        workingDirectory = "/"
        user = ""
        mounts = []
        network = .default
        security = .sandbox
        extraHosts = []
        hostname = "buildkitsandbox"
        sharedMemorySize = nil
        limits = []
        devices = []
        cgroup = CgroupLimits()
    }
}

/// A variable's name and value.
package struct EnvironmentVariable: Hashable, Sendable, Codable {
    /// The name, left of `=`.
    package var name: String
    /// The value.
    package var value: String

    /// Makes a variable.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A line of /etc/hosts.
package struct HostEntry: Hashable, Sendable, Codable {
    /// The name.
    package var name: String
    /// The address as text.
    package var address: String

    /// Makes an entry.
    package init(name: String, address: String) {
        self.name = name
        self.address = address
    }
}

/// A limit as setrlimit(2) takes it.
package struct ResourceLimit: Hashable, Sendable, Codable {
    /// The limit's name without `RLIMIT_`, lower case: `nofile`.
    package var name: String
    /// The soft limit; -1 for none.
    package var soft: Int64
    /// The hard limit; -1 for none.
    package var hard: Int64

    /// Makes a limit.
    package init(name: String, soft: Int64, hard: Int64) {
        self.name = name
        self.soft = soft
        self.hard = hard
    }
}

/// A `RUN --mount`.
package struct Mount: Hashable, Sendable {
    /// How several steps may use one cache folder.
    package enum Sharing: String, Sendable, Codable { case shared, `private`, locked }

    /// What is mounted.
    package enum Source: Hashable, Sendable {
        /// A path of an input (or, with nil, an empty folder). Writes are dropped after the step where allowed at all.
        case bind(input: Int?, path: String, isWritable: Bool)
        /// A folder that outlives builds.
        case cache(CacheMount)
        /// An empty memory filesystem; size in bytes, nil for no limit.
        case temporary(size: Int64?)
        /// A secret as a file, as a variable, or both.
        case secret(SecretMount)
        /// The socket of an SSH agent.
        case agent(AgentMount)
        /// Bytes of the Dockerfile itself (a heredoc), readable and executable.
        case inline(contents: [UInt8])
    }

    /// Absolute path inside; empty for a secret that is a variable only.
    package var target: String
    /// What is mounted there.
    package var source: Source

    /// Makes a mount.
    package init(target: String, source: Source) {
        self.target = target
        self.source = source
    }
}

/// The details of a cache mount.
package struct CacheMount: Hashable, Sendable {
    /// The cache's name; the target's path where none was given.
    package var id: String
    /// How several steps may use it.
    package var sharing: Mount.Sharing
    /// The input whose folder `seedPath` fills a new cache; nil for an empty one.
    package var seed: Int?
    /// The folder in the seed.
    package var seedPath: String
    /// Permission bits of a new folder.
    package var mode: UInt32
    /// Owner of a new folder.
    package var uid: UInt32
    /// Group of a new folder.
    package var gid: UInt32
    /// Whether the step may only read it.
    package var isReadOnly: Bool

    /// Makes a shared, writable, empty cache of a name, mode 0755, owned by root.
    package init(id: String) {
        self.id = id
        sharing = .shared
        seed = nil
        seedPath = "/"
        mode = 0o755
        uid = 0
        gid = 0
        isReadOnly = false
    }
}

/// The details of a secret.
package struct SecretMount: Hashable, Sendable {
    /// The name by which `--secret` gives it.
    package var id: String
    /// Whether its absence is an error.
    package var isRequired: Bool
    /// The variable that holds it, if any.
    package var variable: String?
    /// Permission bits of the file.
    package var mode: UInt32
    /// Owner of the file.
    package var uid: UInt32
    /// Group of the file.
    package var gid: UInt32

    /// Makes a file of mode 0400 owned by root that may be absent.
    package init(id: String) {
        self.id = id
        isRequired = false
        variable = nil
        mode = 0o400
        uid = 0
        gid = 0
    }
}

/// The details of an SSH agent's socket.
package struct AgentMount: Hashable, Sendable {
    /// The name by which `--ssh` gives it.
    package var id: String
    /// Whether its absence is an error.
    package var isRequired: Bool
    /// Permission bits of the socket.
    package var mode: UInt32
    /// Owner of the socket.
    package var uid: UInt32
    /// Group of the socket.
    package var gid: UInt32

    /// Makes a socket of mode 0600 owned by root that may be absent.
    package init(id: String) {
        self.id = id
        isRequired = false
        mode = 0o600
        uid = 0
        gid = 0
    }
}
