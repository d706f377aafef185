import BuildGraph
import EnginePorts
import SystemPackage

/// The mounts that every step has, as Docker gives them to a container.
struct StandardMounts {
    var spec: RuntimeSpec

    /// Where they are mounted; what is below comes with them and needs no place in the root.
    static let targets = ["/proc", "/dev", "/sys"]

    private static let devices = ["null", "zero", "full", "random", "urandom", "tty"]

    var list: [BundleMount] { proc + dev + sys }

    private var isConfined: Bool { spec.command.security == .sandbox }

    private var proc: [BundleMount] {
        [BundleMount(target: "/proc", type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev"])]
    }

    /// The filesystem of /dev, like the root, opens no device that a step makes; the usual ones are mounted one by one.
    private var dev: [BundleMount] {
        let size = spec.command.sharedMemorySize ?? 64 << 20
        // runc mounts them itself where it may not make them, and then over the filesystem's own names only.
        let devices = isConfined && !(spec.runtime == .runc && spec.host.isRootless) ? Self.devices : []
        return [
            BundleMount(
                target: "/dev", type: "tmpfs", source: "tmpfs",
                options: ["nosuid", "strictatime", "mode=755", "size=65536k"] + (isConfined ? ["nodev"] : []))
        ]
            + devices.map {
                BundleMount(
                    target: "/dev/\($0)", type: "bind", source: $0 == "null" ? spec.nullDevice : "/dev/\($0)",
                    options: ["bind", "nosuid", "noexec"])
            } + [
                BundleMount(
                    target: "/dev/pts", type: "devpts", source: "devpts",
                    options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
                BundleMount(
                    target: "/dev/shm", type: "tmpfs", source: "shm",
                    options: ["nosuid", "noexec", "nodev", "mode=1777", "size=\(size)"]),
                BundleMount(
                    target: "/dev/mqueue", type: "mqueue", source: "mqueue", options: ["nosuid", "noexec", "nodev"]),
            ]
    }

    /// The kernel lets only the owner of a network namespace mount its /sys; a step on the machine's network and an
    /// ordinary user's step get a view of the machine's.
    ///
    /// Without rights over the machine that has to be the whole tree, so the cgroups in it are covered.
    private var sys: [BundleMount] {
        let options = ["nosuid", "noexec", "nodev"]
        if spec.host.isRootless {
            return [
                BundleMount(target: "/sys", type: "bind", source: "/sys", options: ["rbind", "rro"] + options),
                BundleMount(
                    target: "/sys/fs/cgroup", type: "tmpfs", source: "tmpfs",
                    options: options + ["ro", "mode=755", "size=4k"]),
            ]
        }
        let writing = isConfined ? "ro" : "rw"
        if spec.command.network == .none {
            return [BundleMount(target: "/sys", type: "sysfs", source: "sysfs", options: options + [writing])]
        }
        return [BundleMount(target: "/sys", type: "bind", source: "/sys", options: ["bind", writing] + options)]
    }
}
