import BuildGraph

/// The limits of a command's cgroup as the OCI runtime specification has them.
struct CgroupSpec {
    var limits: CgroupLimits
    /// The container's own name.
    var name: String

    /// Where the cgroup goes; nil leaves that to the runtime.
    var path: JSONValue? {
        guard let parent = limits.parent else { return nil }
        let names = parent.split(separator: "/").map(String.init) + ["strata", name]
        return .string("/" + names.joined(separator: "/"))
    }

    /// The members `memory` and `cpu`, where they say anything.
    var resources: [JSONValue.Member] {
        var memory: [JSONValue.Member] = []
        if let bytes = limits.memory { memory.append(.init(name: "limit", value: .number(bytes))) }
        if let bytes = limits.memoryAndSwap { memory.append(.init(name: "swap", value: .number(bytes))) }
        var cpu: [JSONValue.Member] = []
        if let shares = limits.cpuShares { cpu.append(.init(name: "shares", value: .number(shares))) }
        if let period = limits.cpuPeriod { cpu.append(.init(name: "period", value: .number(period))) }
        if let quota = limits.cpuQuota { cpu.append(.init(name: "quota", value: .number(quota))) }
        if let cpus = limits.cpus { cpu.append(.init(name: "cpus", value: .string(cpus))) }
        if let nodes = limits.memoryNodes { cpu.append(.init(name: "mems", value: .string(nodes))) }
        return [("memory", memory), ("cpu", cpu)].compactMap { name, members in
            members.isEmpty ? nil : .init(name: name, value: .object(members))
        }
    }
}
