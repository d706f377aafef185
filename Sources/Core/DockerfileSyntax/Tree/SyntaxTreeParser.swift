import Diagnostics

/// Joins lines to instructions: comments, directives, continuations and here-documents.
struct SyntaxTreeParser {
    private let file: SourceFile
    private var scanner: LineScanner
    private var directiveReader: DirectiveReader
    private var directives: [Directive] = []
    private var escape: Unicode.Scalar = "\\"
    private var comments: [MappedText] = []
    private var nodes: [SyntaxNode] = []

    /// The longest line in bytes; lines of here-documents may be longer.
    private static let maximumLineLength = 65_535

    init(file: SourceFile) {
        self.file = file
        scanner = LineScanner(file: file)
        directiveReader = DirectiveReader(file: file)
    }

    mutating func parse() throws(DockerfileError) -> SyntaxTree {
        while let bytes = scanner.next() {
            let line = try text(of: bytes).trimmedLeft()
            if try takeDirective(line) {
                continue
            }
            guard !line.hasPrefix("#") else {
                takeComment(line)
                continue
            }
            let (body, continues) = cutContinuation(line)
            if continues || !body.isEmpty {
                nodes.append(try instruction(startingWith: body, continues: continues))
                comments = []
            }
        }
        guard !nodes.isEmpty else {
            throw .syntax(.noInstructions, at: .init(file: file, range: file.range(ofLine: 1)))
        }
        return SyntaxTree(file: file, directives: directives, escape: escape, nodes: nodes)
    }

    private func text(of line: Range<Int>) throws(DockerfileError) -> MappedText {
        let content = withoutLineEnding(line)
        guard content.count <= Self.maximumLineLength else {
            throw .syntax(
                .lineTooLong, at: .init(file: file, range: file.range(content.startIndex..<content.startIndex)))
        }
        return MappedText(decoding: content)
    }

    private func withoutLineEnding(_ line: Range<Int>) -> ArraySlice<UInt8> {
        let bytes = file.bytes[line]
        let kept = bytes.lastIndex { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }.map { $0 + 1 }
        return bytes[..<(kept ?? bytes.startIndex)]
    }

    private mutating func takeDirective(_ line: MappedText) throws(DockerfileError) -> Bool {
        guard let directive = try directiveReader.read(line) else { return false }
        if directive.name == .escape {
            guard let scalar = directive.value.text.unicodeScalars.first, ["\\", "`"].contains(directive.value.text)
            else {
                let place = Diagnostic.Place(file: file, range: directive.value.range)
                throw .syntax(.invalidEscape(directive.value.text), at: place)
            }
            escape = scalar
        }
        directives.append(directive)
        return true
    }

    /// An empty comment parts what stands above it from the instruction below.
    private mutating func takeComment(_ line: MappedText) {
        let comment = line.dropFirst(1).trimmed()
        if comment.isEmpty {
            comments = []
        } else {
            comments.append(comment)
        }
    }

    /// The line without its continuation character, and whether it had one.
    ///
    /// Spaces and tabs may follow the character. A second one before it makes both ordinary.
    private func cutContinuation(_ line: MappedText) -> (body: MappedText, continues: Bool) {
        guard let last = line.elements.lastIndex(where: { $0.scalar != " " && $0.scalar != "\t" }) else {
            return (line, false)
        }
        guard line[last] == escape, last == 0 || line[last - 1] != escape else { return (line, false) }
        return (line[0..<last], true)
    }

    private mutating func instruction(
        startingWith first: MappedText, continues: Bool
    ) throws(DockerfileError) -> SyntaxNode {
        let firstLine = scanner.lineNumber
        let start = scanner.lines[firstLine - 1].lowerBound
        var line = first
        var emptyLines: [Range<Int>] = []
        var continues = continues
        while continues, let bytes = scanner.next() {
            let next = try text(of: bytes)
            let trimmed = next.trimmedLeft()
            if trimmed.hasPrefix("#") {
                continue
            }
            if trimmed.isEmpty {
                emptyLines.append(bytes)
                continue
            }
            let (body, goesOn) = cutContinuation(next)
            line.append(body)
            continues = goesOn
        }
        let lineParser = InstructionLineParser(file: file, escape: escape, start: start)
        var node = try lineParser.parse(line)
        node.emptyLines = emptyLines
        node.comments = comments
        node.heredocs = try heredocs(of: node)
        node.lines = firstLine...scanner.lineNumber
        return node
    }

    private mutating func heredocs(of node: SyntaxNode) throws(DockerfileError) -> [Heredoc] {
        let line = node.original.text
        guard node.mayHaveHeredocs, line.contains("<<") else { return [] }
        let place = Diagnostic.Place(file: file, range: node.original.byteRange.map { file.range($0) })
        var heredocs: [Heredoc]
        do {
            heredocs = try Heredoc.announced(inLine: line)
        } catch {
            throw .expansion(error, at: place)
        }
        for index in heredocs.indices {
            try readContents(of: &heredocs[index], announcedAt: place)
        }
        return heredocs
    }

    private mutating func readContents(
        of heredoc: inout Heredoc, announcedAt place: Diagnostic.Place
    ) throws(DockerfileError) {
        let end = Array(heredoc.name.utf8)
        var range: Range<Int>?
        while let line = scanner.next() {
            range = (range?.lowerBound ?? line.lowerBound)..<line.upperBound
            let trimmed = withoutLineEnding(line)
            let word = heredoc.stripsTabs ? trimmed.drop { $0 == UInt8(ascii: "\t") } : trimmed
            if word.elementsEqual(end) {
                heredoc.range = range.map { file.range($0) }
                return
            }
            heredoc.contents += file.bytes[line]
        }
        throw .syntax(.unterminatedHeredoc(heredoc.name), at: place)
    }
}

extension SyntaxNode {
    /// Here-documents belong to ADD, COPY and RUN in their plain forms, also behind ONBUILD.
    fileprivate var mayHaveHeredocs: Bool {
        var node = self
        if keyword.text.lowercased() == "onbuild", let nested {
            node = nested
        }
        return ["add", "copy", "run"].contains(node.keyword.text.lowercased()) && !node.isJSON
    }
}
