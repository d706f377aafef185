/// A place in a source file, as people and editors count it.
package struct SourcePosition: Hashable, Codable, Sendable, Comparable {
    /// The line, counted from 1.
    package var line: Int

    /// The column, counted from 1 in Unicode scalars.
    package var column: Int

    /// The distance from the start of the file in bytes.
    package var offset: Int

    /// Creates a position from its three coordinates, which the caller keeps consistent.
    package init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// Orders positions of one file by their byte offset.
    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        left.offset < right.offset
    }
}

/// A stretch of a source file; `end` is the position just behind its last character.
package struct SourceRange: Hashable, Codable, Sendable {
    /// The first character's position.
    package var start: SourcePosition

    /// The position behind the last character.
    package var end: SourcePosition

    /// Creates a range; `end` must not come before `start`.
    package init(start: SourcePosition, end: SourcePosition) {
        self.start = start
        self.end = end
    }

    /// The lines that the range touches, from 1; an end at the very start of a line does not touch that line.
    package var lines: ClosedRange<Int> {
        let last = end.column == 1 && end.line > start.line ? end.line - 1 : end.line
        return start.line...max(start.line, last)
    }

    /// The smallest range that holds this one and `other`.
    package func union(_ other: SourceRange) -> SourceRange {
        SourceRange(start: min(start, other.start), end: max(end, other.end))
    }
}
