/// Fits text into columns.
///
/// No result holds a part of a wide cluster, and none is wider than asked for.
package enum TextLayout {
    /// On which side text stands.
    package enum Side: Sendable, Hashable {
        case left, right
    }

    /// The start of text that fits; an ellipsis takes its end where it doesn't.
    package static func cut(_ text: String, to columns: Int, ellipsis: Character = "…") -> String {
        guard columns > 0 else { return "" }
        let (end, _) = prefix(of: text, columns: columns)
        guard end < text.endIndex else { return text }
        let width = Width.columns(of: ellipsis)
        guard width <= columns else { return "" }
        let (cut, _) = prefix(of: text, columns: columns - width)
        return text[..<cut] + String(ellipsis)
    }

    /// Both ends of text that doesn't fit, with an ellipsis between: for paths, whose end says most.
    package static func cutMiddle(_ text: String, to columns: Int, ellipsis: Character = "…") -> String {
        guard columns > 0 else { return "" }
        if prefix(of: text, columns: columns).end == text.endIndex { return text }
        let room = columns - Width.columns(of: ellipsis)
        guard room >= 2 else { return cut(text, to: columns, ellipsis: ellipsis) }
        let head = prefix(of: text, columns: room / 2)
        let tail = suffix(of: text, columns: room - head.columns)
        return text[..<head.end] + String(ellipsis) + text[tail...]
    }

    /// Text in exactly so many columns: filled up with spaces, or cut.
    package static func pad(_ text: String, to columns: Int, _ side: Side = .left) -> String {
        let text = cut(text, to: columns)
        let spaces = String(repeating: " ", count: max(0, columns - Width.columns(of: text)))
        return side == .left ? text + spaces : spaces + text
    }

    /// Prose in lines of at most so many columns, broken at spaces; a word that is longer is broken where the line
    /// ends.
    ///
    /// Line feeds stay, runs of spaces become one. Below one column there is nothing but one empty line.
    package static func wrapWords(_ text: String, to columns: Int) -> [String] {
        guard columns > 0 else { return [""] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { wrapParagraph($0, columns) }
    }

    private static func wrapParagraph(_ text: Substring, _ columns: Int) -> [String] {
        var lines: [String] = []
        var (line, width) = ("", 0)
        for word in text.split(separator: " ") {
            let wordWidth = Width.columns(of: String(word))
            if !line.isEmpty, width + 1 + wordWidth <= columns {
                line += " " + word
                width += 1 + wordWidth
                continue
            }
            if !line.isEmpty { lines.append(line) }
            (line, width) = (String(word), wordWidth)
            guard wordWidth > columns else { continue }
            var rows = wrap([Span(line)], to: columns).map { $0.map(\.text).joined() }
            line = rows.popLast() ?? ""
            width = Width.columns(of: line)
            lines += rows
        }
        return lines + [line]
    }

    /// Where the start of text ends that takes at most so many columns, and how many it takes.
    ///
    /// Marks and invisible characters stay with what is before them. Reads no farther than it must.
    static func prefix(of text: String, columns limit: Int) -> (end: String.Index, columns: Int) {
        let bytes = text.utf8.span
        var units = TextUnits(text)
        var (offset, columns) = (0, 0)
        while let unit = units.next(in: bytes) {
            let width = unit.isControl ? 0 : unit.columns
            guard columns + width <= limit else {
                return (text.utf8.index(text.startIndex, offsetBy: offset), columns)
            }
            columns += width
            offset += unit.length
        }
        return (text.endIndex, columns)
    }

    /// Where the end of text begins that takes at most so many columns.
    private static func suffix(of text: String, columns limit: Int) -> String.Index {
        let hidden = Width.columns(of: text) - limit
        let (end, columns) = prefix(of: text, columns: hidden)
        // Where the border lies in a wide cluster, that doesn't fit as a whole.
        return columns < hidden ? prefix(of: text, columns: hidden + 1).end : end
    }
}
