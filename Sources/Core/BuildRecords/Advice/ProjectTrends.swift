import BuildEvents

/// How each step of a Dockerfile did over some of its builds, and what another order would have saved.
package struct ProjectTrends: Sendable, Hashable {
    /// A step of the newest build, followed through those before.
    package struct Step: Sendable, Hashable {
        /// The step in the newest build.
        package var step: ExplainedStep
        /// What the builds say of it.
        package var trend: StepTrend
    }

    /// The newest of the builds.
    package let newest: ExplainedBuild
    /// How many builds tell.
    package let builds: Int
    /// The steps of the Dockerfile in its order.
    package let steps: [Step]
    /// What another order of instructions would have saved, what saves most first.
    package let advice: [OrderAdvice]

    /// Follows all steps of the last build through those before, the oldest first; nil without a build.
    package init?(_ builds: [ExplainedBuild], advice: [OrderAdvice]) {
        guard let newest = builds.last else { return nil }
        self.newest = newest
        self.builds = builds.count
        self.advice = advice
        steps = newest.steps.indices.filter { newest.steps[$0].isInstruction }
            .map { Step(step: newest.steps[$0], trend: StepTrend($0, in: builds)) }
    }
}
