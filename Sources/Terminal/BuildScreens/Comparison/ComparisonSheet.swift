package import BuildRecords

/// What is different between two builds, as the screen shows it.
package struct ComparisonSheet: Sendable, Hashable {
    /// A build of the two.
    package struct Side: Sendable, Hashable {
        /// What it is called: `#41`, or a file's name.
        package var name: String
        /// What it was.
        package var summary: BuildSummary
    }

    /// The older build, A.
    package let old: Side
    /// The newer build, B.
    package let new: Side
    /// What was asked for and differs.
    let settings: [BuildComparison.Setting]
    /// The stretches of the Dockerfiles that differ; empty where they are equal or one is not known.
    let hunks: [[TextDifference.Line]]
    /// The steps side by side.
    let steps: [StepComparison]
    /// The position of the first step that differs by itself.
    let first: Int?
    /// Whether the keys of both are known.
    let hasKeys: Bool

    /// Takes over a comparison; nil where one of the builds has no beginning.
    package init?(_ comparison: BuildComparison, names: (old: String, new: String)) {
        guard let before = comparison.old.summary, let after = comparison.new.summary else { return nil }
        old = Side(name: names.old, summary: before)
        new = Side(name: names.new, summary: after)
        settings = comparison.settings
        hunks = comparison.dockerfile?.hunks() ?? []
        steps = comparison.steps
        first = comparison.firstDifference.flatMap { comparison.steps.firstIndex(of: $0) }
        hasKeys = comparison.hasKeys
    }
}
