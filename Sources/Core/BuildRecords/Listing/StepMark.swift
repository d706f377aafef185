/// How a step of a recorded build ended, as a sign in a row of signs tells it.
package struct StepMark: Sendable, Hashable {
    /// The text that progress showed.
    package var name: String
    /// The name of its stage; nil for the build's own tasks.
    package var stage: String?
    /// How it ended.
    package var result: StepSummary.Result
    /// Nanoseconds that it worked.
    package var duration: Int64

    /// Makes a mark.
    package init(name: String, stage: String?, result: StepSummary.Result, duration: Int64) {
        self.name = name
        self.stage = stage
        self.result = result
        self.duration = duration
    }
}
