import Foundation

/// strata itself, with a store and a configuration of its own.
final class StrataBuilder: Builder {
    let name: String
    let baseName = "bench-base"
    private let program: String
    private let bench: Workbench
    private let progress: String
    private let extent: Extent?
    /// Its store.
    private(set) var root: URL

    /// `progress` is what it shows; given an extent, it has a terminal of that size to show it on.
    init(
        program: String, _ bench: Workbench, name: String = "strata", progress: String = "plain",
        on extent: Extent? = nil
    ) {
        self.name = name
        self.program = program
        self.bench = bench
        self.progress = progress
        self.extent = extent
        root = bench.freshFolder("\(name)-store")
    }

    func reset() throws {
        _ = try makeStore()
        try command(["images", "import", bench.baseTar.path, baseName]).run()
    }

    /// Makes the folder of a store that has nothing in it.
    func makeStore() throws -> URL {
        root = bench.freshFolder("\(name)-store")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        let registry = bench.registry.map { "[registry.\"\($0.address)\"]\nhttp = true\n" } ?? ""
        try registry.write(to: configuration, atomically: true, encoding: .utf8)
        return root
    }

    func build(_ request: BuildRequest) throws -> Measurement? {
        guard let extent, var command = commands(for: request)?.first else { return try runCommands(for: request) }
        let terminal = try PseudoTerminal(extent)
        defer { terminal.close() }
        command.terminal = terminal
        command.environment.merge(PseudoTerminal.variables) { $1 }
        return try command.run()
    }

    func commands(for request: BuildRequest) -> [Command]? {
        var arguments = ["build", "--progress=\(progress)"] + sharedFlags(request)
        switch request.output {
        case .image: arguments += ["-t", "bench-out"]
        case .archive(let url): arguments += ["-o", "type=oci,dest=\(url.path)"]
        }
        return [command(arguments + [request.context.path])]
    }

    private var configuration: URL { bench.folder.appendingPathComponent("strata.toml") }

    /// A command on its store.
    func command(_ arguments: [String]) -> Command {
        var command = bench.command([program] + arguments, logName: "strata.log")
        command.environment = ["STRATA_ROOT": root.path, "STRATA_CONFIG": configuration.path]
        return command
    }
}
