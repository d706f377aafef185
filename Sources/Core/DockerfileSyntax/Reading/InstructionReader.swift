import Diagnostics

/// Finds the meaning of an instruction that is cut into words.
struct InstructionReader {
    let file: SourceFile
    let node: SyntaxNode

    /// The instruction's name in capitals, for messages.
    let name: String

    init(file: SourceFile, node: SyntaxNode) {
        self.file = file
        self.node = node
        name = node.keyword.text.uppercased()
    }

    func instruction() throws(DockerfileError) -> Instruction {
        Instruction(
            keyword: word(node.keyword), original: node.original.trimmed().text, range: range, lines: node.lines,
            comments: node.comments.map(word), emptyContinuationLines: node.emptyLines.map { file.range($0) },
            heredocs: node.heredocs, body: try body())
    }

    private func body() throws(DockerfileError) -> InstructionBody {
        guard let kind = InstructionName(rawValue: node.keyword.text.lowercased()) else {
            let written = node.keyword.text
            let nearest = InstructionName.suggestion(for: written)
            let place = Diagnostic.Place(file: file, range: word(node.keyword).range)
            throw .instruction(.unknown(written, suggestion: nearest), at: place)
        }
        switch kind {
        case .add: return .add(try add())
        case .arg: return .arg(try declarations())
        case .cmd: return .cmd(try command())
        case .copy: return .copy(try copy())
        case .entrypoint: return .entrypoint(try command())
        case .env: return .env(try pairs())
        case .expose: return .expose(try someWords())
        case .from: return .from(try from())
        case .healthcheck: return .healthcheck(try healthcheck())
        case .label: return .label(try pairs())
        case .maintainer: return .maintainer(try oneWord())
        case .onbuild: return .onbuild(try onbuild())
        case .run: return .run(try run())
        case .shell: return .shell(try shell())
        case .stopsignal: return .stopSignal(try oneWord())
        case .user: return .user(try oneWord())
        case .volume: return .volume(try volumes())
        case .workdir: return .workdir(try oneWord())
        }
    }

    /// From the keyword to the end of the joined line.
    var range: SourceRange {
        file.range(node.original.trimmed().byteRange ?? node.offset..<node.offset)
    }

    func word(_ text: MappedText) -> Word {
        file.word(text, orAt: range.end.offset)
    }

    func place(of text: MappedText) -> Diagnostic.Place {
        .init(file: file, range: word(text).range)
    }

    func fail(_ fault: InstructionFault, at text: MappedText? = nil) -> DockerfileError {
        .instruction(fault, at: text.map(place) ?? .init(file: file, range: range))
    }

    func noFlags() throws(DockerfileError) {
        _ = try FlagReader(node.flags, of: file)
    }

    private func oneWord() throws(DockerfileError) -> Word {
        guard let text = node.words.first, node.words.count == 1 else {
            throw fail(.exactlyOneArgument(name))
        }
        try noFlags()
        return word(text)
    }

    private func someWords() throws(DockerfileError) -> [Word] {
        guard !node.words.isEmpty else {
            throw fail(.atLeastOneArgument(name))
        }
        try noFlags()
        return node.words.map(word)
    }

    private func volumes() throws(DockerfileError) -> [Word] {
        guard !node.words.isEmpty else {
            throw fail(.atLeastOneArgument(name))
        }
        try noFlags()
        for text in node.words where text.trimmed().isEmpty {
            throw fail(.emptyVolume, at: text)
        }
        return node.words.map { word($0.trimmed()) }
    }

    private func command() throws(DockerfileError) -> CommandForm {
        try noFlags()
        return commandForm(of: node.words)
    }

    func commandForm(of words: [MappedText]) -> CommandForm {
        node.isJSON ? .exec(words.map(word)) : .shell(word(words.first ?? MappedText()))
    }

    private func shell() throws(DockerfileError) -> [Word] {
        try noFlags()
        guard !node.words.isEmpty else {
            throw fail(.atLeastOneArgument(name))
        }
        guard node.isJSON else {
            throw fail(.notJSON(name))
        }
        return node.words.map(word)
    }

    private func pairs() throws(DockerfileError) -> [KeyValue] {
        try noFlags()
        let words = node.words
        guard words.count >= 3 else {
            throw fail(.atLeastOneArgument(name))
        }
        var pairs: [KeyValue] = []
        for index in stride(from: 0, to: words.count - 2, by: 3) {
            guard !words[index].isEmpty else {
                throw fail(.blankName(name))
            }
            let isLegacy = words[index + 2].isEmpty
            pairs.append(KeyValue(name: word(words[index]), value: word(words[index + 1]), isLegacy: isLegacy))
        }
        return pairs
    }

    private func declarations() throws(DockerfileError) -> [ArgumentDeclaration] {
        guard !node.words.isEmpty else {
            throw fail(.atLeastOneArgument(name))
        }
        // BuildKit looks at no flags here, and passes over words that look like some.
        var declarations: [ArgumentDeclaration] = []
        for text in node.words {
            let (name, value) = text.split(at: "=").map { ($0, Optional($1)) } ?? (text, nil)
            guard !name.isEmpty else {
                throw fail(.blankName(self.name), at: text)
            }
            let end = text.byteRange?.upperBound ?? node.offset
            declarations.append(
                ArgumentDeclaration(
                    name: word(name), value: value.map { file.word($0, orAt: end) },
                    description: description(of: name.text)))
        }
        return declarations
    }

    /// What a comment above tells about `name`.
    func description(of name: String) -> String? {
        for comment in node.comments where comment.hasPrefix(name + " ") {
            return comment.dropFirst(name.unicodeScalars.count + 1).text
        }
        return nil
    }
}
