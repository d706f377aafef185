import LinuxSystem

/// What a device changes of a container, as the Container Device Interface has it.
struct ContainerEdits: Hashable, Sendable {
    /// A device file.
    struct Node: Hashable, Sendable {
        /// Where it is inside.
        var path: String
        /// Where it is on the machine.
        var hostPath: String
        /// Whether the step may write to it; `permissions` without a `w` forbid that.
        var isWritable: Bool
        /// What it is on the machine; known once it was looked at.
        var status: FileStatus?

        /// The rule by which runc lets a step open it.
        var rule: JSONValue? {
            guard let status else { return nil }
            return [
                "allow": true, "type": status.kind == .blockDevice ? "b" : "c",
                "major": .number(Int64(status.deviceMajor)), "minor": .number(Int64(status.deviceMinor)),
                "access": isWritable ? "rwm" : "rm",
            ]
        }
    }

    /// A mount from the machine.
    struct Mount: Hashable, Sendable {
        var hostPath: String
        var containerPath: String
        var type: String
        var options: [String]
    }

    /// A program that the runtime starts at some point of the container's life.
    struct Hook: Hashable, Sendable {
        /// The runtime specification's name of that point: `createContainer`.
        var stage: String
        var path: String
        var arguments: [String]
        var environment: [String]
        var timeout: Int64?
    }

    /// The points at which hooks may run.
    static let stages = [
        "prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop",
    ]

    /// Variables, `NAME=value` each.
    var environment: [String] = []
    var nodes: [Node] = []
    var mounts: [Mount] = []
    var hooks: [Hook] = []
    /// More groups of the step's user.
    var groups: [UInt32] = []

    /// Edits that change nothing.
    init() {}

    /// Reads a `containerEdits` member; nil is the same as an empty one.
    init(_ value: SpecValue?) throws(DeviceSpecFault) {
        guard let value else { return }
        environment = value["env"]?.texts ?? []
        for variable in environment where !variable.contains("=") || variable.hasPrefix("=") {
            throw DeviceSpecFault("\(variable) is no NAME=value")
        }
        for node in value["deviceNodes"]?.elements ?? [] { nodes.append(try Node(node)) }
        for mount in value["mounts"]?.elements ?? [] { mounts.append(try Mount(mount)) }
        for hook in value["hooks"]?.elements ?? [] { hooks.append(try Hook(hook)) }
        for group in value["additionalGids"]?.elements ?? [] {
            guard let number = group.number.flatMap({ UInt32(exactly: $0) }) else {
                throw DeviceSpecFault("\(group.text ?? "additionalGids") is no group")
            }
            // 0 means nothing in the specification.
            if number > 0 { groups.append(number) }
        }
        for member in ["netDevices", "intelRdt"] where value[member] != nil && value[member] != .null {
            throw DeviceSpecFault("it asks for \(member), which steps can't be given")
        }
    }

    /// Adds other edits behind these.
    mutating func append(_ other: ContainerEdits) {
        environment += other.environment
        nodes += other.nodes
        mounts += other.mounts
        hooks += other.hooks
        groups += other.groups
    }
}

/// What is wrong with a device's specification.
struct DeviceSpecFault: Error, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

extension ContainerEdits.Node {
    fileprivate init(_ value: SpecValue) throws(DeviceSpecFault) {
        guard let path = value["path"]?.text, path.hasPrefix("/") else {
            throw DeviceSpecFault("a device node needs an absolute path")
        }
        let permissions = value["permissions"]?.text ?? "rwm"
        guard permissions.allSatisfy({ "rwm".contains($0) }) else {
            throw DeviceSpecFault("the permissions \(permissions) of \(path) are none of r, w and m")
        }
        self.path = path
        hostPath = value["hostPath"]?.text ?? path
        isWritable = permissions.isEmpty || permissions.contains("w")
    }
}

extension ContainerEdits.Mount {
    fileprivate init(_ value: SpecValue) throws(DeviceSpecFault) {
        guard let host = value["hostPath"]?.text, let inside = value["containerPath"]?.text, !host.isEmpty,
            inside.hasPrefix("/")
        else {
            throw DeviceSpecFault("a mount needs hostPath and containerPath")
        }
        hostPath = host
        containerPath = inside
        type = value["type"]?.text ?? "bind"
        options = value["options"]?.texts ?? ["rbind", "ro", "nosuid", "nodev"]
        if type == "bind", !options.contains("bind"), !options.contains("rbind") { options.append("rbind") }
    }
}

extension ContainerEdits.Hook {
    fileprivate init(_ value: SpecValue) throws(DeviceSpecFault) {
        guard let stage = value["hookName"]?.text, ContainerEdits.stages.contains(stage) else {
            throw DeviceSpecFault("there is no hook \(value["hookName"]?.text ?? "without a name")")
        }
        guard let path = value["path"]?.text, path.hasPrefix("/") else {
            throw DeviceSpecFault("the hook \(stage) needs the absolute path of a program")
        }
        self.stage = stage
        self.path = path
        arguments = value["args"]?.texts ?? []
        environment = value["env"]?.texts ?? []
        timeout = value["timeout"]?.number
    }
}
