package import BuildGraph
package import Diagnostics
import DockerfileSyntax
import OCIFormat

/// How far a plan came.
package enum PlanResult: Sendable {
    /// These images have to be resolved before the plan can go on.
    case needsImages([ImageRequest])
    /// All that the build does.
    case ready(Graph, warnings: [Diagnostic])
}

/// A plan as far as it came, with what the checks found on the way, be there a plan or not.
package struct PlanOutcome: Sendable {
    /// The plan, or why there is none.
    package var result: Result<PlanResult, PlanError>
    /// What the checks found until then, in the order of finding.
    package var findings: [Diagnostic]
    /// What the target takes from outside; nil until all images are resolved.
    package var outline: BuildOutline?
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
        try attempt(request, images: images).result.get()
    }

    /// The same, with the findings also of a plan that fails.
    package static func attempt(_ request: PlanRequest, images: [ImageRequest: ResolvedImage]) -> PlanOutcome {
        var attempt: PlanAttempt
        do {
            attempt = try PlanAttempt(request, images: images)
        } catch {
            return PlanOutcome(result: .failure(error), findings: [])
        }
        do {
            let result = try attempt.run()
            return PlanOutcome(result: .success(result), findings: attempt.log.findings, outline: attempt.outline)
        } catch {
            return PlanOutcome(result: .failure(error), findings: attempt.log.findings, outline: attempt.outline)
        }
    }
}
