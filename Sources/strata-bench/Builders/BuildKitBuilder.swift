import Foundation

/// BuildKit driven by buildctl: a daemon of the benchmark's own where buildkitd is here, else one that runs already.
final class BuildKitBuilder: Builder {
    let name = "buildkit"
    private let bench: Workbench
    private let address: String
    private var server: Server?

    /// Uses the daemon at an address, or one of its own without.
    init(_ bench: Workbench, address: String?) {
        self.bench = bench
        self.address = address ?? "unix://\(bench.folder.path)/buildkit/socket"
        startsDaemon = address == nil
    }

    private let startsDaemon: Bool

    /// BuildKit has no store of images by name: it takes the base from the registry.
    var baseName: String { "\(bench.registry?.address ?? "127.0.0.1")/library/bench-base" }

    func start() throws {
        let registry = try bench.startedRegistry()
        let folder = try bench.makeFolder("buildkit")
        try registry.push(rootfs: bench.baseTar, as: "library/bench-base:latest")
        guard startsDaemon else { return }
        let arguments = [
            Command.path(of: "buildkitd") ?? "buildkitd", "--root", folder.path + "/data", "--addr", address,
        ]
        let started = try Server("buildkitd", bench.command(arguments, logName: "buildkitd.log"))
        server = started
        do {
            // Each failing question is the answer "not yet".
            try started.waitUntilReady { (try? buildctl(["debug", "workers"]).run()) != nil }
        } catch {
            stop()
            throw error
        }
    }

    func stop() {
        server?.stop()
        server = nil
    }

    func reset() throws { try buildctl(["prune", "--all"]).run() }

    func commands(for request: BuildRequest) -> [Command]? {
        var arguments = [
            "build", "--progress=plain", "--frontend", "dockerfile.v0", "--local", "context=\(request.context.path)",
            "--local", "dockerfile=\(request.context.path)", "--opt", "filename=\(request.dockerfile)",
            "--opt", "build-arg:BASE=\(baseName)",
        ]
        if let target = request.target { arguments += ["--opt", "target=\(target)"] }
        for (name, value) in request.arguments { arguments += ["--opt", "build-arg:\(name)=\(value)"] }
        switch request.output {
        case .image: arguments += ["--output", "type=image,name=bench-out,push=false"]
        case .archive(let url): arguments += ["--output", "type=oci,dest=\(url.path)"]
        }
        return [buildctl(arguments)]
    }

    private func buildctl(_ arguments: [String]) -> Command {
        bench.command(["buildctl", "--addr", address] + arguments, logName: "buildctl.log")
    }
}
