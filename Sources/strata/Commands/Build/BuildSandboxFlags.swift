import ArgumentParser
import BuildGraph
import Diagnostics

/// How steps run.
struct BuildSandboxFlags: ParsableArguments {
    @Option(help: "The network of RUN: default, none or host.")
    var network = "default"
    @Option(help: "What the Dockerfile may ask for: network.host, security.insecure, device[=NAME].")
    var allow: [String] = []
    @Option(name: .customLong("add-host"), help: "A line for /etc/hosts, NAME:ADDRESS.")
    var addHost: [String] = []
    @Option(help: "An SSH agent or keys for RUN --mount=type=ssh, default|ID[=SOCKET|KEY[,KEY]].")
    var ssh: [String] = []
    @Option(name: .customLong("shm-size"), help: "The size of /dev/shm, as 64m.")
    var shmSize: String?
    @Option(help: "A resource limit, NAME=SOFT[:HARD].")
    var ulimit: [String] = []
    @Option(name: .customLong("cgroup-parent"), help: "The cgroup that RUN's own are made in.")
    var cgroupParent: String?
    @Option(help: "A limit of RUN's cgroup, as memory=2g or cpu-quota=50000.")
    var resource: [String] = []

    func fill(_ request: inout BuildRequest) throws(Diagnostic) {
        guard let chosen = RunOperation.Network(rawValue: network.isEmpty ? "default" : network) else {
            throw Diagnostic(
                code: "usage.network", message: "--network: network mode \"\(network)\" is not supported",
                remedy: "use default, none or host")
        }
        request.network = chosen
        for text in allow { try request.entitlements.allow(text) }
        for text in addHost { request.extraHosts += try SandboxOptions.hosts(text) }
        request.agents = try SSHOption.all(ssh, environment: request.environment)
        request.sharedMemorySize = try shmSize.flatMap { text throws(Diagnostic) in try SandboxOptions.size(text) }
        for text in ulimit {
            let limit = try SandboxOptions.limit(text)
            request.limits.removeAll { $0.name == limit.name }
            request.limits.append(limit)
        }
        request.limits.sort { $0.name < $1.name }
        request.cgroup.parent = try SandboxOptions.cgroup(cgroupParent)
        for text in resource { try ResourceOptions.read(text, into: &request.cgroup) }
    }
}
