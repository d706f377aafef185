package import BuildEvents
package import BuildGraph
package import Diagnostics

/// A recorded build with all that is known of it but its output: what is shown, compared and exported.
package struct BuildRecord: Sendable {
    /// Its summary and steps, folded from its events.
    package private(set) var recorder = BuildRecorder()
    /// What it set out to do; nil before its first event.
    package private(set) var start: BuildStart?
    /// The Dockerfile's stages; steps name them by index.
    package private(set) var stages: [Stage] = []
    /// The warnings in their order.
    package private(set) var warnings: [Diagnostic] = []
    /// How it ended; nil where it was interrupted or runs.
    package private(set) var outcome: BuildOutcome?
    /// The command line that asked for it; empty where it is not known.
    package var command: [String] = []
    /// The version of strata, or the name of the program, that made it; empty where it is not known.
    package var version = ""
    /// The commit of its context, where a file of an exported build tells it.
    package var revision: Revision?
    /// What each step's keys were made of, where that was kept.
    package var components: [StepID: [KeyComponent]] = [:]

    /// Makes a record of a build that has not begun.
    package init() {}

    /// The record after some events.
    package init(_ events: some Sequence<BuildEvent>) {
        for event in events { apply(event) }
    }

    /// Takes the next event.
    package mutating func apply(_ event: BuildEvent) {
        recorder.apply(event)
        switch event.payload {
        case .buildStarted(let start): self.start = start
        case .dockerfileRead(let source): start?.source = source
        case .stagesAnnounced(let announced): stages += announced
        case .warning(_, let diagnostic): warnings.append(diagnostic)
        case .buildFinished(let outcome): self.outcome = outcome
        default: break
        }
    }

    /// What listings show of it; nil before its first event.
    package var summary: BuildSummary? {
        get { recorder.summary }
        set { recorder.replace(newValue) }
    }

    /// Tells how many bytes the steps wrote, where their output was not among the events.
    package mutating func setLogBytes(_ sizes: [StepID: Int64]) {
        recorder.setLogBytes(sizes)
    }

    /// The steps in the order in which they were announced.
    package var steps: [StepSummary] { recorder.steps }

    /// The name of a step's stage; nil for the build's own tasks.
    package func stage(of step: StepSummary) -> String? {
        guard let index = step.description.stage, stages.indices.contains(index) else { return nil }
        return stages[index].name
    }
}
