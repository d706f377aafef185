/// One instruction as the line parsers leave it, before its meaning is looked at.
struct SyntaxNode: Hashable, Sendable {
    /// The instruction's word as it was written.
    var keyword: MappedText

    /// The `--…` words, without quotes.
    var flags: [MappedText]

    var arguments: [SyntaxArgument]

    /// True when the arguments were given as a JSON array.
    var isJSON: Bool

    var heredocs: [Heredoc] = []

    /// The joined line.
    var original: MappedText

    /// The comments since the instruction before, without `#`.
    var comments: [MappedText] = []

    /// The empty lines inside the continuation, as byte ranges.
    var emptyLines: [Range<Int>] = []

    /// The lines of the file, from 1, with those of here-documents.
    var lines: ClosedRange<Int> = 1...1

    /// The argument texts that are no nested instruction.
    var words: [MappedText] {
        arguments.compactMap { argument in
            if case .word(let text) = argument { text } else { nil }
        }
    }

    /// The instruction that ONBUILD carries.
    var nested: SyntaxNode? {
        if case .instruction(let node)? = arguments.first { node } else { nil }
    }

    /// Where the keyword starts, in bytes.
    var offset: Int {
        keyword.byteRange?.lowerBound ?? original.byteRange?.lowerBound ?? 0
    }
}

/// What stands behind an instruction's word.
enum SyntaxArgument: Hashable, Sendable {
    case word(MappedText)
    case instruction(SyntaxNode)
}
