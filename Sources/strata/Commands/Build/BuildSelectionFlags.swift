import ArgumentParser
import BuildGraph
import BuildPlanner
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
        help: "A further context, NAME=FOLDER, an address, docker-image://…, oci-layout://… or target:STAGE.")
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
        request.dockerfile = file.flatMap { $0.isEmpty ? nil : $0 }
        request.target = target.flatMap { $0.isEmpty ? nil : $0 }
        try fillArguments(&request)
        for text in buildContext where !text.isEmpty {
            let option = try ContextOption(text)
            request.contexts.removeAll { $0.name == option.name }
            request.contexts.append(option)
        }
        for text in label {
            let pair = try Self.pair(text, flag: "label")
            request.labels.append((name: pair.name, value: pair.value ?? ""))
        }
        request.platforms = try PlatformOption.platforms(platform, environment: request.environment)
        try fillCache(&request)
        request.pulls = pull
        if let jobs, jobs < 1 {
            throw Diagnostic(code: "usage.jobs", message: "--jobs \(jobs): it must be 1 or more")
        }
    }

    private func fillCache(_ request: inout BuildRequest) throws(Diagnostic) {
        guard !noCache || noCacheFilter.isEmpty else {
            throw Diagnostic(
                code: "usage.cache",
                message: "--no-cache and --no-cache-filter cannot currently be used together",
                remedy: "leave --no-cache-filter out: --no-cache is about all stages")
        }
        for text in noCacheFilter where !text.isEmpty {
            request.noCacheStages += try OptionFields.list(text, flag: "no-cache-filter")
        }
        // A filter that names no stage is about all of them, as for BuildKit.
        request.noCache = noCache || (!noCacheFilter.isEmpty && request.noCacheStages.isEmpty)
        request.cutsOffEarly = !noEarlyCutoff
    }

    private func fillArguments(_ request: inout BuildRequest) throws(Diagnostic) {
        let epoch = SourceDateEpoch.name
        for text in buildArg {
            let pair = try Self.pair(text, flag: "build-arg")
            guard let value = pair.value ?? request.environment[pair.name] else { continue }
            request.arguments.append(EnvironmentVariable(pair.name, value))
        }
        if let value = request.environment[epoch], !value.isEmpty,
            !request.arguments.contains(where: { $0.name == epoch })
        {
            request.arguments.append(EnvironmentVariable(epoch, value))
        }
        if let cache = request.arguments.last(where: { $0.name == "BUILDKIT_INLINE_CACHE" }),
            Bool(go: cache.value) == true
        {
            throw Diagnostic(
                code: "usage.later",
                message: "--build-arg BUILDKIT_INLINE_CACHE=\(cache.value): this version writes no cache into images",
                remedy: "leave it out; strata's own store keeps the cache")
        }
    }

    /// Splits `NAME[=VALUE]`.
    private static func pair(_ text: String, flag: String) throws(Diagnostic) -> (name: String, value: String?) {
        let equals = text.firstIndex(of: "=")
        let name = String(text[..<(equals ?? text.endIndex)])
        guard !name.isEmpty else {
            throw Diagnostic(
                code: "usage.option", message: "--\(flag) \"\(text)\": the name is missing",
                remedy: "write --\(flag) NAME=VALUE")
        }
        return (name, equals.map { String(text[text.index(after: $0)...]) })
    }
}
