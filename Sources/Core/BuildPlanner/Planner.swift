package import BuildGraph
package import Diagnostics
import OCIFormat

/// How far a plan came.
package enum PlanResult: Sendable {
    /// These images have to be resolved before the plan can go on.
    case needsImages([ImageRequest])
    /// All that the build does.
    case ready(Graph, warnings: [Diagnostic])
}

/// Turns a Dockerfile into a graph, as version 1.26 of BuildKit's Dockerfile frontend does.
package enum Planner {
    /// Plans the target's stage and all that it needs, for each platform.
    ///
    /// Knows no registry: the caller resolves the images that are asked for and calls again with all of them until the
    /// plan is ready. Triggers of a base image may ask for more.
    package static func plan(
        _ request: PlanRequest, images: [ImageRequest: ResolvedImage]
    ) throws(PlanError) -> PlanResult {
        let settings = try PlanSettings(request)
        var builder = GraphBuilder()
        var missing: [ImageRequest] = []
        var targets: [Target] = []
        var warnings: [Diagnostic] = []
        for platform in platforms(of: request) {
            var plan = try StageSelection(settings: settings, targetPlatform: platform, images: images)
            try plan.select()
            missing += plan.missing.filter { !missing.contains($0) }
            guard missing.isEmpty else { continue }
            var dispatcher = StageDispatcher(selection: plan, builder: builder)
            targets.append(try dispatcher.run())
            builder = dispatcher.builder
            warnings += dispatcher.warnings.filter { !warnings.contains($0) }
        }
        guard missing.isEmpty else { return .needsImages(missing) }
        return .ready(builder.finish(targets: targets, source: settings.file), warnings: warnings)
    }
    /// What to plan for, each once; nil where nobody asked for a platform.
    private static func platforms(of request: PlanRequest) -> [Platform?] {
        guard !request.platforms.isEmpty else { return [nil] }
        return request.platforms.map(\.normalized).reduce(into: []) { known, platform in
            if !known.contains(platform) { known.append(platform) }
        }
    }
}
