/// Walks over one text, replacing variables and cutting words.
struct ShellLexer {
    let input: [Unicode.Scalar]
    let options: Expander
    var index = 0
    private var used: [String] = []
    private var undefined: [String] = []

    /// The names in `used` and `undefined`.
    private var seen: Set<String> = []
    private var depth = 0

    /// Substitutions nested deeper than this are refused, so that hostile input cannot exhaust the stack.
    private static let maximumDepth = 64

    /// Variables may add this many bytes to a text, so that values that double each other cannot exhaust the memory.
    static let maximumLength = 2 << 20

    /// The bytes that variables have added.
    private var length = 0

    init(_ text: String, options: Expander) {
        input = Array(text.unicodeScalars)
        self.options = options
    }

    var next: Unicode.Scalar? {
        index < input.count ? input[index] : nil
    }

    mutating func take() -> Unicode.Scalar? {
        guard index < input.count else { return nil }
        defer { index += 1 }
        return input[index]
    }

    mutating func expansion(with variables: Expander.Variables) throws(ExpansionFault) -> Expansion {
        var output = WordCollector()
        try run(until: nil, keepsEscapes: options.keepsEscapes, into: &output, variables)
        return Expansion(text: String(output.text), words: output.finished(), used: used, undefined: undefined)
    }

    /// Reads up to `stop` and behind it, or to the end; the end is a fault where a `stop` is wanted.
    mutating func run(
        until stop: Unicode.Scalar?, keepsEscapes: Bool, into output: inout WordCollector,
        _ variables: Expander.Variables
    ) throws(ExpansionFault) {
        while let scalar = take() {
            switch scalar {
            case _ where scalar == stop:
                return
            case "$":
                output.add(splitting: try substitution(keepsEscapes: keepsEscapes, variables))
            case "<":
                output.add(whole: possibleHeredoc())
            case "'" where !options.ignoresQuotes:
                output.add(whole: try singleQuoted())
            case "\"" where !options.ignoresQuotes:
                output.add(whole: try doubleQuoted(keepsEscapes: keepsEscapes, variables))
            case options.escape:
                if keepsEscapes {
                    output.add(literal: scalar)
                }
                if let escaped = take() {
                    output.add(literal: escaped)
                }
            default:
                output.add(scalar)
            }
        }
        if let stop {
            throw .unexpectedEnd(lookingFor: String(Character(stop)))
        }
    }

    /// The text inside a substitution, up to `stop`.
    mutating func nested(
        until stop: Unicode.Scalar, keepsEscapes: Bool, _ variables: Expander.Variables
    ) throws(ExpansionFault) -> String {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw .nestedTooDeep }
        var output = WordCollector()
        try run(until: stop, keepsEscapes: keepsEscapes, into: &output, variables)
        return String(output.text)
    }

    mutating func value(of name: String, _ variables: Expander.Variables) throws(ExpansionFault) -> String? {
        let value = variables(name)
        length += value?.utf8.count ?? 0
        guard length <= Self.maximumLength else { throw .tooLong }
        if value == nil {
            if seen.insert(name).inserted { undefined.append(name) }
        } else {
            if seen.insert(name).inserted { used.append(name) }
        }
        return value
    }

    /// Nothing is special up to the next single quote.
    private mutating func singleQuoted() throws(ExpansionFault) -> String {
        var result = String.UnicodeScalarView(options.keepsQuotes ? ["'"] : [])
        while let scalar = take() {
            guard scalar == "'" else {
                result.append(scalar)
                continue
            }
            if options.keepsQuotes {
                result.append(scalar)
            }
            return String(result)
        }
        throw .unexpectedEnd(lookingFor: "single-quote")
    }

    /// Variables are replaced; the escape character works on `"`, `$` and itself, and is ordinary before all else.
    private mutating func doubleQuoted(
        keepsEscapes: Bool, _ variables: Expander.Variables
    ) throws(ExpansionFault) -> String {
        var result = String.UnicodeScalarView(options.keepsQuotes ? ["\""] : [])
        while let scalar = take() {
            switch scalar {
            case "\"":
                if options.keepsQuotes {
                    result.append(scalar)
                }
                return String(result)
            case "$":
                result.append(contentsOf: try substitution(keepsEscapes: keepsEscapes, variables).unicodeScalars)
            case options.escape:
                result.append(contentsOf: escapedInQuotes(keepsEscapes: keepsEscapes))
            default:
                result.append(scalar)
            }
        }
        throw .unexpectedEnd(lookingFor: "double-quote")
    }

    private mutating func escapedInQuotes(keepsEscapes: Bool) -> [Unicode.Scalar] {
        let kept = keepsEscapes ? [options.escape] : []
        switch next {
        case nil:
            return kept
        case "\"", "$", options.escape:
            return kept + (take().map { [$0] } ?? [])
        default:
            return kept + [options.escape]
        }
    }

    /// Keeps `<<` and the spaces behind it in one word with what follows.
    private mutating func possibleHeredoc() -> String {
        guard next == "<" else { return "<" }
        index += 1
        var result = "<<"
        while let scalar = next, scalar == " " || scalar == "\t" || scalar == "\r" {
            result.unicodeScalars.append(scalar)
            index += 1
        }
        return result
    }
}

/// Collects a text, and the same text cut into words.
struct WordCollector {
    private(set) var text = String.UnicodeScalarView()
    private var words: [String] = []
    private var word = String.UnicodeScalarView()

    /// Adds a character; a space outside quotes ends the word.
    mutating func add(_ scalar: Unicode.Scalar) {
        text.append(scalar)
        addToWord(scalar)
    }

    /// Adds a character that is no space, whatever it looks like.
    mutating func add(literal scalar: Unicode.Scalar) {
        text.append(scalar)
        word.append(scalar)
    }

    /// Adds what came from quotes.
    mutating func add(whole string: String) {
        text.append(contentsOf: string.unicodeScalars)
        word.append(contentsOf: string.unicodeScalars)
    }

    /// Adds what came from a variable, whose spaces end words.
    mutating func add(splitting string: String) {
        for scalar in string.unicodeScalars {
            add(scalar)
        }
    }

    /// All words, the last one ended.
    func finished() -> [String] {
        word.isEmpty ? words : words + [String(word)]
    }

    private mutating func addToWord(_ scalar: Unicode.Scalar) {
        guard scalar.isSpace else {
            word.append(scalar)
            return
        }
        if !word.isEmpty {
            words.append(String(word))
            word = String.UnicodeScalarView()
        }
    }
}
