package import BuildEvents
package import BuildGraph

/// Explains why a step was not found in the cache, by comparing what its key is made of with the nearest record.
package enum MissExplainer {
    /// How many changes are listed; the rest is counted.
    package static let limit = 20

    /// What the solver knows of a step that was not found.
    package struct Situation: Sendable {
        /// What the step's key is made of, the files that it reads included.
        package var components: [KeyComponent]
        /// The same of the nearest earlier record of this step; nil where there is none.
        package var previous: [KeyComponent]?
        /// The instruction as it was written then and now; nil where that is not known.
        package var instructions: (old: String, new: String)?
        /// Whether the step runs a command, which sees every variable of its stage.
        package var isCommand = true
        /// Whether the cache was passed over on purpose.
        package var isForced = false
        /// The stage that `--no-cache-filter` names, where that is why it was passed over.
        package var filter: String?
        /// The inputs that gave another result than before.
        package var changedInputs: [ChangedStep] = []
        /// What happened below the step since the earlier record, where nothing ran.
        package var ground: GroundChange?
        /// The platforms that the step was built for, where this one is none of them.
        package var otherPlatforms: [String] = []
        /// Whether builds of its Dockerfile are in the history.
        package var hasEarlierBuilds = true
        /// The build in which the step failed, where no record of it is there; `instructions` are then that build's.
        package var failedBuild: Int64?
        /// Whether the earlier record is known to have been there, and gone with all that it told.
        package var isLost = false
        /// When and why a record of these very keys was removed.
        package var pruned: PruneTrace?

        /// Makes the situation of a step with a key and the nearest record's.
        package init(components: [KeyComponent], previous: [KeyComponent]?) {
            self.components = components
            self.previous = previous
        }
    }

    /// A step that this one reads, and that ran and gave another result than before.
    package struct ChangedStep: Sendable, Hashable {
        /// The step.
        package var step: StepID
        /// The first step of the chain that made it run.
        package var root: StepID
        /// Whether this step stands on what that one left.
        package var isBase: Bool
        /// What files that are read from it are said to be from, as the name of its stage; nil where none are.
        package var source: String?

        /// Makes a step that is stood on or read from.
        package init(_ step: StepID, root: StepID, isBase: Bool, source: String?) {
            self.step = step
            self.root = root
            self.isBase = isBase
            self.source = source
        }
    }

    /// The cause of a miss.
    ///
    /// What the step itself changed comes before what an input changed; without any difference the record itself is
    /// gone, since it would have been found.
    package static func explain(_ situation: Situation) -> MissCause {
        if situation.isForced { return forced(situation) }
        guard let previous = situation.previous else {
            if let pruned = situation.pruned { return .pruned(pruned) }
            if situation.isLost { return .evicted }
            if let build = situation.failedBuild {
                guard let (old, new) = situation.instructions, old != new else {
                    // What it reads was not kept; what it stands on is known to be another.
                    let base = situation.changedInputs.first(where: \.isBase)
                    return base.map { .inputChanged($0.step, root: $0.root) } ?? .failedBefore(build)
                }
                return changed([ComponentChange(kind: .instruction, name: "", old: old, new: new)])
            }
            if !situation.otherPlatforms.isEmpty { return .otherPlatform(situation.otherPlatforms) }
            return situation.hasEarlierBuilds ? .neverBuilt : .firstBuild
        }
        let difference = difference(situation, from: previous)
        var changes = difference.changes
        let ground = changes.filter(\.isGround)
        changes.removeAll(where: \.isGround)

        var causes: [MissCause] = []
        if !changes.isEmpty { causes.append(changed(changes)) }
        let blamed = blamed(situation, changes, hasOtherGround: !ground.isEmpty, difference)
        causes += blamed.map { .inputChanged($0.step, root: $0.root) }
        let hasOtherBase = changes.contains { $0.kind == .base }
        if !ground.isEmpty, !hasOtherBase, !blamed.contains(where: \.isBase) {
            causes.append(.groundChanged(situation.ground ?? GroundChange(.unknown)))
        }
        // Whatever differs from the nearest record, this very key had one, which would have been found.
        if let pruned = situation.pruned { causes.append(.pruned(pruned)) }
        if causes.isEmpty { return .evicted }
        return causes.count == 1 ? causes[0] : .several(causes)
    }

    /// The cause of a step that passes over the cache; what it would have missed for without that is told too, but for
    /// what other steps left, since they pass over it as well.
    private static func forced(_ situation: Situation) -> MissCause {
        let asked = situation.filter.map { MissCause.filtered($0) } ?? .forced
        guard let previous = situation.previous else { return asked }
        let changes = difference(situation, from: previous).changes.filter { !$0.isGround && $0.from == nil }
        return changes.isEmpty ? asked : .several([changed(changes), asked])
    }

    private static func difference(_ situation: Situation, from previous: [KeyComponent]) -> KeyDifference {
        var difference = KeyDifference(old: KeyParts(previous), new: KeyParts(situation.components))
        difference.instructions = situation.instructions
        difference.isCommand = situation.isCommand
        return difference
    }

    /// The cause of a miss from the two keys alone.
    package static func explain(components: [KeyComponent], previous: [KeyComponent]?) -> MissCause {
        explain(Situation(components: components, previous: previous))
    }

    /// All parts that differ, the most telling kinds first, and each kind in the order of the new key.
    ///
    /// `instructions` are the texts then and now, where known: an edit is told as one. A file list's digest (`files`)
    /// is left out where single files say more.
    package static func changes(
        from old: [KeyComponent], to new: [KeyComponent], instructions: (old: String, new: String)? = nil,
        isCommand: Bool = true
    ) -> [ComponentChange] {
        var difference = KeyDifference(old: KeyParts(old), new: KeyParts(new))
        difference.instructions = instructions
        difference.isCommand = isCommand
        return difference.changes
    }

    /// The inputs that made the step run: the one it stands on if that is other ground, and those whose files differ.
    private static func blamed(
        _ situation: Situation, _ changes: [ComponentChange], hasOtherGround: Bool, _ difference: KeyDifference
    ) -> [ChangedStep] {
        let sources = Set(changes.compactMap(\.from))
        let found = situation.changedInputs.filter { input in
            input.isBase && hasOtherGround || input.source.map(sources.contains) ?? false
        }
        guard found.isEmpty, changes.isEmpty, isUntold(difference) else { return found }
        // What is read from an input is told by the files, and these are the same.
        return Array(situation.changedInputs.filter { $0.isBase || $0.source == nil }.prefix(1))
    }

    /// What a step below was found with that its earlier record had not; nil where it stands itself on other ground.
    package static func evidence(of step: Situation) -> GroundChange? {
        guard let previous = step.previous, let instruction = step.instructions?.new else { return nil }
        let changes = difference(step, from: previous).changes.filter { !$0.isGround }
        guard !changes.isEmpty else { return nil }
        var ground = GroundChange(.otherResult, instruction: instruction)
        ground.changes = Array(changes.prefix(limit))
        ground.more = max(0, changes.count - limit)
        return ground
    }

    private static func changed(_ changes: [ComponentChange]) -> MissCause {
        .changed(Array(changes.prefix(limit)), more: max(0, changes.count - limit))
    }

    /// Whether the earlier key does not tell what the step stood on, so that an input that ran is believed.
    private static func isUntold(_ difference: KeyDifference) -> Bool {
        difference.old.base == nil && difference.new.base == nil
    }
}

extension ComponentChange {
    /// Whether it is the result that the step stands on, which no person ever wrote.
    var isGround: Bool {
        kind == .base && name.isEmpty && ![old, new].contains { $0?.contains("@") ?? false }
    }
}
