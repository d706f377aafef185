import Foundation

/// Docker with the BuildKit inside its daemon, which the benchmark starts on its own folder and socket.
final class DockerBuilder: Builder {
    let name = "docker"
    let baseName = "bench-base"
    private let bench: Workbench
    private var server: Server?

    init(_ bench: Workbench) { self.bench = bench }

    /// Nil where it can be used, else why not.
    static var obstacle: String? {
        guard Command.path(of: "docker") != nil, Command.path(of: "dockerd") != nil else {
            return "not found (Debian's docker.io)"
        }
        return getuid() == 0 ? nil : "needs root for its daemon"
    }

    func start() throws {
        let folder = try bench.makeFolder("docker")
        let arguments = [
            Command.path(of: "dockerd") ?? "dockerd", "--data-root", folder.path + "/data",
            "--exec-root", folder.path + "/exec", "--pidfile", folder.path + "/pid", "-H", socket, "--iptables=false",
            "--ip6tables=false", "--bridge=none",
        ]
        let started = try Server("dockerd", bench.command(arguments, logName: "dockerd.log"))
        server = started
        do {
            // Each failing question is the answer "not yet".
            try started.waitUntilReady { (try? docker(["version"]).run()) != nil }
        } catch {
            stop()
            throw error
        }
    }

    func stop() {
        server?.stop()
        server = nil
    }

    func reset() throws {
        try docker(["system", "prune", "--all", "--force", "--volumes"]).run()
        try docker(["builder", "prune", "--all", "--force"]).run()
        try docker(["import", bench.baseTar.path, baseName]).run()
    }

    func commands(for request: BuildRequest) -> [Command]? {
        // The BuildKit inside the daemon has no exporter of archives with compressed layers.
        guard case .image = request.output else { return nil }
        let arguments = ["build", "--progress=plain", "--network=host", "-t", "bench-out"] + sharedFlags(request)
        return [docker(arguments + [request.context.path])]
    }

    private var socket: String { "unix://\(bench.folder.path)/docker/docker.sock" }

    private func docker(_ arguments: [String]) -> Command {
        var command = bench.command(["docker", "-H", socket] + arguments, logName: "docker.log")
        command.environment = ["DOCKER_BUILDKIT": "1", "DOCKER_CONFIG": bench.folder.path + "/docker/config"]
        return command
    }
}
