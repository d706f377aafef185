import BuildEvents
import BuildGraph
package import BuildProgress
package import OCIFormat

/// The steps of a build by the stage that they belong to, as every view groups them.
///
/// A stage that is built for several platforms is a group for each. The build's own tasks stand in two more groups:
/// what is loaded first, and what is exported last.
package struct Outline: Sendable, Hashable {
    /// One stage, or the build's own tasks of one kind.
    package struct Group: Sendable, Hashable {
        /// What a group holds.
        package enum Kind: Sendable, Hashable {
            /// A stage, by its position in `BuildState.stages`.
            case stage(Int)
            /// Loading the Dockerfile, the context and the images' metadata.
            case load
            /// Writing what was asked for, and what else ends a build.
            case export
        }

        /// What it holds.
        package var kind: Kind
        /// Its name for people.
        package var title: String
        /// The platform, where the build has several.
        package var platform: Platform?
        /// Positions of its steps in `BuildState.steps`, in order.
        package var steps: [Int] = []
        /// The groups that its steps read, in order, without itself; each stands before it in no particular order.
        package var inputs: [Int] = []

        /// Whether it is a stage of the Dockerfile.
        package var isStage: Bool {
            if case .stage = kind { true } else { false }
        }
    }

    /// The groups: loading, the stages in the Dockerfile's order, exporting; none is empty.
    package private(set) var groups: [Group] = []
    /// The group of each step, by the step's position.
    package private(set) var groupOfStep: [Int] = []

    /// Makes the outline of a build without steps.
    package init() {}

    /// Makes the outline of a build; takes time in proportion to its steps and their inputs.
    package init(_ build: BuildState) {
        let severalPlatforms = Set(build.stages.map(\.platform)).count > 1
        var load = Group(kind: .load, title: "load")
        var export = Group(kind: .export, title: "export")
        var stages = build.stages.enumerated().map { index, stage in
            Group(kind: .stage(index), title: stage.name, platform: severalPlatforms ? stage.platform : nil)
        }
        var hasStages = false
        for (position, step) in build.steps.enumerated() {
            hasStages = hasStages || step.description.stage != nil
            if let stage = step.description.stage, stages.indices.contains(stage) {
                stages[stage].steps.append(position)
            } else if step.description.kind == "export" || (hasStages && Self.isLate(step.description)) {
                export.steps.append(position)
            } else {
                load.steps.append(position)
            }
        }
        if !export.steps.contains(where: { build.steps[$0].description.kind == "export" }) { export.title = "finish" }
        groups = ([load] + stages + [export]).filter { !$0.steps.isEmpty }
        groupOfStep = Array(repeating: 0, count: build.steps.count)
        for (index, group) in groups.enumerated() {
            for step in group.steps { groupOfStep[step] = index }
        }
        link(build)
    }

    /// Whether a task of the build that became known after steps of stages ends it, and loads nothing for them.
    private static func isLate(_ step: StepDescription) -> Bool {
        let name = VertexName(parsing: step.name)
        return step.kind == "internal" && name.label == "internal"
            && !["load", "resolve", "setting"].contains { name.text.hasPrefix($0) }
    }

    private mutating func link(_ build: BuildState) {
        for index in groups.indices {
            var seen: Set<Int> = [index]
            for step in groups[index].steps {
                for input in build.steps[step].description.inputs {
                    guard let position = build.position(of: input) else { continue }
                    let other = groupOfStep[position]
                    if seen.insert(other).inserted { groups[index].inputs.append(other) }
                }
            }
        }
    }

    /// The steps in the order in which views list them: group by group.
    package var order: [Int] { groups.flatMap(\.steps) }
}
