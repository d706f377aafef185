import DockerfileSyntax
import OCIFormat

/// The checks of FROM, which see the arguments above it.
struct FromChecks {
    let settings: PlanSettings

    /// What FROM sees.
    let globals: VariableList

    /// What FROM sees when nothing is given on the command line.
    let defaults: VariableList

    /// All names that FROM may use, those declared without a value among them.
    private let known: [String]

    init(settings: PlanSettings, targetPlatform: Platform) throws(PlanError) {
        self.settings = settings
        globals = try GlobalArguments.variables(settings: settings, targetPlatform: targetPlatform)
        defaults = try GlobalArguments.variables(
            settings: settings, targetPlatform: targetPlatform, takesGiven: false)
        let declared = settings.dockerfile.globalArguments.flatMap { instruction -> [String] in
            if case .arg(let declarations) = instruction.body { declarations.map(\.name.text) } else { [] }
        }
        known = declared + globals.names
    }

    func check(into log: inout CheckLog) {
        for stage in settings.dockerfile.stages { checkDefault(of: stage, into: &log) }
        for stage in settings.dockerfile.stages {
            if let image = expansion(of: stage.from.image, globals) {
                reportUndefined(in: image, of: stage, into: &log)
            }
            checkPlatform(of: stage, into: &log)
        }
    }

    /// A word whose variables can't be replaced is told of by the plan itself.
    private func expansion(of word: Word, _ variables: VariableList) -> Expansion? {
        try? Expander(escape: settings.dockerfile.escape).expand(word.text) { variables[$0] }
    }

    private func checkDefault(of stage: Dockerfile.Stage, into log: inout CheckLog) {
        guard let image = expansion(of: stage.from.image, defaults) else { return }
        do {
            _ = try ImageReference(parsing: image.text)
        } catch {
            log.note(.invalidDefaultBase(stage.from.image.text), at: stage.instruction.lines)
        }
    }

    private func reportUndefined(in expansion: Expansion, of stage: Dockerfile.Stage, into log: inout CheckLog) {
        for name in expansion.undefined where !known.contains(name) {
            let nearest = Suggestion.nearest(to: name, among: known)
            log.note(.undefinedArgumentInFrom(name, nearest: nearest), at: stage.instruction)
        }
    }

    private func checkPlatform(of stage: Dockerfile.Stage, into log: inout CheckLog) {
        guard let word = stage.from.platform, let value = expansion(of: word, globals) else { return }
        reportUndefined(in: value, of: stage, into: &log)
        if value.used == ["TARGETPLATFORM"], value.undefined.isEmpty, value.text == globals["TARGETPLATFORM"] {
            log.note(.redundantPlatform(word.text), at: stage.instruction)
        }
        // What is no platform is told of by the plan itself.
        guard value.used.isEmpty, value.undefined.isEmpty, let platform = try? Platform(parsing: value.text) else {
            return
        }
        let name = stage.name ?? ""
        let isNamedForIt = name.contains(platform.os) || name.contains(platform.architecture)
        if !isNamedForIt { log.note(.constantPlatform(value.text), at: stage.instruction) }
    }
}
