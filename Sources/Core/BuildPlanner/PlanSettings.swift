import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// A request with what follows from it for every platform.
struct PlanSettings: Sendable {
    let request: PlanRequest

    /// `--build-arg` values by name.
    let arguments: [String: String]

    /// The named contexts by the normalised name that images and stages are looked up with.
    private let contexts: [String: GivenContext]

    init(_ request: PlanRequest) throws(PlanError) {
        self.request = request
        arguments = Dictionary(request.arguments.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let entries = request.namedContexts.map {
            (Self.contextKey($0.key), GivenContext(name: $0.key, context: $0.value))
        }
        contexts = Dictionary(entries, uniquingKeysWith: { left, right in left.name < right.name ? left : right })
        if let syntax = arguments["BUILDKIT_SYNTAX"] {
            try Frontend.check(syntax, at: .init(file: request.dockerfile.file))
        } else {
            try Frontend.check(request.dockerfile.file)
        }
    }

    var dockerfile: Dockerfile { request.dockerfile }

    var file: SourceFile { request.dockerfile.file }

    /// Whether step names begin with the platform.
    var namesPlatforms: Bool { request.platforms.count > 1 || isTrue(arguments["BUILDKIT_MULTI_PLATFORM"]) }

    var hostname: String {
        request.hostname ?? arguments["BUILDKIT_SANDBOX_HOSTNAME"] ?? "buildkitsandbox"
    }

    /// What the ids of cache mounts begin with.
    var cachePrefix: String {
        let namespace = arguments["BUILDKIT_CACHE_MOUNT_NS"] ?? ""
        return namespace.isEmpty ? "" : "\(namespace)/"
    }

    /// The name that progress shows for a stage.
    func shownName(ofStage index: Int) -> String {
        dockerfile.stages[index].name ?? "stage-\(index)"
    }

    /// The named context that takes the place of a stage or an image of this name.
    func context(named name: String) -> GivenContext? {
        guard !contexts.isEmpty, !["scratch", "context"].contains(name.lowercased()) else { return nil }
        return contexts[Self.contextKey(name)]
    }

    /// `--no-cache`, for one stage or for all.
    func ignoresCache(stage: Dockerfile.Stage) -> Bool {
        request.noCache || request.noCacheStages.contains { $0.lowercased() == stage.name }
    }

    /// The short form without `:latest`; what is no image's name stands for itself.
    private static func contextKey(_ name: String) -> String {
        do {
            let familiar = try ImageReference(parsing: name).familiar
            return familiar.hasSuffix(":latest") ? String(familiar.dropLast(":latest".count)) : familiar
        } catch {
            return name.lowercased()
        }
    }

    private func isTrue(_ value: String?) -> Bool {
        ["1", "t", "true"].contains(value?.lowercased() ?? "")
    }
}

/// A named context with the name that it was given under.
struct GivenContext: Hashable, Sendable {
    var name: String
    var context: NamedContext
}

extension PlanSettings {
    /// Where the Dockerfile has a step or a part of it; a trigger has no place but its FROM.
    func place(of step: PlannedStep, _ range: SourceRange? = nil) -> Diagnostic.Place {
        .init(file: file, range: step.isTrigger ? step.range : range ?? step.range)
    }
}
