/// The last part of a step's output, kept while the step runs so that a failure can show it.
package struct LogTail: Sendable, Hashable {
    /// How many bytes are kept at least, once so many were written.
    package static let capacity = 64 * 1024

    private var bytes: [UInt8] = []
    private var isCut = false

    /// Makes an empty tail.
    package init() {}

    /// Takes the next output; takes amortised constant time a byte.
    package mutating func append(_ chunk: [UInt8]) {
        guard chunk.count < Self.capacity else {
            isCut = isCut || !bytes.isEmpty || chunk.count > Self.capacity
            bytes = Array(chunk.suffix(Self.capacity))
            return
        }
        if bytes.count + chunk.count > 2 * Self.capacity {
            bytes.removeFirst(bytes.count - Self.capacity)
            isCut = true
        }
        bytes += chunk
    }

    /// The last `count` lines at most, without their line ends; a line whose beginning is lost is left out.
    ///
    /// Of a line that was drawn over with carriage returns, only what was drawn last counts.
    package func lastLines(_ count: Int) -> [[UInt8]] {
        let newline = UInt8(ascii: "\n")
        var text = bytes[...]
        if isCut, let first = text.firstIndex(of: newline) { text = text[(first + 1)...] }
        if text.last == newline { text.removeLast() }
        guard !text.isEmpty, count > 0 else { return [] }
        var lines: [[UInt8]] = []
        while lines.count < count {
            let start = text.lastIndex(of: newline).map { $0 + 1 } ?? text.startIndex
            lines.append(Self.visible(text[start...]))
            guard start > text.startIndex else { break }
            text = text[..<(start - 1)]
        }
        return lines.reversed()
    }

    private static func visible(_ line: ArraySlice<UInt8>) -> [UInt8] {
        let carriageReturn = UInt8(ascii: "\r")
        var line = line
        while line.last == carriageReturn { line.removeLast() }
        guard let last = line.lastIndex(of: carriageReturn) else { return Array(line) }
        return Array(line[(last + 1)...])
    }
}
