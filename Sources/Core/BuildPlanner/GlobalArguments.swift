import BuildGraph
import Diagnostics
import DockerfileSyntax
import OCIFormat

/// The variables that FROM sees, and that a stage's ARG without default takes its value from.
enum GlobalArguments {
    /// The platform arguments and the ARGs above the first FROM, with `--build-arg` values in place of defaults.
    ///
    /// Without `takesGiven` the ARGs have what they default to, as if nothing stood on the command line.
    static func variables(
        settings: PlanSettings, targetPlatform: Platform, takesGiven: Bool = true
    ) throws(PlanError) -> VariableList {
        var variables = platformArguments(settings: settings, targetPlatform: targetPlatform)
        for instruction in settings.dockerfile.globalArguments {
            guard case .arg(let declarations) = instruction.body else { continue }
            for declaration in declarations {
                let name = declaration.name.text
                let given = takesGiven ? settings.arguments[name] : nil
                if let given {
                    variables[name] = given
                } else {
                    variables[name] = try defaultValue(of: declaration, settings, known: variables)
                }
            }
        }
        return variables
    }

    private static func defaultValue(
        of declaration: ArgumentDeclaration, _ settings: PlanSettings, known: VariableList
    ) throws(PlanError) -> String? {
        guard let word = declaration.value else { return nil }
        do {
            let expander = Expander(escape: settings.dockerfile.escape)
            return try expander.expand(word, of: settings.file) { known[$0] }.text
        } catch {
            throw .dockerfile(error)
        }
    }

    private static func platformArguments(settings: PlanSettings, targetPlatform: Platform) -> VariableList {
        let build = settings.request.buildPlatform.normalized
        let target = targetPlatform.normalized
        let lastName = settings.dockerfile.stages.last?.name
        let stage = settings.request.target ?? lastName ?? ""
        let values = [
            ("BUILDPLATFORM", build.description), ("BUILDOS", build.os), ("BUILDOSVERSION", build.osVersion ?? ""),
            ("BUILDARCH", build.architecture), ("BUILDVARIANT", build.variant ?? ""),
            ("TARGETPLATFORM", target.description), ("TARGETOS", target.os),
            ("TARGETOSVERSION", target.osVersion ?? ""), ("TARGETARCH", target.architecture),
            ("TARGETVARIANT", target.variant ?? ""), ("TARGETSTAGE", stage.isEmpty ? "default" : stage),
        ]
        var variables = VariableList()
        for (name, value) in values { variables[name] = settings.arguments[name] ?? value }
        return variables
    }
}
