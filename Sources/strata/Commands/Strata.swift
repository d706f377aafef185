import ArgumentParser

/// The command line's root.
struct Strata: AsyncParsableCommand {
    /// The version that `--version` prints and that the history keeps.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "strata",
        abstract: "Builds container images from Dockerfiles, and shows what the build did.",
        version: "strata \(version)",
        subcommands: [
            Build.self, Cache.self, Check.self, Context.self, Explain.self, History.self, Images.self, Outline.self,
            SyntaxTree.self, Targets.self, Themes.self, View.self, Browse.self,
        ], defaultSubcommand: Browse.self)
}

/// A command that works in namespaces of its own: they have to be made before the first thread is.
protocol NamespacedCommand: AsyncParsableCommand {
    /// Whether it needs them as it was called.
    var needsNamespaces: Bool { get }
}

extension NamespacedCommand {
    var needsNamespaces: Bool { true }
}

/// The flags that every command of the store has.
struct StoreFlags: ParsableArguments {
    @Option(
        name: .customLong("root"),
        help: ArgumentHelp(
            "The store's folder (default: $STRATA_ROOT, else as docs/building.md says).", valueName: "dir"))
    var root: String?
}
