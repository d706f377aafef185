import BuildEvents
import BuildProgress
import Diagnostics
import TerminalCells

/// A Dockerfile made ready to be shown: without tabs and control characters, in colours.
struct SourceText: Sendable, Hashable {
    /// Tabs reach to the next multiple of so many columns.
    private static let tab = 4

    let file: SourceFile
    let highlighted: Highlighter.Result

    init(_ file: SourceFile) {
        self.file = file
        // What follows the last newline is a line only where something stands in it.
        let hasTail = file.line(file.lineCount).map { !$0.isEmpty } ?? false
        let count = hasTail || file.lineCount == 1 ? file.lineCount : file.lineCount - 1
        highlighted = Highlighter.highlight((1...count).map { Self.clean(file.line($0) ?? "") })
    }

    /// The columns of the part of a line that a range of the file covers; of all its text where the range is wider.
    func columns(of range: SourceRange, line: Int) -> Range<Int>? {
        guard let text = file.line(line) else { return nil }
        func column(_ position: Int) -> Int {
            Width.columns(of: Self.clean(String(String.UnicodeScalarView(text.unicodeScalars.prefix(position)))))
        }
        let indent = text.unicodeScalars.prefix { $0 == " " || $0 == "\t" }.count
        let first = range.start.line == line ? range.start.column - 1 : indent
        let last = range.end.line == line ? range.end.column - 1 : text.unicodeScalars.count
        let columns = (column(max(first, 0)), column(max(last, 0)))
        return columns.0 < columns.1 ? columns.0..<columns.1 : nil
    }

    private static func clean(_ line: String) -> String {
        guard line.utf8.contains(UInt8(ascii: "\t")) else { return Cleaning.line(line) }
        var text = ""
        var columns = 0
        for (index, part) in line.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
            if index > 0 {
                let blanks = tab - columns % tab
                text += String(repeating: " ", count: blanks)
                columns += blanks
            }
            let clean = Cleaning.line(String(part))
            text += clean
            columns += Width.columns(of: clean)
        }
        return text
    }
}

/// The warnings of a build by the line of its Dockerfile where they begin.
struct SourceWarnings {
    /// What is told of one line.
    struct Line {
        var text: String
        var range: SourceRange
    }

    private(set) var byLine: [Int: Line] = [:]

    init(_ build: BuildState, file: SourceFile) {
        for warning in build.warnings {
            if let other = warning.diagnostic.file, other.name != file.name, other.bytes != file.bytes { continue }
            let own = warning.step.flatMap { build[$0]?.description.range }
            guard let range = warning.diagnostic.range ?? own else { continue }
            let text = Cleaning.line(warning.diagnostic.message)
            let line = range.start.line
            if let before = byLine[line] {
                byLine[line]?.text = "\(before.text); \(text)"
            } else {
                byLine[line] = Line(text: text, range: range)
            }
        }
    }
}
