import Diagnostics

/// A flag's value of comma-separated fields, as `type=oci,dest=x.tar`; a field may be quoted as in CSV (RFC 4180).
struct OptionFields {
    /// The fields in order; one without `=` has the value nil.
    var fields: [(key: String, value: String?)]
    private let flag: String
    private let text: String

    /// Splits the value of a flag.
    init(_ text: String, flag: String) throws(Diagnostic) {
        self.flag = flag
        self.text = text
        fields = try Self.split(text, flag: flag).map { field in
            guard let equals = field.firstIndex(of: "=") else { return (field, nil) }
            return (field[..<equals].lowercased(), String(field[field.index(after: equals)...]))
        }
    }

    /// The last value of any of the keys.
    func value(_ keys: String...) -> String? {
        fields.last { keys.contains($0.key) }?.value
    }

    /// Whether a flag among the fields is set: `x` alone, `x=true` or `x=1`.
    func isSet(_ key: String) throws(Diagnostic) -> Bool? {
        guard let field = fields.last(where: { $0.key == key }) else { return nil }
        switch field.value?.lowercased() {
        case nil, "true", "1": return true
        case "false", "0": return false
        default: throw fault("\(key) must be true or false")
        }
    }

    /// Refuses keys that are not known.
    func check(known: [String]) throws(Diagnostic) {
        for field in fields where !known.contains(field.key) {
            var unknown = fault("there is no field \(field.key)")
            unknown.remedy =
                NearestName.suggestion(for: field.key, among: known).map { "did you mean \($0)?" }
                ?? "the fields are \(known.joined(separator: ", "))"
            throw unknown
        }
    }

    /// A complaint about the whole value.
    func fault(_ reason: String) -> Diagnostic {
        Diagnostic(code: "usage.option", message: "--\(flag) \(text): \(reason)")
    }

    private static func split(_ text: String, flag: String) throws(Diagnostic) -> [String] {
        var fields: [String] = []
        var field = ""
        var isQuoted = false
        var rest = Substring(text)
        while let character = rest.popFirst() {
            switch character {
            case "\"" where isQuoted && rest.first == "\"":
                rest.removeFirst()
                field.append("\"")
            case "\"":
                isQuoted.toggle()
            case "," where !isQuoted:
                fields.append(field)
                field = ""
            default:
                field.append(character)
            }
        }
        guard !isQuoted else {
            throw Diagnostic(
                code: "usage.option", message: "--\(flag) \(text): a quote is not closed", remedy: "add a \"")
        }
        return fields + [field]
    }
}
