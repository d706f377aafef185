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
    /// What the command's devices change; their files and mounts are among `mounts`.
    var edits = ContainerEdits()

    /// The container's name.
    var name = ""

    /// The null device that the command gets.
    var nullDevice = "/dev/null"

    private var cgroup: CgroupSpec { CgroupSpec(limits: command.cgroup, name: name) }

    private var isConfined: Bool { command.security == .sandbox }

    var document: JSONValue {
        var members: [JSONValue.Member] = [
            .init(name: "ociVersion", value: "1.0.2"),
            .init(name: "process", value: process),
            .init(name: "root", value: ["path": .string(command.root.string), "readonly": false]),
            .init(name: "hostname", value: .string(command.hostname)),
            .init(name: "mounts", value: .array(allMounts.map(\.json))),
            .init(name: "linux", value: linux),
        ]
        if !edits.hooks.isEmpty { members.append(.init(name: "hooks", value: hooks)) }
        if isConfined, runtime == .crun, let seccomp {
            members.append(
                .init(name: "annotations", value: ["run.oci.seccomp_bpf_data": .string(seccomp)]))
        }
        return .object(members)
    }

    /// A mount of the command takes the place of a standard one at the same path.
    private var allMounts: [BundleMount] {
        var all = StandardMounts(spec: self).list
        // crun mounts the root once more, and forgets thereby that no device on it may be opened. An ordinary user's
        // kernel does not forget, and runc's cgroup forbids it anyway.
        if runtime == .crun, isConfined, !host.isRootless {
            all.insert(BundleMount(target: "/.", type: "", source: "none", options: ["rnodev"]), at: 0)
        }
        for mount in mounts {
            if let place = all.firstIndex(where: { $0.target == mount.target }) {
                all[place] = mount
            } else {
                all.append(mount)
            }
        }
        return all
    }

    private var hooks: JSONValue {
        .object(
            ContainerEdits.stages.compactMap { stage in
                let list = edits.hooks.filter { $0.stage == stage }
                return list.isEmpty ? nil : .init(name: stage, value: .array(list.map(\.json)))
            })
    }

    private var environment: [String] {
        let added = Set(edits.environment.map { $0.prefix { $0 != "=" } })
        let kept = command.environment.filter { !added.contains($0.name[...]) }
        return kept.map { "\($0.name)=\($0.value)" } + edits.environment
    }

    /// Who is not confined keeps every right, also as another user than root.
    private var capabilities: JSONValue {
        let allowed = Set(host.bounding)
        let names = JSONValue(
            strings: isConfined ? Capabilities.defaults.filter { allowed.contains($0) } : host.bounding)
        let none: JSONValue = []
        let own = command.user.uid == 0 || !isConfined ? names : none
        return [
            "bounding": names, "effective": own, "permitted": own, "inheritable": isConfined ? none : names,
            "ambient": isConfined ? none : names,
        ]
    }

    private var process: JSONValue {
        let user = command.user
        let groups = user.groups + edits.groups.filter { !user.groups.contains($0) }
        return [
            "terminal": false,
            "user": [
                "uid": .number(Int64(user.uid)), "gid": .number(Int64(user.gid)), "umask": 18,
                "additionalGids": .array(groups.map { .number(Int64($0)) }),
            ],
            "args": JSONValue(strings: command.arguments),
            "env": JSONValue(strings: environment),
            "cwd": .string(command.workingDirectory.isEmpty ? "/" : command.workingDirectory),
            "capabilities": capabilities,
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
        if let path = cgroup.path { members.append(.init(name: "cgroupsPath", value: path)) }
        if !resources.isEmpty { members.append(.init(name: "resources", value: .object(resources))) }
        guard isConfined else {
            if !host.isRootless {
                members.append(.init(name: "devices", value: .array(UnconfinedDevices.list.map(\.json))))
            }
            return .object(members)
        }
        members.append(.init(name: "maskedPaths", value: JSONValue(strings: Self.maskedPaths)))
        members.append(.init(name: "readonlyPaths", value: JSONValue(strings: Self.readOnlyPaths)))
        if runtime == .runc || seccomp == nil {
            members.append(.init(name: "seccomp", value: SeccompFilter.profile))
        }
        return .object(members)
    }

    /// What the runtime's cgroup limits; runc keeps devices from a step unless told otherwise, crun is told to have none.
    private var resources: [JSONValue.Member] {
        var members = cgroup.resources
        guard runtime == .runc else { return members }
        var rules: [JSONValue] = []
        if !isConfined { rules = ["c", "b"].map { ["allow": true, "type": .string($0), "access": "rwm"] } }
        rules += edits.nodes.compactMap(\.rule)
        if !rules.isEmpty { members.append(.init(name: "devices", value: .array(rules))) }
        return members
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

extension ContainerEdits.Hook {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [.init(name: "path", value: .string(path))]
        if !arguments.isEmpty { members.append(.init(name: "args", value: JSONValue(strings: arguments))) }
        if !environment.isEmpty { members.append(.init(name: "env", value: JSONValue(strings: environment))) }
        if let timeout { members.append(.init(name: "timeout", value: .number(timeout))) }
        return .object(members)
    }
}
