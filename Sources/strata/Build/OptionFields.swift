import Diagnostics

/// A flag's value of comma-separated fields, as `type=oci,dest=x.tar`.
struct OptionFields {
    /// The fields in order, keys in lower case; one without `=` has the value nil.
    var fields: [(key: String, value: String?)]
    private let flag: String
    private let text: String

    /// Splits the value of a flag.
    init(_ text: String, flag: String) throws(Diagnostic) {
        self.flag = flag
        self.text = text
        fields = try CommaFields.split(text, flag: flag).map { field in
            guard let equals = field.firstIndex(of: "=") else { return (field, nil) }
            let key = field[..<equals].lowercased().trimmingPrefix(" ")
            return (String(key), String(field[field.index(after: equals)...]))
        }
    }

    /// The same value without the fields of some keys.
    init(_ other: OptionFields, without keys: Set<String>) {
        self = other
        fields.removeAll { keys.contains($0.key) }
    }

    /// The last value of any of the keys.
    func value(_ keys: String...) -> String? {
        fields.last { keys.contains($0.key) }?.value
    }

    /// Whether a field is yes or no; nil where it is not there, and yes without a value.
    func isSet(_ key: String) throws(Diagnostic) -> Bool? {
        guard let field = fields.last(where: { $0.key == key }) else { return nil }
        guard let value = field.value, !value.isEmpty else { return true }
        guard let truth = Bool(go: value) else { throw fault("\(key) must be true or false") }
        return truth
    }

    /// Refuses keys that are not known, and fields without a value where every field must have one.
    func check(known: [String], needsValues: Bool = false) throws(Diagnostic) {
        for field in fields {
            guard known.contains(field.key) else {
                var unknown = fault("there is no field \(field.key)")
                unknown.remedy =
                    NearestName.suggestion(for: field.key, among: known).map { "did you mean \($0)?" }
                    ?? "the fields are \(known.joined(separator: ", "))"
                throw unknown
            }
            if needsValues, field.value == nil { throw fault("\(field.key) needs a value") }
        }
    }

    /// The fields of a value that are no pairs: the value of a flag split at its commas.
    static func list(_ text: String, flag: String) throws(Diagnostic) -> [String] {
        try CommaFields.split(text, flag: flag)
    }

    /// A complaint about the whole value.
    func fault(_ reason: String, remedy: String? = nil) -> Diagnostic {
        Diagnostic(code: "usage.option", message: "--\(flag) \(text): \(reason)", remedy: remedy)
    }
}
