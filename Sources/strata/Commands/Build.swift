import ArgumentParser
import BuildGraph
import BuildPlanner
import Diagnostics
import Foundation
import OCIFormat

/// `strata build`: the flags of `docker buildx build`, with the same meaning.
struct Build: NamespacedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Build an image or files from a Dockerfile.",
        discussion: """
            CONTEXT is what COPY and ADD take files from: a folder, the address of a git repository or an archive, or `-`, \
            a Dockerfile or an archive on standard input.
            """
    )

    @OptionGroup var store: StoreFlags
    @OptionGroup var selection: BuildSelectionFlags
    @OptionGroup var output: BuildOutputFlags
    @OptionGroup var sandbox: BuildSandboxFlags
    @OptionGroup var screen: ScreenFlags
    @OptionGroup var call: CallFlags
    @OptionGroup var later: BuildLaterFlags
    @OptionGroup var legacy: BuildLegacyFlags
    @OptionGroup var dry: DryRunFlags

    @Argument(help: ArgumentHelp("The build context.", valueName: "context"))
    var context = "."

    func run() async throws {
        let request = try makeRequest()
        request.tellNotices()
        let code: Int32
        let question = try call.option()
        if let form = try dry.form(beside: question) {
            code = try await DryRun(request: request, root: store.root, form: form).run()
        } else if let option = question {
            code = try await CallRun(request: request, root: store.root, option: option).run()
        } else {
            try request.checkOutputs()
            try request.removeStaleIdentifier()
            code = try await BuildRun(request: request, root: store.root).run()
        }
        if code != 0 { throw ExitCode(code) }
    }

    private func makeRequest() throws(Diagnostic) -> BuildRequest {
        let environment = ProcessInfo.processInfo.environment
        let configuration = try Configuration.load(environment: environment)
        let secrets = try BuildSecrets(selection.secret, environment: environment)
        var request = BuildRequest(
            context: context, secrets: secrets, jobs: selection.jobs ?? ProcessInfo.processInfo.activeProcessorCount,
            command: CommandLine.arguments, environment: environment, configuration: configuration,
            screen: try screen.settings(configuration, environment: environment))
        try selection.fill(&request)
        try output.fill(&request)
        try sandbox.fill(&request)
        request.addProxies()
        request.devices = configuration.devices.specifications()
        try request.checkPlatforms()
        // A Dockerfile that is only asked is neither pushed nor attested.
        if try call.option() == nil { try later.check(request) }
        request.notices += secrets.notices + legacy.notices
        return request
    }
}
