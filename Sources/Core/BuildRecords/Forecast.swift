package import BuildEvents
package import BuildGraph

/// What a build would do, found out without doing it.
package struct Forecast: Sendable, Hashable {
    /// What would come of a step.
    package enum Verdict: String, Sendable, Hashable {
        /// It is in the cache.
        case hit
        /// It would run, or an image's layers would be fetched.
        case run
        /// It depends on what steps leave that would run before it.
        case maybe
        /// Nothing needs it.
        case notNeeded = "not needed"
    }

    /// Why a step is not in the cache, or may not be.
    package enum Cause: Sendable, Hashable {
        /// As the build would say.
        case miss(MissCause)
        /// Layers of an image are not here, so many bytes of them.
        case fetch(size: Int64)
        /// It reads files of an image whose layers are not here.
        case unfetched(StepID)
    }

    /// One step.
    package struct Step: Sendable, Hashable {
        /// As the build would announce it.
        package var description: StepDescription
        /// What would come of it.
        package var verdict: Verdict
        /// Why it would run or may run.
        package var cause: Cause?
        /// Where a hit comes from.
        package var hit: CacheHit?
        /// Nanoseconds that it takes where it runs; nil where no earlier build tells.
        package var expected: Int64?

        /// Makes a step that nothing more is known of.
        package init(_ description: StepDescription, _ verdict: Verdict, cause: Cause? = nil) {
            self.description = description
            self.verdict = verdict
            self.cause = cause
        }
    }

    /// The stages that the build needs.
    package var stages: [Stage]
    /// The steps, each after those that it reads.
    package var steps: [Step]
    /// Nanoseconds that the build takes if all that may run does; nil where no earlier build tells.
    package var expected: Int64?
    /// Nanoseconds that it takes if nothing runs that may be saved; nil as above.
    package var expectedAtLeast: Int64?
    /// How many earlier builds of the Dockerfile the times come from.
    package var buildCount = 0

    /// Makes a forecast without times.
    package init(stages: [Stage], steps: [Step]) {
        self.stages = stages
        self.steps = steps
    }

    /// The steps that people know from the Dockerfile, and images that would be fetched: stage by stage.
    package var listed: [Step] {
        let shown = steps.filter { step in
            step.description.stage != nil || (step.description.kind == "image" && step.verdict != .hit)
        }
        // Sorting by the place as well keeps the order within a stage.
        return shown.enumerated().sorted {
            ($0.element.description.stage ?? -1, $0.offset) < ($1.element.description.stage ?? -1, $1.offset)
        }.map(\.element)
    }

    /// How many of the listed steps have a verdict.
    package func count(of verdict: Verdict) -> Int {
        listed.count { $0.verdict == verdict }
    }
}
