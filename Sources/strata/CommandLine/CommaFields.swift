import Diagnostics

/// Values separated by commas, where one with a comma in it stands in quotes, as in CSV (RFC 4180; Go's encoding/csv).
enum CommaFields {
    /// Splits a flag's value.
    ///
    /// A quote opens at the beginning of a field only, and a doubled one inside stands for itself.
    static func split(_ text: String, flag: String) throws(Diagnostic) -> [String] {
        var fields: [String] = []
        var rest = Substring(text)
        while true {
            fields.append(
                rest.first == "\"" ? try quoted(&rest, text, flag: flag) : try bare(&rest, text, flag: flag))
            guard rest.popFirst() != nil else { return fields }
        }
    }

    private static func bare(_ rest: inout Substring, _ text: String, flag: String) throws(Diagnostic) -> String {
        let field = rest.prefix { $0 != "," }
        guard !field.contains("\"") else {
            throw fault("a quote stands within a value", "put the quotes around the whole of it", text, flag)
        }
        rest = rest[field.endIndex...]
        return String(field)
    }

    private static func quoted(_ rest: inout Substring, _ text: String, flag: String) throws(Diagnostic) -> String {
        var field = ""
        rest.removeFirst()
        while let character = rest.popFirst() {
            if character != "\"" {
                field.append(character)
            } else if rest.first == "\"" {
                rest.removeFirst()
                field.append("\"")
            } else if rest.isEmpty || rest.first == "," {
                return field
            } else {
                throw fault("text follows a closing quote", "put the quotes around the whole of it", text, flag)
            }
        }
        throw fault("a quote is not closed", "add a \"", text, flag)
    }

    private static func fault(_ reason: String, _ remedy: String, _ text: String, _ flag: String) -> Diagnostic {
        Diagnostic(code: "usage.option", message: "--\(flag) \(text): \(reason)", remedy: remedy)
    }
}
