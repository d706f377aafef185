import BuildGraph
import OCIFormat

/// What a stage has become after some of its instructions.
struct StageState: Sendable {
    /// The filesystem; nil while it is empty.
    var vertex: VertexID?

    /// The plain files of a named context that stands for the stage; `vertex` is made of them only when needed.
    var folder: VertexID?

    /// ENV and ARG values together, since the later of two with one name counts, whichever it is.
    var environment = VariableList()

    /// Which of `environment` were set last by ARG.
    var argumentNames: Set<String> = []

    /// All declared arguments in order, with what they were declared with.
    private(set) var declared: [EnvironmentVariable] = []

    /// The names in `declared`.
    private(set) var declaredNames: Set<String> = []

    /// The image's config so far; its history is the base's.
    var image: ImageConfig

    /// What this build adds to the history.
    var history: [HistoryStep] = []

    /// What steps run on.
    var platform: Platform

    /// What the base image's programs are made for, as it says itself.
    var programs: Platform?

    /// Whether CMD stood in this stage, so that ENTRYPOINT leaves it alone.
    var hasCommand = false

    /// Whether WORKDIR stood in this stage or in one that it stands on.
    var hasWorkdir = false

    /// Where this stage last had each instruction of which only the last counts, by its name.
    var onlyOnce: [String: ClosedRange<Int>] = [:]

    /// Where BuildKit's history entries say that they come from.
    static let historyComment = "buildkit.dockerfile.v0"

    init(image: ImageConfig, platform: Platform) {
        self.image = image
        self.platform = platform
    }

    /// The state of a stage that begins where this one ended.
    var inherited: StageState {
        var state = self
        state.hasCommand = false
        state.onlyOnce = [:]
        state.image.config.onBuild = []
        return state
    }

    /// The absolute, clean path that relative ones are joined to.
    var folderPath: String { PathText.absolute(image.config.workingDirectory, in: "/") }

    /// The platform that the declared arguments speak of; nil if none of them does.
    var spokenTarget: Platform? {
        var parts: [String: String] = [:]
        for variable in environment.variables {
            switch variable.name {
            case "TARGETPLATFORM":
                do { return try Platform(parsing: variable.value) } catch { continue }
            case "TARGETOS", "TARGETARCH", "TARGETVARIANT": parts[variable.name] = variable.value
            default: continue
            }
        }
        guard !parts.isEmpty else { return nil }
        func part(_ name: String) -> String? { parts[name].flatMap { $0.isEmpty ? nil : $0 } }
        return Platform(
            os: part("TARGETOS") ?? platform.os, architecture: part("TARGETARCH") ?? platform.architecture,
            variant: part("TARGETVARIANT")
        ).normalized
    }

    mutating func set(environment name: String, _ value: String) {
        environment[name] = value
        argumentNames.remove(name)
    }

    mutating func set(argument name: String, _ value: String) {
        environment[name] = value
        argumentNames.insert(name)
    }

    mutating func declare(_ argument: EnvironmentVariable) {
        declared.append(argument)
        declaredNames.insert(argument.name)
    }

    /// Sets a variable, and sets it in the image's config too.
    mutating func set(kept variable: EnvironmentVariable) {
        let isNew = environment[variable.name] == nil
        set(environment: variable.name, variable.value)
        guard !isNew else {
            image.config.environment.append("\(variable.name)=\(variable.value)")
            return
        }
        var list = VariableList(parsing: image.config.environment)
        list[variable.name] = variable.value
        image.config.environment = list.texts
    }

    /// Notes an instruction that makes a layer, or with nil one that makes none.
    mutating func commit(_ text: String, vertex: VertexID? = nil) {
        history.append(HistoryStep(createdBy: text, comment: Self.historyComment, vertex: vertex))
    }
}
