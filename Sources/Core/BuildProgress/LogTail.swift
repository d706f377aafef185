/// The last part of a step's output, kept while the step runs so that a failure can show it.
package struct LogTail: Sendable, Hashable {
    /// How many bytes are kept at least, once so many were written.
    package static let capacity = 64 * 1024

    private var bytes: [UInt8] = []
    private var isCut = false

    /// Makes an empty tail.
    package init() {}

    /// Takes the next output; takes amortised constant time a byte, and for a large chunk that of its end alone.
    package mutating func append(_ chunk: [UInt8]) {
        guard chunk.count < Self.capacity else {
            isCut = isCut || !bytes.isEmpty || chunk.count > Self.capacity
            bytes.removeAll(keepingCapacity: true)
            bytes += chunk[(chunk.count - Self.capacity)...]
            return
        }
        if bytes.count + chunk.count > 2 * Self.capacity {
            bytes.removeFirst(bytes.count - Self.capacity)
            isCut = true
        }
        bytes += chunk
    }

    /// How many lines are kept: those of `lines`.
    package var lineCount: Int {
        let text = wholeLines
        let hasOpenLine = text.last.map { $0 != LineEnds.newline } ?? false
        return LineEnds.count(in: text) + (hasOpenLine ? 1 : 0)
    }

    /// How many line ends the kept lines have.
    ///
    /// With the number of those that the step has written in all, it tells which of its lines the first one kept is.
    package var lineEndCount: Int { LineEnds.count(in: wholeLines) }

    /// All lines that are kept whole, the oldest first, as they were written but for their line ends.
    ///
    /// A last line that has not ended yet is among them, once something of it was written. Takes time in proportion to
    /// what is kept.
    package var lines: [ArraySlice<UInt8>] {
        var text = wholeLines
        if text.last == LineEnds.newline { text.removeLast() } else if text.isEmpty { return [] }
        return text.split(separator: LineEnds.newline, omittingEmptySubsequences: false)
    }

    /// The lines of `lines` without the first so many; takes time in proportion to what it gives.
    package func lines(droppingFirst count: Int) -> [ArraySlice<UInt8>] {
        let wanted = lineCount - max(0, count)
        guard wanted > 0 else { return [] }
        var text = wholeLines
        if text.last == LineEnds.newline { text.removeLast() }
        var start = text.endIndex
        for line in 0..<wanted {
            if line > 0 { start -= 1 }
            start = text[..<start].lastIndex(of: LineEnds.newline).map { $0 + 1 } ?? text.startIndex
        }
        return text[start...].split(separator: LineEnds.newline, omittingEmptySubsequences: false)
    }

    /// The last `count` lines at most, without their line ends; a line whose beginning is lost is left out.
    ///
    /// Of a line that was drawn over with carriage returns, only what was drawn last counts.
    package func lastLines(_ count: Int) -> [[UInt8]] {
        var text = wholeLines
        if text.last == LineEnds.newline { text.removeLast() }
        guard !text.isEmpty, count > 0 else { return [] }
        var lines: [[UInt8]] = []
        while lines.count < count {
            let start = text.lastIndex(of: LineEnds.newline).map { $0 + 1 } ?? text.startIndex
            lines.append(Self.visible(text[start...]))
            guard start > text.startIndex else { break }
            text = text[..<(start - 1)]
        }
        return lines.reversed()
    }

    /// What is kept, without a line whose beginning is lost.
    private var wholeLines: ArraySlice<UInt8> {
        guard isCut else { return bytes[...] }
        guard let first = bytes.firstIndex(of: LineEnds.newline) else { return bytes[...] }
        return bytes[(first + 1)...]
    }

    private static func visible(_ line: ArraySlice<UInt8>) -> [UInt8] {
        let carriageReturn = UInt8(ascii: "\r")
        var line = line
        while line.last == carriageReturn { line.removeLast() }
        guard let last = line.lastIndex(of: carriageReturn) else { return Array(line) }
        return Array(line[(last + 1)...])
    }
}
