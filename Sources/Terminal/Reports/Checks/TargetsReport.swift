import BuildEvents
package import BuildGraph
package import Diagnostics

/// What `strata targets` prints, in the form of `docker buildx build --call=targets`.
package enum TargetsReport {
    /// The targets for people, a line each.
    package static func text(_ targets: [TargetDescription]) -> String {
        let names = ["TARGET"] + targets.map { PlainText.clean(name(of: $0)) }
        let descriptions = ["DESCRIPTION"] + targets.map { PlainText.clean($0.description ?? "") }
        let width = names.map(\.count).max() ?? 0
        return zip(names, descriptions).map { name, description in
            guard !description.isEmpty else { return name + "\n" }
            return name + String(repeating: " ", count: width - name.count + 1) + description + "\n"
        }.joined()
    }

    private static func name(of target: TargetDescription) -> String {
        guard target.isDefault else { return target.name ?? "" }
        return target.name.map { "\($0) (default)" } ?? "(default)"
    }

    /// The targets for programs, as BuildKit's frontend gives them.
    package static func json(_ targets: [TargetDescription], file: SourceFile) -> String {
        var text = JSONText()
        text.object { text in
            text.key("targets")
            text.array(of: targets) { text, target in
                text.object { text in
                    text.member("name", ifPresent: target.name)
                    if target.isDefault { text.member("default", true) }
                    text.member("description", ifPresent: target.description)
                    text.member("base", target.base)
                    text.member("platform", ifPresent: target.platform)
                    text.location(of: target.lines)
                }
            }
            text.key("sources")
            text.array { $0.base64(file.bytes) }
        }
        return IndentedJSON.render(text) + "\n"
    }
}
