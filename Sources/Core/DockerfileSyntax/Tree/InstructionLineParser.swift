import Diagnostics

/// Cuts an instruction's joined line into keyword, flags and arguments, by the form that the instruction has.
struct InstructionLineParser {
    let file: SourceFile
    let escape: Unicode.Scalar

    /// Where the instruction starts in the file, for faults in texts that have no place of their own.
    let start: Int

    /// How deep ONBUILD may nest before reading stops; one level is all that means anything.
    private static let maximumNesting = 8

    func parse(_ line: MappedText, nesting: Int = 0) throws(DockerfileError) -> SyntaxNode {
        let trimmed = line.trimmed()
        let end = trimmed.elements.firstIndex { $0.scalar.isWordSeparator } ?? trimmed.count
        let keyword = trimmed[0..<end]
        let rest = MappedText(trimmed.elements[end...].drop { $0.scalar.isWordSeparator })
        let (flags, remainder) = WordCutter(escape: escape).flags(in: rest)
        let arguments = remainder.trimmed()
        let (parsed, isJSON) = try self.arguments(of: keyword, in: arguments, nesting: nesting)
        return SyntaxNode(keyword: keyword, flags: flags, arguments: parsed, isJSON: isJSON, original: line)
    }

    private typealias Arguments = (arguments: [SyntaxArgument], isJSON: Bool)

    private func arguments(
        of keyword: MappedText, in text: MappedText, nesting: Int
    ) throws(DockerfileError) -> Arguments {
        let cutter = WordCutter(escape: escape)
        switch keyword.text.lowercased() {
        case "add", "copy", "volume":
            return try jsonArray(text) ?? (words(cutter.plainWords(in: text)), false)
        case "run", "cmd", "entrypoint", "shell":
            return try jsonArray(text) ?? (whole(text), false)
        case "arg":
            return (words(cutter.quotedWords(in: text)), false)
        case "env", "label":
            return (try pairs(in: text, of: keyword.text.uppercased()), false)
        case "expose", "from":
            return (words(cutter.plainWords(in: text)), false)
        case "healthcheck":
            return try healthcheck(text)
        case "maintainer", "stopsignal", "user", "workdir":
            return (whole(text), false)
        case "onbuild":
            return (try trigger(in: text, nesting: nesting), false)
        default:
            return ([.word(MappedText())], false)
        }
    }

    private func words(_ texts: [MappedText]) -> [SyntaxArgument] {
        texts.map { .word($0) }
    }

    private func whole(_ text: MappedText) -> [SyntaxArgument] {
        text.isEmpty ? [] : [.word(text)]
    }

    private func trigger(in text: MappedText, nesting: Int) throws(DockerfileError) -> [SyntaxArgument] {
        guard !text.isEmpty else { return [] }
        guard nesting < Self.maximumNesting else {
            throw .instruction(.chainedOnbuild, at: place(of: text))
        }
        return [.instruction(try parse(text, nesting: nesting + 1))]
    }

    /// The strings of a JSON array, or nil when the text is none, so that it is read in the shell form.
    private func jsonArray(_ text: MappedText) throws(DockerfileError) -> Arguments? {
        guard text.hasPrefix("["), case .array(let values)? = JSONReader.read(text) else { return nil }
        var strings: [MappedText] = []
        for value in values {
            guard case .string(let string) = value else {
                throw .syntax(.jsonNotStrings, at: place(of: text))
            }
            strings.append(string)
        }
        return (words(strings), true)
    }

    private func healthcheck(_ text: MappedText) throws(DockerfileError) -> Arguments {
        guard !text.isEmpty else { return ([], false) }
        let end = text.elements.firstIndex { $0.scalar.isSpace } ?? text.count
        let kind = SyntaxArgument.word(text[0..<end])
        let command = text[end..<text.count].trimmedLeft()
        let (arguments, isJSON) = try jsonArray(command) ?? (whole(command), false)
        return ([kind] + arguments, isJSON)
    }

    /// Name, value and separator in turn; the separator is empty in the old form `NAME VALUE`.
    private func pairs(in text: MappedText, of instruction: String) throws(DockerfileError) -> [SyntaxArgument] {
        let words = WordCutter(escape: escape).quotedWords(in: text)
        guard let first = words.first else { return [] }
        guard first.firstIndex(of: "=") != nil else {
            return try legacyPair(in: text, of: instruction)
        }
        var arguments: [SyntaxArgument] = []
        for word in words {
            guard let (name, value) = word.split(at: "=") else {
                throw .syntax(.missingEquals(word.text), at: place(of: word))
            }
            let separator = word[name.count..<(name.count + 1)]
            arguments += [.word(name), .word(value), .word(separator)]
        }
        return arguments
    }

    private func legacyPair(in text: MappedText, of instruction: String) throws(DockerfileError) -> [SyntaxArgument] {
        guard let end = text.elements.firstIndex(where: { $0.scalar.isWordSeparator }) else {
            throw .syntax(.missingValue(instruction: instruction, name: text.text), at: place(of: text))
        }
        let value = MappedText(text.elements[end...].drop { $0.scalar.isWordSeparator })
        return [.word(text[0..<end]), .word(value), .word(MappedText())]
    }

    private func place(of text: MappedText) -> Diagnostic.Place {
        Diagnostic.Place(file: file, range: file.range(text.byteRange ?? start..<start))
    }
}
