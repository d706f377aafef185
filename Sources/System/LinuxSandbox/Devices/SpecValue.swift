/// A part of a specification in JSON or YAML.
enum SpecValue: Hashable, Sendable {
    /// No value.
    case null
    /// A number, a word, a text; what it means is for its reader to say.
    case scalar(String)
    /// A list.
    case list([SpecValue])
    /// Members by name; of two with one name the later counts.
    case map([String: SpecValue])

    /// The member of a map.
    subscript(name: String) -> SpecValue? {
        if case .map(let members) = self { members[name] } else { nil }
    }

    /// The text of a scalar.
    var text: String? {
        if case .scalar(let text) = self { text } else { nil }
    }

    /// The number that a scalar stands for; a leading 0 or 0o means octal, as in YAML.
    var number: Int64? {
        guard let text else { return nil }
        if text.hasPrefix("0x") { return Int64(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0o") { return Int64(text.dropFirst(2), radix: 8) }
        if text.count > 1, text.hasPrefix("0") { return Int64(text, radix: 8) }
        return Int64(text)
    }

    /// The elements of a list; none of anything else.
    var elements: [SpecValue] {
        if case .list(let elements) = self { elements } else { [] }
    }

    /// The texts of a list of scalars.
    var texts: [String] { elements.compactMap(\.text) }

    /// The members of a map that are scalars.
    var textMembers: [String: String] {
        if case .map(let members) = self { members.compactMapValues(\.text) } else { [:] }
    }
}

/// Why a text is no specification.
struct SpecFault: Error, Hashable, CustomStringConvertible {
    var line: Int
    var problem: String

    var description: String { "line \(line): \(problem)" }
}
