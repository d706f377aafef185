import Diagnostics

/// The flags that a command has and how their values are written, as Docker's command line reads them.
///
/// Docker's flags are those of Go's pflag: `--pull=false`, `-tNAME`, `-t=NAME`, `-qt NAME`, flags behind the context.
/// ArgumentParser reads less, so the arguments are brought into its one long form, `--name=value`, first.
struct FlagGrammar {
    /// How a flag is written.
    enum Kind: Hashable {
        /// Alone, or with `=true` or `=false`; the last one counts.
        case toggle
        /// With a value.
        case value
        /// With values separated by commas, quoted as in CSV.
        case list
        /// Alone or with `=true`, where it stands for another flag and value; with `=false` for nothing.
        case toggleAlias(of: String)
        /// With a value, where it stands for another flag.
        case alias(of: String)
        /// With a value, where it stands for another flag whose value begins with this one's name: `name=value`.
        case keyed(of: String)
    }

    /// The kinds of flags by their long names.
    let flags: [String: Kind]
    /// The long names of flags that have a short one.
    let shorthands: [Character: String]

    /// Brings arguments into the one form; what is no flag of the grammar stays as it is.
    ///
    /// - Throws: What is wrong with how a flag is written, with the code `usage.flag`.
    func normalized(_ arguments: some Collection<String>) throws(Diagnostic) -> [String] {
        var pass = Pass(grammar: self, rest: Array(arguments.reversed()))
        try pass.run()
        if !pass.hasUnknown, pass.contexts.count > 1 {
            throw Diagnostic(
                code: "usage.arguments",
                message: "there is one build context, but \(pass.contexts.count) are given: "
                    + pass.contexts.map { "\"\($0)\"" }.joined(separator: ", "),
                remedy: "give one; a value with spaces needs quotes")
        }
        return pass.inherited + pass.result + pass.toggles.sorted { $0.key < $1.key }.filter(\.value).map(\.key)
            + pass.operands
    }
}

/// One pass over the arguments.
private struct Pass {
    let grammar: FlagGrammar
    /// What is still to be read, the next one last.
    var rest: [String]
    /// Values of old flags that newer ones go before.
    var inherited: [String] = []
    var result: [String] = []
    /// The last word on each flag that is on or off.
    var toggles: [String: Bool] = [:]
    /// What is no flag for certain: all behind `--`, with it.
    var operands: [String] = []
    /// What stands where a context does.
    var contexts: [String] = []
    /// Whether there were flags that the grammar doesn't have, whose values can't be told from contexts.
    var hasUnknown = false

    mutating func run() throws(Diagnostic) {
        while let argument = rest.popLast() {
            if argument == "--" {
                contexts += rest.reversed()
                operands = ["--"] + rest.reversed()
                return
            } else if argument.hasPrefix("--") {
                try readLong(argument)
            } else if argument.hasPrefix("-"), argument != "-" {
                try readShort(argument)
            } else {
                contexts.append(argument)
                result.append(argument)
            }
        }
    }

    private mutating func readLong(_ argument: String) throws(Diagnostic) {
        let body = argument.dropFirst(2)
        let equals = body.firstIndex(of: "=")
        let name = String(body[..<(equals ?? body.endIndex)])
        guard !name.isEmpty, !name.hasPrefix("-") else { throw Self.fault("bad flag syntax: \(argument)") }
        let value = equals.map { String(body[body.index(after: $0)...]) }
        guard let kind = grammar.flags[name] else { return pass(argument) }
        if let value {
            try take(name, kind, value, written: "--\(name)")
        } else if kind.isToggle {
            try take(name, kind, "true", written: "--\(name)")
        } else if let next = rest.popLast() {
            try take(name, kind, next, written: "--\(name)")
        } else {
            throw Self.fault("flag needs an argument: --\(name)")
        }
    }

    /// Reads letters behind one dash, up to the first that takes a value.
    private mutating func readShort(_ argument: String) throws(Diagnostic) {
        var letters = argument.dropFirst()
        while let letter = letters.popFirst() {
            guard let name = grammar.shorthands[letter], let kind = grammar.flags[name] else {
                // A letter of help or of nobody: ArgumentParser knows what to say of one that stands first.
                guard argument.dropFirst().first != letter else { return pass(argument) }
                throw Self.fault("unknown shorthand flag: '\(letter)' in \(argument)")
            }
            if letters.first == "=" {
                return try take(name, kind, String(letters.dropFirst()), written: "-\(letter), --\(name)")
            }
            if kind.isToggle {
                try take(name, kind, "true", written: "-\(letter), --\(name)")
            } else if !letters.isEmpty {
                return try take(name, kind, String(letters), written: "-\(letter), --\(name)")
            } else if let next = rest.popLast() {
                return try take(name, kind, next, written: "-\(letter), --\(name)")
            } else {
                throw Self.fault("flag needs an argument: '\(letter)' in \(argument)")
            }
        }
    }

    /// Leaves a flag to ArgumentParser.
    private mutating func pass(_ argument: String) {
        hasUnknown = true
        result.append(argument)
    }

    private mutating func take(
        _ name: String, _ kind: FlagGrammar.Kind, _ value: String, written: String
    ) throws(Diagnostic) {
        switch kind {
        case .toggle:
            toggles["--\(name)"] = try Self.truth(value, written)
        case .toggleAlias(let other):
            if try Self.truth(value, written) { result.append("--\(other)") }
        case .value:
            append(name, value)
        case .list:
            guard !value.isEmpty else { return }
            for field in try CommaFields.split(value, flag: name) { append(name, field) }
        case .alias(let other):
            append(other, value)
        case .keyed(let other):
            inherited.append("--\(other)=\(name)=\(value)")
        }
    }

    private mutating func append(_ name: String, _ value: String) {
        // ArgumentParser takes an empty value only as a word of its own.
        result += value.isEmpty ? ["--\(name)", ""] : ["--\(name)=\(value)"]
    }

    private static func truth(_ value: String, _ written: String) throws(Diagnostic) -> Bool {
        guard let truth = Bool(go: value) else {
            throw fault("invalid argument \"\(value)\" for \"\(written)\" flag", remedy: "write true or false")
        }
        return truth
    }

    private static func fault(_ message: String, remedy: String? = nil) -> Diagnostic {
        Diagnostic(code: "usage.flag", message: message, remedy: remedy)
    }
}

extension FlagGrammar.Kind {
    /// Whether the flag may stand without a value.
    fileprivate var isToggle: Bool {
        switch self {
        case .toggle, .toggleAlias: true
        case .value, .list, .alias, .keyed: false
        }
    }
}
