import EnginePorts
import LinuxSystem
import SystemPackage

/// How the cgroups of a machine are mounted.
enum CgroupTree: Sendable {
    /// One tree for everything.
    case unified
    /// A tree for each controller.
    case legacy
    /// Both at once.
    case hybrid

    /// Finds out by /sys/fs/cgroup; nil where steps can be given none.
    static func current() -> CgroupTree? {
        let folder: FilePath = "/sys/fs/cgroup"
        func has(_ name: String) -> Bool {
            do {
                try openFile(folder.appending(name), .path).closeQuietly()
                return true
            } catch {
                return false
            }
        }
        if has("cgroup.controllers") { return .unified }
        if has("unified") { return .hybrid }
        return has("memory") ? .legacy : nil
    }
}

extension CgroupTree {
    /// The runtime that can limit a step here: `usual`, or runc where crun can't.
    static func runtime(
        usual: ContainerRuntime, host: SandboxHost, searchPath: String
    ) throws(SandboxError) -> ContainerRuntime {
        if host.isRootless { throw .noCgroups(reason: "an ordinary user's steps are in no cgroup of their own") }
        switch current() {
        case nil:
            throw .noCgroups(reason: "this machine has none mounted at /sys/fs/cgroup")
        case .unified, .legacy:
            return usual
        case .hybrid:
            if usual.kind == .runc { return usual }
            guard let runc = ContainerRuntime.find([.runc], searchPath: searchPath) else {
                throw .noCgroups(
                    reason: "this machine mounts both versions of them, which takes runc, and there is none")
            }
            return runc
        }
    }
}
