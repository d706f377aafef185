import Diagnostics

/// Hands out a file's lines as byte ranges with their line endings; a byte order mark belongs to no line.
struct LineScanner {
    let lines: [Range<Int>]
    private(set) var index = 0

    init(file: SourceFile) {
        let bytes = file.bytes
        var lines: [Range<Int>] = []
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
            lines.append(start..<end)
            start = end
        }
        self.lines = lines
    }

    /// The number, from 1, of the line last handed out.
    var lineNumber: Int { index }

    mutating func next() -> Range<Int>? {
        guard index < lines.count else { return nil }
        defer { index += 1 }
        return lines[index]
    }
}
