import BuildGraph
import EnginePorts
import SystemPackage

/// A command's `config.json` as the OCI runtime specification has it.
struct RuntimeSpec {
    var command: SandboxCommand
    var runtime: ContainerRuntime.Kind
    var host: SandboxHost
    /// Mounts of the command and of the network's files, sources and resolved targets.
    var mounts: [BundleMount]
    /// The compiled filter in base64; nil lets a JSON profile take its place.
    var seccomp: String?

    private var isConfined: Bool { command.security == .sandbox }

    var document: JSONValue {
        var members: [JSONValue.Member] = [
            .init(name: "ociVersion", value: "1.0.2"),
            .init(name: "process", value: process),
            .init(name: "root", value: ["path": .string(command.root.string), "readonly": false]),
            .init(name: "hostname", value: .string(command.hostname)),
            .init(name: "mounts", value: .array(StandardMounts(spec: self).list + mounts.map(\.json))),
            .init(name: "linux", value: linux),
        ]
        if isConfined, runtime == .crun, let seccomp {
            members.append(
                .init(name: "annotations", value: ["run.oci.seccomp_bpf_data": .string(seccomp)]))
        }
        return .object(members)
    }

    private var process: JSONValue {
        let allowed = Set(host.bounding)
        let capabilities = isConfined ? Capabilities.defaults.filter { allowed.contains($0) } : host.bounding
        let names = JSONValue(strings: capabilities)
        let none: JSONValue = []
        let user = command.user
        return [
            "terminal": false,
            "user": [
                "uid": .number(Int64(user.uid)), "gid": .number(Int64(user.gid)), "umask": 18,
                "additionalGids": .array(user.groups.map { .number(Int64($0)) }),
            ],
            "args": JSONValue(strings: command.arguments),
            "env": JSONValue(strings: command.environment.map { "\($0.name)=\($0.value)" }),
            "cwd": .string(command.workingDirectory.isEmpty ? "/" : command.workingDirectory),
            "capabilities": [
                "bounding": names, "effective": user.uid == 0 ? names : none,
                "permitted": user.uid == 0 ? names : none, "inheritable": none, "ambient": none,
            ],
            "rlimits": .array(command.limits.map(limit)),
            "noNewPrivileges": false,
        ]
    }

    private func limit(_ limit: ResourceLimit) -> JSONValue {
        func number(_ value: Int64) -> JSONValue { .unsigned(value < 0 ? .max : UInt64(value)) }
        return [
            "type": .string("RLIMIT_" + limit.name.uppercased()), "hard": number(limit.hard),
            "soft": number(limit.soft),
        ]
    }

    private var linux: JSONValue {
        var namespaces: [JSONValue] = ["pid", "ipc", "uts", "mount"].map { ["type": .string($0)] }
        if command.network == .none { namespaces.append(["type": "network"]) }
        var members: [JSONValue.Member] = [.init(name: "namespaces", value: .array(namespaces))]
        guard isConfined else { return .object(members) }
        members.append(.init(name: "maskedPaths", value: JSONValue(strings: Self.maskedPaths)))
        members.append(.init(name: "readonlyPaths", value: JSONValue(strings: Self.readOnlyPaths)))
        if runtime == .runc || seccomp == nil {
            members.append(.init(name: "seccomp", value: SeccompFilter.profile))
        }
        return .object(members)
    }

    /// What Docker hides of the machine (https://github.com/moby/moby, daemon/pkg/oci/defaults.go).
    static let maskedPaths = [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
        "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats",
        "/sys/devices/virtual/powercap", "/sys/firmware",
    ]

    /// What Docker shows for reading only.
    static let readOnlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
}

/// A mount of a bundle.
struct BundleMount: Hashable, Sendable {
    /// Path inside, without links.
    var target: String
    var type: String
    /// What is mounted; for a memory filesystem just a name.
    var source: String
    var options: [String]

    var json: JSONValue {
        [
            "destination": .string(target), "type": .string(type), "source": .string(source),
            "options": JSONValue(strings: options),
        ]
    }
}
