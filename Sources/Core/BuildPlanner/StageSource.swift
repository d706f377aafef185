import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// Where a stage, a `COPY --from` or a mount takes its files from.
enum StageSource: Hashable, Sendable {
    /// An earlier stage, by its number.
    case stage(Int)
    /// An image; `context` is the name of the named context that stands for it.
    case image(ImageRequest, context: String?)
    /// The files of a named context.
    case folder(String)
    /// Nothing: `scratch`.
    case empty
}

/// An instruction of a stage, be it the stage's own or a trigger of its base.
struct PlannedStep: Hashable, Sendable {
    var instruction: Instruction

    /// The file that the instruction's words stand in; a trigger has one of its own.
    var file: SourceFile

    /// The name of the base whose trigger this is.
    var triggerOf: String?

    /// Where the Dockerfile has the instruction; of a trigger, its FROM.
    var range: SourceRange

    var isTrigger: Bool { triggerOf != nil }

    /// Whether the instruction is one that progress counts.
    var isCounted: Bool {
        switch instruction.body {
        case .add, .copy, .run, .workdir: true
        default: false
        }
    }

    /// The words that name other stages or images, in order.
    var sourceWords: [(word: Word, use: PlanFault.StageUse)] {
        switch instruction.body {
        case .copy(let copy): copy.from.map { [($0, .copy)] } ?? []
        case .run(let run): run.mounts.compactMap { $0.from.map { ($0, .mount) } }
        default: []
        }
    }
}

/// A stage with the variables of its FROM replaced.
struct BoundStage: Sendable {
    var stage: Dockerfile.Stage

    /// What FROM names.
    var base: String

    /// The platform that FROM asks for; nil for the target's.
    var platform: Platform?
}
