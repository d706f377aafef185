import ArgumentParser
import BuildGraph
import Diagnostics
import OCIFormat

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
