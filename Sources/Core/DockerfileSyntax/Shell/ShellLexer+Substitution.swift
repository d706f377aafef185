extension ShellLexer {
    /// What stands for the variable behind a `$` that was just read; a lone `$` stands for itself.
    mutating func substitution(
        keepsEscapes: Bool, _ variables: Expander.Variables
    ) throws(ExpansionFault) -> String {
        guard next == "{" else {
            let name = readName()
            guard !name.isEmpty else { return "$" }
            return try value(of: name, variables) ?? (options.keepsUndefined ? "$\(name)" : "")
        }
        index += 1
        switch next {
        case nil: throw .missingBrace
        case "{", "}", ":": throw .badSubstitution
        default: break
        }
        let name = readName()
        guard let operation = take() else { throw .missingBrace }
        switch operation {
        case "}":
            return try value(of: name, variables) ?? (options.keepsUndefined ? "${\(name)}" : "")
        case "/":
            return try replacement(in: name, variables)
        case ":":
            guard let operation = take() else { throw .missingBrace }
            return try modified(name, by: operation, emptyIsUnset: true, variables)
        default:
            return try modified(name, by: operation, emptyIsUnset: false, variables)
        }
    }

    /// A name of letters, digits and underscores, or of digits alone, or one special character.
    private mutating func readName() -> String {
        guard let first = next else { return "" }
        let start = index
        if first.isDigit {
            skip { $0.isDigit }
        } else if first.isSpecialParameter {
            index += 1
        } else {
            skip { $0.isLetter || $0.isDigit || $0 == "_" }
        }
        return String(String.UnicodeScalarView(input[start..<index]))
    }

    private mutating func skip(while condition: (Unicode.Scalar) -> Bool) {
        while let scalar = next, condition(scalar) {
            index += 1
        }
    }

    private mutating func modified(
        _ name: String, by operation: Unicode.Scalar, emptyIsUnset: Bool, _ variables: Expander.Variables
    ) throws(ExpansionFault) -> String {
        let sign = (emptyIsUnset ? ":" : "") + String(Character(operation))
        let isTrimming = operation == "#" || operation == "%"
        guard "-+?#%".unicodeScalars.contains(operation), !(isTrimming && emptyIsUnset) else {
            throw .unsupportedModifier(sign)
        }
        let word = try inner(until: "}", keepsEscapes: isTrimming, missing: .missingBrace, variables)
        let found = try value(of: name, variables)
        guard found != nil || !options.keepsUndefined else { return "${\(name)\(sign)\(word)}" }
        let isUnset = found == nil || (emptyIsUnset && found == "")
        let value = found ?? ""
        switch operation {
        case "-": return isUnset ? word : value
        case "+": return isUnset ? "" : word
        case "?":
            guard isUnset else { return value }
            let reason = found == nil ? "is not allowed to be unset" : "is not allowed to be empty"
            throw .required(name: name, message: word.isEmpty ? reason : word)
        default: return try trimmed(value, by: word, atEnd: operation == "%")
        }
    }

    /// Doubling the sign takes the longest match away instead of the shortest.
    private func trimmed(_ value: String, by word: String, atEnd: Bool) throws(ExpansionFault) -> String {
        let isLongest = word.unicodeScalars.first == (atEnd ? "%" : "#")
        let pattern = try ShellPattern(isLongest ? String(word.unicodeScalars.dropFirst()) : word)
        return atEnd
            ? try pattern.removingSuffix(of: value, longest: isLongest)
            : try pattern.removingPrefix(of: value, longest: isLongest)
    }

    private mutating func replacement(
        in name: String, _ variables: Expander.Variables
    ) throws(ExpansionFault) -> String {
        let replacesAll = next == "/"
        if replacesAll {
            index += 1
        }
        let pattern = try inner(until: "/", keepsEscapes: true, missing: .missingSlash, variables)
        let replacement = try inner(until: "}", keepsEscapes: true, missing: .missingBrace, variables)
        let value = try value(of: name, variables)
        guard value != nil || !options.keepsUndefined else { return "${\(name)/\(pattern)/\(replacement)}" }
        return try ShellPattern(pattern).replacing(in: value ?? "", by: replacement, all: replacesAll)
    }

    /// A nested text; when the input ends within it, that is the fault to tell.
    private mutating func inner(
        until stop: Unicode.Scalar, keepsEscapes: Bool, missing: ExpansionFault, _ variables: Expander.Variables
    ) throws(ExpansionFault) -> String {
        do {
            return try nested(until: stop, keepsEscapes: keepsEscapes, variables)
        } catch {
            if case .unexpectedEnd = error {
                throw missing
            }
            throw error
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { properties.generalCategory == .decimalNumber }

    fileprivate var isLetter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    /// The shell's own parameters, which no build has.
    fileprivate var isSpecialParameter: Bool {
        switch self {
        case "@", "*", "#", "?", "-", "$", "!", "0": true
        default: false
        }
    }
}
