package import BuildEvents
package import BuildGraph
package import OCIFormat
package import SystemPackage

/// Runs one command in a root filesystem.
///
/// Implemented by LinuxSandbox.
package protocol Sandbox: Sendable {
    /// Runs a command to its end; a command that fails is a result and no error.
    ///
    /// `output` is called in order for each chunk, on a thread of its own, and may block: the command then waits.
    /// When the calling task is cancelled the command is killed and `SandboxError.cancelled` thrown once all its
    /// processes are gone.
    func run(
        _ command: SandboxCommand, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
    ) async throws(SandboxError) -> SandboxExit

    /// Whether commands for a platform can run here; the machine is looked at only when this is called.
    func support(for platform: Platform) async -> PlatformSupport
}

/// Whether commands for a platform can run on this machine.
package enum PlatformSupport: Sendable, Hashable {
    /// The processor runs them.
    case native
    /// The kernel hands them to this program.
    case emulated(by: String)
    /// Nothing here tells; a command that is run will.
    case unknown
    /// They are for another operating system.
    case otherSystem
    /// The kernel has no emulator registered for them, or has switched it off.
    case noEmulator
    /// The emulator is looked for inside of the root, as it is registered without the flag `F`.
    case emulatorOutsideRoot(String)
}

/// A command with its surroundings.
package struct SandboxCommand: Sendable, Hashable {
    /// The mounted, writable root filesystem.
    package var root: FilePath
    /// The argument list; the first is looked up in PATH.
    package var arguments: [String]
    /// The environment, in order.
    package var environment: [EnvironmentVariable]
    /// Absolute path inside; made before (the engine does).
    package var workingDirectory: String
    /// User, group and supplementary groups.
    package var user: ResolvedUser
    /// What is mounted inside beside the standard mounts, in order.
    package var mounts: [SandboxMount]
    /// The network.
    package var network: RunOperation.Network
    /// The confinement.
    package var security: RunOperation.Security
    /// The machine's name inside.
    package var hostname: String
    /// More lines for /etc/hosts.
    package var extraHosts: [HostEntry]
    /// Bytes of /dev/shm; nil for 64 MiB.
    package var sharedMemorySize: Int64?
    /// Resource limits.
    package var limits: [ResourceLimit]
    /// Devices by their whole CDI names.
    package var devices: [String]
    /// What a cgroup limits; a sandbox that can't refuses the command.
    package var cgroup: CgroupLimits

    /// Makes a command as root with the default surroundings.
    package init(root: FilePath, arguments: [String]) {
        self.root = root
        self.arguments = arguments
        environment = []
        workingDirectory = "/"
        user = ResolvedUser(uid: 0, gid: 0, groups: [])
        mounts = []
        network = .default
        security = .sandbox
        hostname = "buildkitsandbox"
        extraHosts = []
        sharedMemorySize = nil
        limits = []
        devices = []
        cgroup = CgroupLimits()
    }
}

/// A user by numbers.
package struct ResolvedUser: Sendable, Hashable {
    /// The user.
    package var uid: UInt32
    /// The primary group.
    package var gid: UInt32
    /// Supplementary groups.
    package var groups: [UInt32]

    /// Makes a user.
    package init(uid: UInt32, gid: UInt32, groups: [UInt32]) {
        self.uid = uid
        self.gid = gid
        self.groups = groups
    }
}

/// A mount inside a sandbox.
package struct SandboxMount: Sendable, Hashable {
    /// What is mounted.
    package enum Source: Sendable, Hashable {
        /// A file or folder of this machine.
        case bind(FilePath, isWritable: Bool)
        /// An empty memory filesystem of a size in bytes.
        case temporary(size: Int64?)
        /// A file with these bytes in memory, in no layer and on no disk.
        case contents([UInt8], mode: UInt32, owner: FileOwner)
        /// A socket of an SSH agent, which lets only reading and signing through to the agent's own at a path.
        case agent(FilePath, mode: UInt32, owner: FileOwner)
    }

    /// Absolute path inside; links are resolved inside the root.
    package var target: String
    /// What is mounted.
    package var source: Source

    /// Makes a mount.
    package init(target: String, source: Source) {
        self.target = target
        self.source = source
    }
}

/// How a command ended.
package struct SandboxExit: Sendable, Hashable {
    /// The exit code, 0 to 255; 128 + signal where a signal ended it.
    package var code: Int32
    /// The signal that ended it, if one did.
    package var signal: Int32?
    /// Whether the kernel killed one of its processes for lack of memory, as far as cgroup or /proc/vmstat tell.
    package var ranOutOfMemory: Bool
    /// What its processes used.
    package var usage: ResourceUsage

    /// Makes an exit.
    package init(code: Int32, signal: Int32?, ranOutOfMemory: Bool, usage: ResourceUsage) {
        self.code = code
        self.signal = signal
        self.ranOutOfMemory = ranOutOfMemory
        self.usage = usage
    }
}

/// Why a command could not be run at all.
package enum SandboxError: Error, Sendable, Hashable {
    /// Neither crun nor runc is on PATH.
    case noRuntime
    /// The runtime refused: its own message.
    case runtimeFailed(String)
    /// The command's program is not in the root (or not executable); the runtime's message.
    case commandNotFound(String, message: String)
    /// A user or group that the namespace of an ordinary user does not have.
    case unmappedID(UInt32, isGroup: Bool, count: UInt32)
    /// A device of a command is not as its specification has it.
    case badDevice(String, reason: String)
    /// Limits by cgroup that can't be had here.
    case noCgroups(reason: String)
    /// A system call failed.
    case system(call: String, path: String, errno: Int32)
    /// The calling task was cancelled; all processes of the command are gone.
    case cancelled
}
