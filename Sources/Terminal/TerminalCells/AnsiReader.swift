/// Reads what a build step wrote, line by line, as spans: colours are kept, everything else is made harmless.
///
/// Of the escape sequences only the styles (SGR) stay, and what moves within the line (carriage return, backspace, tab,
/// and the sequences for columns and erasing that progress bars use) has its effect: the line is as a terminal shows it
/// at its end. What is no UTF-8 shows as U+FFFD. The style at the end of one line holds on in the next.
package struct AnsiReader: Sendable {
    private var rendition: GraphicRendition
    private var keepsStyles = true

    /// Makes a reader; what has no colour of its own looks like `base`.
    package init(base: Style = .plain) {
        rendition = GraphicRendition(base: base)
    }

    /// Reads one line, without its line feed.
    ///
    /// After `limit` columns the line ends with an ellipsis, which is the last of them; what is hidden still counts for
    /// the style of the next line. Nil gives all of it. Linear in the bytes.
    package mutating func line(_ bytes: some Sequence<UInt8>, limit: Int? = nil) -> [Span] {
        var reader = self
        defer { self = reader }
        let spans = bytes.withContiguousStorageIfAvailable { reader.read($0.span, limit: limit) }
        return spans ?? reader.read(Array(bytes).span, limit: limit)
    }

    /// One line as text alone, for searching.
    package static func plain(_ bytes: some Sequence<UInt8>) -> String {
        var reader = AnsiReader()
        reader.keepsStyles = false
        let spans = reader.line(bytes)
        return spans.count == 1 ? spans[0].text : spans.map(\.text).joined()
    }

    private mutating func read(_ bytes: Bytes, limit: Int?) -> [Span] {
        if Width.isPrintableASCII(bytes), bytes.count <= limit ?? .max {
            return bytes.isEmpty ? [] : [Span(Cleaning.text(bytes, 0..<bytes.count), rendition.style)]
        }
        var line = AnsiLine(limit: limit, blank: rendition.base)
        var offset = 0
        while offset < bytes.count {
            let (piece, end) = EscapeScanner.piece(in: bytes, at: offset)
            switch piece {
            case .text(let range): line.write(bytes, range, rendition.style)
            case .control(let control): line.control(control)
            case .sequence(let sequence): perform(sequence, of: bytes, on: &line)
            case .hidden: break
            }
            offset = end
        }
        return line.spans()
    }

    private mutating func perform(_ sequence: ControlSequence, of bytes: Bytes, on line: inout AnsiLine) {
        guard sequence.isStandard else { return }
        if sequence.final == UInt8(ascii: "m") {
            if keepsStyles { rendition.apply(bytes, sequence.parameters) }
            return
        }
        var numbers = SequenceNumbers(bytes, sequence.parameters)
        let number = numbers.next(bytes)?.value ?? 0
        switch sequence.final {
        case UInt8(ascii: "K"): line.erase(number)
        case UInt8(ascii: "G"), UInt8(ascii: "`"): line.move(to: max(1, number) - 1)
        case UInt8(ascii: "C"): line.move(to: line.column + max(1, number))
        case UInt8(ascii: "D"): line.move(to: line.column - max(1, number))
        default: break
        }
    }
}
