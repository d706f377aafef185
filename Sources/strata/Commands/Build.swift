import ArgumentParser
import BuildGraph
import Diagnostics
import Foundation
import OCIFormat

/// `strata build`: the flags of `docker buildx build`, with the same meaning.
struct Build: NamespacedCommand {
    static let configuration = CommandConfiguration(
        abstract: "Build an image or files from a Dockerfile.",
        discussion: "CONTEXT is the folder whose files COPY and ADD take; `-` reads the Dockerfile from standard input."
    )

    @OptionGroup var store: StoreFlags
    @OptionGroup var selection: BuildSelectionFlags
    @OptionGroup var output: BuildOutputFlags
    @OptionGroup var sandbox: BuildSandboxFlags
    @OptionGroup var screen: ScreenFlags
    @OptionGroup var call: CallFlags

    @Argument(help: ArgumentHelp("The build context.", valueName: "context"))
    var context = "."

    func run() async throws {
        let request = try makeRequest()
        let code: Int32
        if let option = try call.option() {
            code = try await CallRun(request: request, root: store.root, option: option).run()
        } else {
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
        return request
    }
}

/// What is built, and from what.
struct BuildSelectionFlags: ParsableArguments {
    @Option(name: [.customShort("f"), .customLong("file")], help: "The Dockerfile (default: CONTEXT/Dockerfile).")
    var file: String?
    @Option(help: "The stage to build.")
    var target: String?
    @Option(name: .customLong("build-arg"), help: "A build argument, NAME=VALUE or NAME from the environment.")
    var buildArg: [String] = []
    @Option(
        name: .customLong("build-context"),
        help: "A further context, NAME=FOLDER, oci-layout://PATH[:TAG] or docker-image://IMAGE.")
    var buildContext: [String] = []
    @Option(help: "A secret, id=NAME[,src=FILE|,env=VARIABLE].")
    var secret: [String] = []
    @Option(help: "A label of the image, NAME=VALUE.")
    var label: [String] = []
    @Option(help: "The platforms to build for, comma-separated.")
    var platform: [String] = []
    @Flag(name: .customLong("no-cache"), help: "Run every step again.")
    var noCache = false
    @Option(name: .customLong("no-cache-filter"), help: "Stages whose steps run again, comma-separated.")
    var noCacheFilter: [String] = []
    @Flag(help: "Ask registries again what names of images stand for.")
    var pull = false
    @Option(help: "How many commands run at once (default: the number of processors).")
    var jobs: Int?
    @Flag(
        name: .customLong("no-early-cutoff"),
        help: "Run what follows a step that ran again, even if that step gave the same result.")
    var noEarlyCutoff = false

    func fill(_ request: inout BuildRequest) throws(Diagnostic) {
        request.dockerfile = file
        request.target = target
        for text in buildArg { try addArgument(text, to: &request) }
        for text in buildContext { request.contexts.append(try ContextOption(text)) }
        for text in label {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            request.labels.append((name: parts[0], value: parts.count > 1 ? parts[1] : ""))
        }
        for text in platform.flatMap({ $0.split(separator: ",") }) {
            do {
                request.platforms.append(try Platform(parsing: String(text)))
            } catch {
                throw Diagnostic(code: "usage.platform", message: "--platform \(text): \(error)")
            }
        }
        request.noCache = noCache
        request.noCacheStages = noCacheFilter.flatMap { $0.split(separator: ",").map(String.init) }
        request.pulls = pull
        request.cutsOffEarly = !noEarlyCutoff
        if let jobs, jobs < 1 {
            throw Diagnostic(code: "usage.jobs", message: "--jobs \(jobs): it must be 1 or more")
        }
    }

    private func addArgument(_ text: String, to request: inout BuildRequest) throws(Diagnostic) {
        if let equals = text.firstIndex(of: "=") {
            request.arguments.append(
                EnvironmentVariable(String(text[..<equals]), String(text[text.index(after: equals)...])))
        } else if let value = request.environment[text] {
            request.arguments.append(EnvironmentVariable(text, value))
        }
    }
}

/// What comes out, and how it is told.
struct BuildOutputFlags: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")], help: "Where the result goes: FOLDER, - or type=…,dest=….")
    var output: [String] = []
    @Option(name: [.customShort("t"), .customLong("tag")], help: "A name for the image in the store.")
    var tag: [String] = []
    @Option(help: "How progress is shown: auto, tui, plain, linear (sentences), rawjson, quiet or none.")
    var progress = "auto"
    @Flag(help: "Show each step's lines together, once it has ended.")
    var group = false
    @Flag(name: .shortAndLong, help: "Show nothing but the image's digest.")
    var quiet = false
    @Option(help: "A summary in the end: md, json, md=FILE or json=FILE.")
    var summary: String?
    @Option(help: "Write the image's digest to a file.")
    var iidfile: String?
    @Option(name: .customLong("metadata-file"), help: "Write what was built to a file, as JSON.")
    var metadataFile: String?

    func fill(_ request: inout BuildRequest) throws(Diagnostic) {
        for text in output { request.outputs.append(try OutputOption(text)) }
        for text in tag {
            do {
                request.tags.append(try ImageReference(parsing: text))
            } catch {
                throw Diagnostic(code: "usage.tag", message: "invalid tag \"\(text)\": \(error)")
            }
        }
        let chosen = try BuildRequest.Progress.named(progress)
        request.progress = quiet ? .quiet : chosen
        request.isGrouped = group || request.environment["STRATA_PROGRESS_GROUP"] == "1"
        request.summary = try summary.map { text throws(Diagnostic) in try SummaryOption(text) }
        request.identifierFile = iidfile
        request.metadataFile = metadataFile
    }
}

/// How steps run.
struct BuildSandboxFlags: ParsableArguments {
    @Option(help: "The network of RUN: default, none or host.")
    var network = "default"
    @Option(help: "What the Dockerfile may ask for: network.host, security.insecure.")
    var allow: [String] = []
    @Option(name: .customLong("add-host"), help: "A line for /etc/hosts, NAME:ADDRESS.")
    var addHost: [String] = []
    @Option(name: .customLong("shm-size"), help: "The size of /dev/shm, as 64m.")
    var shmSize: String?
    @Option(help: "A resource limit, NAME=SOFT[:HARD].")
    var ulimit: [String] = []

    func fill(_ request: inout BuildRequest) throws(Diagnostic) {
        guard let chosen = RunOperation.Network(rawValue: network) else {
            throw Diagnostic(
                code: "usage.network", message: "--network \(network): there is no such network",
                remedy: "use default, none or host")
        }
        request.network = chosen
        for name in allow.flatMap({ $0.split(separator: ",").map(String.init) }) {
            guard ["network.host", "security.insecure"].contains(name) else {
                throw Diagnostic(
                    code: "usage.allow", message: "--allow \(name): there is no such right",
                    remedy: "use network.host or security.insecure")
            }
            request.allowed.insert(name)
        }
        for text in addHost { request.extraHosts.append(try SandboxOptions.host(text)) }
        request.sharedMemorySize = try shmSize.map { text throws(Diagnostic) in try SandboxOptions.size(text) }
        for text in ulimit { request.limits.append(try SandboxOptions.limit(text)) }
    }
}
