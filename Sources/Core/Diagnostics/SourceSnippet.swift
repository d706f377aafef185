/// Prints lines of a source file in the frame that BuildKit's users know.
///
/// A line is ` %3d | >>> TEXT`, with three spaces instead of the arrows for context, between two rules of 20 dashes. Two
/// lines of context stand around a single line, one around several.
package enum SourceSnippet {
    private static let rule = String(repeating: "-", count: 20)

    /// The frame around the lines of `range`, without a newline at its end; empty where the file has no such line.
    package static func render(file: SourceFile, range: SourceRange) -> String {
        render(file: file, lines: [range.lines])
    }

    /// The frame around all `lines` (from 1), which are marked; what lies between them is shown as context.
    package static func render(file: SourceFile, lines: [ClosedRange<Int>]) -> String {
        guard let first = lines.map(\.lowerBound).min(), let wanted = lines.map(\.upperBound).max() else { return "" }
        guard first >= 1, first <= file.lineCount else { return "" }
        let last = min(wanted, file.lineCount)
        let context = first == last ? 2 : 1
        let shown = max(1, first - context)...min(file.lineCount, last + context)
        let body = shown.map { number in
            let marked = lines.contains { $0.contains(number) }
            return row(number: number, text: file.line(number) ?? "", marked: marked)
        }
        return ([rule] + body + [rule]).joined(separator: "\n")
    }

    private static func row(number: Int, text: String, marked: Bool) -> String {
        let digits = String(number)
        let padding = String(repeating: " ", count: max(0, 3 - digits.count))
        return " \(padding)\(digits) | \(marked ? ">>>" : "   ") \(visible(text))"
    }

    /// Control characters could steer the terminal, so their pictures are shown instead.
    private static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(isControl(scalar) ? picture(of: scalar) : scalar)
        }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar != "\t" && scalar.properties.generalCategory == .control
    }

    private static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.value < 0x20 {
            return Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        }
        return scalar.value == 0x7F ? "\u{2421}" : "\u{FFFD}"
    }
}
