import Diagnostics
import OCIFormat

/// Notes on an image as the command line writes them, both as `--annotation` and within `--output`.
enum AnnotationOption {
    /// Reads `--annotation [PART[PLATFORM],…:]NAME=VALUE` into a set.
    static func read(_ text: String, into annotations: inout ImageAnnotations) throws(Diagnostic) {
        guard !text.isEmpty else { return }
        guard let equals = text.firstIndex(of: "=") else {
            throw fault(text, "it needs NAME=VALUE")
        }
        let value = String(text[text.index(after: equals)...])
        var name = text[..<equals]
        var parts: [Substring] = ["manifest"]
        if let colon = name.firstIndex(of: ":") {
            parts = name[..<colon].split(separator: ",", omittingEmptySubsequences: false)
            name = name[name.index(after: colon)...]
        }
        guard !name.isEmpty else { throw fault(text, "the name is missing") }
        for part in parts {
            annotations[try key(part, name: String(name)) { fault(text, $0, remedy: $1) }] = value
        }
    }

    /// Reads the key of a field of `--output`: `annotation[-PART][[PLATFORM]].NAME`; nil for other keys.
    static func key(ofField field: String, in fields: OptionFields) throws(Diagnostic) -> ImageAnnotations.Key? {
        guard let rest = field.removing(prefix: "annotation"), let first = rest.first, "-[.".contains(first) else {
            return nil
        }
        let bracket = rest.firstIndex(of: "]") ?? rest.startIndex
        guard let dot = rest[bracket...].firstIndex(of: "."), rest.index(after: dot) < rest.endIndex else {
            throw fields.fault("\(field) needs a name", remedy: "write annotation.NAME=VALUE")
        }
        let name = String(rest[rest.index(after: dot)...])
        var part = rest[..<dot]
        if part.first == "-" { part = part.dropFirst() }
        if part.isEmpty || part.first == "[" { part = "manifest" + part }
        return try key(part, name: name) { fields.fault($0, remedy: $1) }
    }

    /// Reads `PART` or `PART[PLATFORM]`.
    private static func key(
        _ text: Substring, name: String, fault: (String, String?) -> Diagnostic
    ) throws(Diagnostic) -> ImageAnnotations.Key {
        let known = ImageAnnotations.Part.allCases.map(\.rawValue)
        let word = String(text.prefix { $0 != "[" })
        let bracketed = text.dropFirst(word.count)
        guard bracketed.isEmpty || (bracketed.count > 2 && bracketed.last == "]") else {
            throw fault("\(text) is no part of an image with a platform", "write manifest[linux/arm64]:NAME=VALUE")
        }
        guard let part = ImageAnnotations.Part(rawValue: word) else {
            let remedy =
                NearestName.suggestion(for: word, among: known).map { "did you mean \($0)?" }
                ?? "use \(known.joined(separator: ", "))"
            throw fault("unknown annotation type \"\(word)\"", remedy)
        }
        guard !bracketed.isEmpty else { return ImageAnnotations.Key(part, name: name) }
        do {
            let platform = try Platform(parsing: bracketed.dropFirst().dropLast())
            return ImageAnnotations.Key(part, platform: platform, name: name)
        } catch {
            throw fault("\(error)", nil)
        }
    }

    private static func fault(_ text: String, _ reason: String, remedy: String? = nil) -> Diagnostic {
        Diagnostic(
            code: "usage.annotation", message: "--annotation \(text): \(reason)",
            remedy: remedy ?? "write [manifest|index|manifest-descriptor|index-descriptor:]NAME=VALUE")
    }
}
