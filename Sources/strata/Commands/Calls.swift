import ArgumentParser
import Diagnostics
import Foundation
import TerminalThemes

/// `strata check`: what is doubtful in a Dockerfile, by the rules of `docker build --check`.
struct Check: NamespacedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a Dockerfile without building it.",
        discussion: "The exit code is 1 if anything was found. docs/check.md lists the rules.")

    @OptionGroup var call: CallArguments

    func run() async throws { try await call.run(.check) }
}

/// `strata outline`: what a target takes from outside.
struct Outline: NamespacedCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the arguments, secrets and SSH agents that a target takes.")

    @OptionGroup var call: CallArguments

    func run() async throws { try await call.run(.outline) }
}

/// `strata targets`: what `--target` can name.
struct Targets: NamespacedCommand {
    static let configuration = CommandConfiguration(abstract: "List the targets of a Dockerfile.")

    @OptionGroup var call: CallArguments

    func run() async throws { try await call.run(.targets) }
}

/// What the three commands take: the flags that say what a build would build.
struct CallArguments: ParsableArguments {
    /// How the answer is written.
    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

    @OptionGroup var store: StoreFlags
    @OptionGroup var selection: BuildSelectionFlags
    @Option(help: "The form of the answer.")
    var format = Format.text
    @Flag(help: "Print JSON: --format json.")
    var json = false
    @Argument(help: ArgumentHelp("The build context.", valueName: "context"))
    var context = "."

    func run(_ method: CallOption.Method) async throws {
        var request = try BuildRequest(asking: context)
        try selection.fill(&request)
        let option = CallOption(method, isJSON: json || format == .json)
        let code = try await CallRun(request: request, root: store.root, option: option).run()
        if code != 0 { throw ExitCode(code) }
    }
}

extension BuildRequest {
    /// A request that builds nothing and so needs no secrets and no screen.
    init(asking context: String) throws(Diagnostic) {
        let environment = ProcessInfo.processInfo.environment
        let configuration = try Configuration.load(environment: environment)
        let ui = configuration.ui
        self.init(
            context: context, secrets: try BuildSecrets([], environment: environment),
            jobs: ProcessInfo.processInfo.activeProcessorCount, command: CommandLine.arguments,
            environment: environment, configuration: configuration,
            screen: ScreenSettings(
                theme: .preset, glyphs: ui.glyphs, keys: try ui.keyMap(), stay: ui.stay, hasMotion: ui.hasMotion,
                usesMouse: ui.usesMouse))
    }
}
