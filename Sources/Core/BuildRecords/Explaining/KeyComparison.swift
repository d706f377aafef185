package import BuildEvents
package import BuildGraph
package import Diagnostics

/// Two builds compared by what the keys of their steps were made of, whatever the cache did.
package struct KeyComparison: Sendable {
    /// A step that both builds have, and what differs.
    package struct Pair: Sendable {
        /// The position in this build.
        package var step: Int
        /// The position in the other build.
        package var other: Int
        /// What differs, from the other build's to this one's.
        package var changes: [ComponentChange]
        /// Whether it stands on another result; what made that is told of the steps below it.
        package var isOnOtherGround: Bool
        /// Whether both builds kept what the step's key was made of.
        package var isKnown: Bool
    }

    /// The steps that both have, in order.
    package private(set) var pairs: [Pair] = []
    /// Positions of the steps that only this build has.
    package private(set) var added: [Int] = []
    /// Positions of the steps that only the other one has.
    package private(set) var removed: [Int] = []

    /// The steps whose keys have to be known: the positions of those that both builds have.
    package static func alike(_ build: ExplainedBuild, _ other: ExplainedBuild) -> [(step: Int, other: Int)] {
        let steps = build.steps.indices.filter { build.steps[$0].isInstruction }
        let others = other.steps.indices.filter { other.steps[$0].isInstruction }
        let alignment = StepAlignment(
            steps.map { build.steps[$0].aligned }, with: others.map { other.steps[$0].aligned })
        return steps.indices.compactMap { index in
            alignment.partner(of: index).map { (steps[index], others[$0]) }
        }
    }

    /// Compares two builds.
    ///
    /// `keys` are the components of the steps of both by position, empty where they are not known; `source` is the
    /// Dockerfile of this build.
    package init(
        _ build: ExplainedBuild, _ other: ExplainedBuild,
        keys: (build: [Int: [KeyComponent]], other: [Int: [KeyComponent]]), source: SourceFile? = nil
    ) {
        let alike = Self.alike(build, other)
        for (step, partner) in alike {
            let (new, old) = (keys.build[step] ?? [], keys.other[partner] ?? [])
            let all = MissExplainer.changes(
                from: old, to: new, instructions: (other.steps[partner].instruction, build.steps[step].instruction),
                isCommand: build.steps[step].kind == "run")
            let isKnown = !new.isEmpty && !old.isEmpty
            let told = all.filter { !$0.isGround }.map { $0.placed(in: source, lines: build.steps[step].lines) }
            pairs.append(
                Pair(
                    step: step, other: partner, changes: isKnown ? told : [],
                    isOnOtherGround: isKnown && all.contains(where: \.isGround), isKnown: isKnown))
        }
        let (known, others) = (Set(alike.map(\.step)), Set(alike.map(\.other)))
        added = build.steps.indices.filter { build.steps[$0].isInstruction && !known.contains($0) }
        removed = other.steps.indices.filter { other.steps[$0].isInstruction && !others.contains($0) }
    }
}
