import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// One run over the Dockerfile with the images that are known.
struct PlanAttempt {
    let settings: PlanSettings
    let images: [ImageRequest: ResolvedImage]

    /// What the checks have found.
    private(set) var log: CheckLog

    /// What the first platform's target takes from outside.
    private(set) var outline: BuildOutline?

    private var builder = GraphBuilder()
    private var missing: [ImageRequest] = []
    private var targets: [Target] = []

    init(_ request: PlanRequest, images: [ImageRequest: ResolvedImage]) throws(PlanError) {
        settings = try PlanSettings(request)
        self.images = images
        log = CheckLog(file: settings.file, options: try Self.checkOptions(settings))
    }

    /// The build argument stands in for the line in the file.
    private static func checkOptions(_ settings: PlanSettings) throws(PlanError) -> CheckOptions {
        let directive = settings.dockerfile.checkDirective
        let given = settings.arguments["BUILDKIT_DOCKERFILE_CHECK"]
        // What follows a space in the line is a remark.
        let written = directive.map { String($0.value.text.prefix { $0 != " " }) }
        guard let text = given ?? written else { return CheckOptions() }
        do {
            return try CheckOptions(parsing: text)
        } catch {
            let place = directive.map { Diagnostic.Place(file: settings.file, range: $0.value.range) }
            throw .checkOptions(error, at: given == nil ? place : nil)
        }
    }

    mutating func run() throws(PlanError) -> PlanResult {
        settings.dockerfile.check(into: &log)
        for (index, platform) in platforms.enumerated() {
            try plan(platform, isFirst: index == 0)
        }
        guard missing.isEmpty else { return .needsImages(missing) }
        if log.options.failsBuild, !log.findings.isEmpty { throw .checksFailed(rules: log.brokenRules) }
        return .ready(builder.finish(targets: targets, source: settings.file), warnings: log.findings)
    }

    private mutating func plan(_ platform: Platform?, isFirst: Bool) throws(PlanError) {
        if isFirst {
            let checked = (platform ?? settings.request.buildPlatform).normalized
            try FromChecks(settings: settings, targetPlatform: checked).check(into: &log)
        }
        var selection = try StageSelection(settings: settings, targetPlatform: platform, images: images)
        try selection.select()
        missing += selection.missing.filter { !missing.contains($0) }
        guard missing.isEmpty else { return }
        let blank = CheckLog(file: log.file, options: log.options)
        var dispatcher = StageDispatcher(selection: selection, builder: builder, log: isFirst ? log : blank)
        // Also what was found before a step that can't be planned is told.
        defer { take(dispatcher.log, isFirst: isFirst) }
        targets.append(try dispatcher.run())
        builder = dispatcher.builder
        if isFirst { outline = dispatcher.outline.outline() }
    }

    /// What two platforms have in common is told once.
    private mutating func take(_ other: CheckLog, isFirst: Bool) {
        if isFirst { log = other } else { log.add(other.findings) }
    }

    /// What to plan for, each once; nil where nobody asked for a platform.
    private var platforms: [Platform?] {
        guard !settings.request.platforms.isEmpty else { return [nil] }
        return settings.request.platforms.map(\.normalized).reduce(into: []) { known, platform in
            if !known.contains(platform) { known.append(platform) }
        }
    }
}
