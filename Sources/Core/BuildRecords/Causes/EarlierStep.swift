/// A step of this build or an earlier one, as far as finding it again needs.
package struct EarlierStep: Sendable, Hashable {
    /// The name of its stage; steps of no stage are not looked for.
    package var stage: String
    /// The platform that it runs for, as `linux/amd64`; nil where an earlier strata recorded it.
    package var platform: String?
    /// The kind of work: `run`, `copy`, `workdir`.
    package var kind: String
    /// The instruction as written.
    package var instruction: String
    /// The cache record that it used or made; nil where it has none.
    package var record: Int64?

    /// Whether it ran and failed.
    package var hasFailed = false

    /// Makes a step that has no record.
    package init(stage: String, platform: String?, kind: String, instruction: String) {
        self.stage = stage
        self.platform = platform
        self.kind = kind
        self.instruction = instruction
        record = nil
    }
}

/// The steps of one earlier build of the same Dockerfile, in its order.
package struct EarlierBuild: Sendable, Hashable {
    /// Its number in the history.
    package var number: Int64
    /// Its steps that belong to a stage.
    package var steps: [EarlierStep]

    /// Makes a build of steps.
    package init(number: Int64, steps: [EarlierStep]) {
        self.number = number
        self.steps = steps
    }
}
