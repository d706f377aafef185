import TerminalCells

/// A line of a step's output, read for drawing.
struct LogLine: Sendable, Hashable {
    /// What stands on one row of a wrapped line.
    struct Row: Sendable, Hashable {
        /// The column of the line at which it starts.
        var start: Int
        var spans: [Span] = []
    }

    /// How many bytes of a line are shown; what comes behind is cut off.
    static let longest = 64 * 1024

    /// Its number among all lines, from 0.
    let number: Int64
    /// The bytes as they were written.
    let bytes: [UInt8]
    /// Its text in its own colours, over no others.
    let spans: [Span]
    /// The columns that it takes.
    let columns: Int
    /// Where the text of the search stands, in columns.
    private(set) var matches: [Range<Int>] = []

    /// The rows that it takes; empty before it was wrapped.
    private(set) var rows: [Row] = []

    private var query: String?
    private var width: Int?

    init(number: Int64, bytes: [UInt8]) {
        self.number = number
        self.bytes = bytes
        var reader = AnsiReader()
        spans = reader.line(bytes.prefix(Self.longest))
        columns = spans.reduce(0) { $0 + Width.columns(of: $1.text) }
    }

    /// Breaks it into rows of at most so many columns; nil leaves it in one.
    mutating func wrap(columns width: Int?) {
        guard width != self.width || rows.isEmpty else { return }
        self.width = width
        guard let width, width > 0, columns > width else {
            rows = [Row(start: 0, spans: spans)]
            return
        }
        rows = Row.broken(spans, columns: width)
    }

    /// Finds the text of the search, unless it is the one that was searched for last.
    mutating func find(_ query: String?) {
        guard query != self.query else { return }
        self.query = query
        matches = query.map { TextMatches.ranges(of: $0, in: spans.map(\.text).joined()) } ?? []
    }
}

extension LogLine.Row {
    /// Spans as rows of at most so many columns; a wide cluster is never cut.
    fileprivate static func broken(_ spans: [Span], columns: Int) -> [LogLine.Row] {
        var rows = [LogLine.Row(start: 0)]
        var used = 0
        var column = 0
        for span in spans {
            var piece = Span("", span.style)
            for cluster in span.text {
                let width = Width.columns(of: cluster)
                if used + width > columns {
                    if !piece.text.isEmpty { rows[rows.count - 1].spans.append(piece) }
                    piece.text = ""
                    rows.append(LogLine.Row(start: column))
                    used = 0
                }
                piece.text.append(cluster)
                used += width
                column += width
            }
            if !piece.text.isEmpty { rows[rows.count - 1].spans.append(piece) }
        }
        return rows
    }
}
