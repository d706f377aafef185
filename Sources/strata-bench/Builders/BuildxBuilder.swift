import Foundation

/// docker buildx with the builder that the user has chosen.
///
/// Its cache is emptied between runs, so it must be asked for.
final class BuildxBuilder: Builder {
    let name = "buildx"
    private let bench: Workbench

    init(_ bench: Workbench) { self.bench = bench }

    var baseName: String { "\(bench.registry?.address ?? "127.0.0.1")/library/bench-base" }

    /// Whether buildx answers and its builder runs.
    static func isRunning(_ bench: Workbench) -> Bool {
        guard Command.path(of: "docker") != nil else { return false }
        // A failing question is the answer "no".
        return (try? bench.command(["docker", "buildx", "inspect"]).run()) != nil
    }

    func start() throws {
        let registry = try bench.startedRegistry()
        try registry.push(rootfs: bench.baseTar, as: "library/bench-base:latest")
    }

    func reset() throws { try buildx(["prune", "--all", "--force"]).run() }

    func commands(for request: BuildRequest) -> [Command]? {
        var arguments = ["build", "--progress=plain"] + sharedFlags(request)
        switch request.output {
        case .image: arguments += ["--output", "type=image,name=bench-out,push=false"]
        case .archive(let url): arguments += ["--output", "type=oci,dest=\(url.path)"]
        }
        return [buildx(arguments + [request.context.path])]
    }

    private func buildx(_ arguments: [String]) -> Command {
        bench.command(["docker", "buildx"] + arguments, logName: "buildx.log")
    }
}
