extension TextLayout {
    /// How many columns spans take.
    package static func columns(of spans: [Span]) -> Int {
        spans.reduce(0) { $0 + Width.columns(of: $1.text) }
    }

    /// The start of spans that fits into columns, without an ellipsis.
    package static func prefix(of spans: [Span], columns limit: Int) -> [Span] {
        var kept: [Span] = []
        var room = max(0, limit)
        for span in spans {
            let (end, columns) = prefix(of: span.text, columns: room)
            room -= columns
            guard end == span.text.endIndex else {
                if end > span.text.startIndex { kept.append(Span(String(span.text[..<end]), span.style)) }
                break
            }
            kept.append(span)
        }
        return kept
    }

    /// Spans without their first columns, for scrolling sideways; half of a wide cluster that is cut stays as a space.
    package static func drop(_ count: Int, of spans: [Span]) -> [Span] {
        var left = max(0, count)
        guard left > 0 else { return spans }
        var kept: [Span] = []
        for span in spans {
            guard left > 0 else {
                kept.append(span)
                continue
            }
            var (end, columns) = prefix(of: span.text, columns: left)
            left -= columns
            guard end < span.text.endIndex else { continue }
            var filler = ""
            if left > 0 {
                (end, columns) = prefix(of: span.text, columns: columns + 2)
                filler = " "
            }
            left = 0
            let rest = filler + span.text[end...]
            if !rest.isEmpty { kept.append(Span(rest, span.style)) }
        }
        return kept
    }

    /// Spans in rows of at most so many columns, broken wherever a row is full; at least one row.
    ///
    /// In one column a wide cluster has a row of its own, which drawing shows as a space. Below one column there is
    /// nothing but one empty row.
    package static func wrap(_ spans: [Span], to columns: Int) -> [[Span]] {
        guard columns > 0 else { return [[]] }
        var rows: [[Span]] = [[]]
        var width = 0
        for span in spans {
            let text = span.text
            let bytes = text.utf8.span
            var units = TextUnits(text)
            var (start, offset) = (text.startIndex, 0)
            while let unit = units.next(in: bytes) {
                let unitWidth = unit.isControl ? 0 : unit.columns
                if width > 0, width + unitWidth > columns {
                    let end = text.utf8.index(text.startIndex, offsetBy: offset)
                    if end > start { rows[rows.count - 1].append(Span(String(text[start..<end]), span.style)) }
                    rows.append([])
                    (start, width) = (end, 0)
                }
                offset += unit.length
                width += unitWidth
            }
            if start < text.endIndex { rows[rows.count - 1].append(Span(String(text[start...]), span.style)) }
        }
        return rows
    }
}
