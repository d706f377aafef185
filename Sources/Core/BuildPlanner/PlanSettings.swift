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
        try Self.checkMultiPlatform(request, arguments)
        if let syntax = arguments["BUILDKIT_SYNTAX"] {
            try Frontend.check(syntax, at: .init(file: request.dockerfile.file))
        } else {
            try Frontend.check(request.dockerfile.file)
        }
    }

    var dockerfile: Dockerfile { request.dockerfile }

    var file: SourceFile { request.dockerfile.file }

    /// Whether step names begin with the platform.
    var namesPlatforms: Bool { PlanRequest.isMultiPlatform(request.platforms, arguments: request.arguments) }

    private static func checkMultiPlatform(
        _ request: PlanRequest, _ arguments: [String: String]
    ) throws(PlanError) {
        guard let text = arguments["BUILDKIT_MULTI_PLATFORM"], !text.isEmpty else { return }
        let place = Diagnostic.Place(file: request.dockerfile.file)
        guard let isAsked = boolean(text) else { throw .fault(.invalidMultiPlatform(text), at: place) }
        if !isAsked, request.platforms.count > 1 { throw .fault(.severalPlatformsRefused, at: place) }
    }

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

    /// The named context that takes the place of a stage or an image of this name on a platform.
    func context(named name: String, for platform: Platform) -> GivenContext? {
        guard !contexts.isEmpty, !["scratch", "context"].contains(name.lowercased()) else { return nil }
        let key = Self.familiarName(name)
        return contexts["\(key)::\(platform.normalized)"] ?? contexts[key]
    }

    /// `--no-cache`, for one stage or for all.
    func ignoresCache(stage: Dockerfile.Stage) -> Bool {
        request.noCache || request.noCacheStages.contains { $0.lowercased() == stage.name }
    }

    /// The familiar name with the platform, where one stands behind it.
    private static func contextKey(_ name: String) -> String {
        guard let mark = name.firstRange(of: "::") else { return familiarName(name) }
        let key = familiarName(String(name[..<mark.lowerBound]))
        do {
            return "\(key)::\(try Platform(parsing: name[mark.upperBound...]))"
        } catch {
            return name.lowercased()
        }
    }

    /// The short form without `:latest`; what is no image's name stands for itself.
    private static func familiarName(_ name: String) -> String {
        do {
            let familiar = try ImageReference(parsing: name).familiar
            return familiar.hasSuffix(":latest") ? String(familiar.dropLast(":latest".count)) : familiar
        } catch {
            return name.lowercased()
        }
    }

    /// What Go reads as a Boolean; nil for other texts.
    static func boolean(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: nil
        }
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
