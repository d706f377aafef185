import BuildEvents
package import BuildGraph
package import Diagnostics

/// What `strata outline` prints, in the form of `docker buildx build --call=outline`.
package enum OutlineReport {
    /// The outline for people: the target, then a table each for arguments, secrets and SSH agents.
    package static func text(_ outline: BuildOutline) -> String {
        var text = title(of: outline)
        if !outline.arguments.isEmpty {
            var table = TextTable(["BUILD ARG", "VALUE", "DESCRIPTION"])
            for argument in outline.arguments {
                table.add([argument.name, argument.value, argument.description ?? ""])
            }
            text += table.render() + "\n"
        }
        return text + table(of: outline.secrets, title: "SECRET") + table(of: outline.agents, title: "SSH")
    }

    private static func title(of outline: BuildOutline) -> String {
        guard outline.name != nil || outline.description != nil else { return "" }
        let name = PlainText.clean(outline.name ?? "(default)")
        guard let description = outline.description else { return "TARGET: \(name)\n\n" }
        return "TARGET:      \(name)\nDESCRIPTION: \(PlainText.clean(description))\n\n"
    }

    private static func table(of credentials: [BuildOutline.Credential], title: String) -> String {
        guard !credentials.isEmpty else { return "" }
        var table = TextTable([title, "REQUIRED"])
        for credential in credentials { table.add([credential.name, credential.isRequired ? "true" : ""]) }
        return table.render() + "\n"
    }

    /// The outline for programs, as BuildKit's frontend gives it.
    package static func json(_ outline: BuildOutline, file: SourceFile) -> String {
        var text = JSONText()
        text.object { text in
            text.member("name", ifPresent: outline.name)
            text.member("description", ifPresent: outline.description)
            if !outline.arguments.isEmpty {
                text.key("args")
                text.array(of: outline.arguments, write)
            }
            write(outline.secrets, as: "secrets", into: &text)
            write(outline.agents, as: "ssh", into: &text)
            text.key("sources")
            text.array { $0.base64(file.bytes) }
        }
        return IndentedJSON.render(text) + "\n"
    }

    private static func write(_ text: inout JSONText, _ argument: BuildOutline.Argument) {
        text.object { text in
            text.member("name", argument.name)
            text.member("description", ifPresent: argument.description)
            if !argument.value.isEmpty { text.member("value", argument.value) }
            text.location(of: argument.lines)
        }
    }

    private static func write(
        _ credentials: [BuildOutline.Credential], as key: String, into text: inout JSONText
    ) {
        guard !credentials.isEmpty else { return }
        text.key(key)
        text.array(of: credentials) { text, credential in
            text.object { text in
                text.member("name", credential.name)
                if credential.isRequired { text.member("required", true) }
                text.location(of: credential.lines)
            }
        }
    }
}
