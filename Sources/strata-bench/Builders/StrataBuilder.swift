import Foundation

/// strata itself, with a store and a configuration of its own.
final class StrataBuilder: Builder {
    let name = "strata"
    let baseName = "bench-base"
    private let program: String
    private let bench: Workbench
    private var root: URL

    init(program: String, _ bench: Workbench) {
        self.program = program
        self.bench = bench
        root = bench.freshFolder("strata-store")
    }

    func reset() throws {
        root = bench.freshFolder("strata-store")
        let registry = bench.registry.map { "[registry.\"\($0.address)\"]\nhttp = true\n" } ?? ""
        try registry.write(to: configuration, atomically: true, encoding: .utf8)
        try command(["images", "import", bench.baseTar.path, baseName]).run()
    }

    func commands(for request: BuildRequest) -> [Command]? {
        var arguments = ["build", "--progress=plain"] + sharedFlags(request)
        switch request.output {
        case .image: arguments += ["-t", "bench-out"]
        case .archive(let url): arguments += ["-o", "type=oci,dest=\(url.path)"]
        }
        return [command(arguments + [request.context.path])]
    }

    private var configuration: URL { bench.folder.appendingPathComponent("strata.toml") }

    private func command(_ arguments: [String]) -> Command {
        var command = bench.command([program] + arguments, logName: "strata.log")
        command.environment = ["STRATA_ROOT": root.path, "STRATA_CONFIG": configuration.path]
        return command
    }
}
