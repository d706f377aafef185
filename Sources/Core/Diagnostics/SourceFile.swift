/// A text file that diagnostics point into: its name as the user knows it, and its bytes.
package struct SourceFile: Sendable, Hashable {
    /// The name shown before line and column.
    package let name: String

    /// The contents, unchanged.
    package let bytes: [UInt8]

    /// The byte offset at which each line starts.
    private let lineStarts: [Int]

    /// Whether each byte is a character, so that columns need no counting.
    private let isASCII: Bool

    /// Takes the contents and notes where each line starts.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(offset + 1)
        }
        self.lineStarts = starts
        self.isASCII = bytes.allSatisfy { $0 < 0x80 }
    }

    /// Creates a file from text.
    package init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The contents as text; bytes that are no UTF-8 become replacement characters.
    package var text: String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// The number of lines; what follows the last newline counts as a line even when it is empty.
    package var lineCount: Int {
        lineStarts.count
    }

    /// The text of the `number`th line (from 1) without its line ending, or nil where there is no such line.
    package func line(_ number: Int) -> String? {
        guard let range = byteRange(ofLine: number) else { return nil }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// The bytes of the `number`th line (from 1) without its line ending, or nil where there is no such line.
    package func byteRange(ofLine number: Int) -> Range<Int>? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") {
            end -= 1
        }
        return start..<end
    }

    /// The line and column of a byte.
    ///
    /// An offset outside the file is moved to its nearest end. Takes logarithmic time in the number of lines and, where
    /// the file is not all ASCII, time linear in the column.
    package func position(at offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), bytes.count)
        let index = lineIndex(of: offset)
        let start = lineStarts[index]
        guard !isASCII else { return SourcePosition(line: index + 1, column: offset - start + 1, offset: offset) }
        var column = 1
        for byte in bytes[start..<offset] where byte & 0xC0 != 0x80 {
            column += 1
        }
        if start == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]), offset >= 3 {
            column -= 1
        }
        return SourcePosition(line: index + 1, column: column, offset: offset)
    }

    /// The range between two bytes, the end excluded.
    package func range(_ offsets: Range<Int>) -> SourceRange {
        SourceRange(start: position(at: offsets.lowerBound), end: position(at: offsets.upperBound))
    }

    /// The whole of line `number` as a range, or nil where there is no such line.
    package func range(ofLine number: Int) -> SourceRange? {
        byteRange(ofLine: number).map { range($0) }
    }

    /// Two files are equal when name and contents are.
    package static func == (left: SourceFile, right: SourceFile) -> Bool {
        left.name == right.name && left.bytes == right.bytes
    }

    /// Hashes name and contents.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(bytes)
    }

    private func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if lineStarts[middle] <= offset {
                low = middle
            } else {
                high = middle - 1
            }
        }
        return low
    }
}
