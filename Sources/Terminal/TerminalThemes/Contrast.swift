package import TerminalCells

/// How well one colour is told from another (WCAG 2.2, relative luminance and contrast ratio).
package enum Contrast {
    /// From 1, the same, to 21, black on white; nil where one of the colours is the terminal's own.
    package static func ratio(_ one: Color, _ other: Color) -> Double? {
        guard let first = luminance(of: one), let second = luminance(of: other) else { return nil }
        return (max(first, second) + 0.05) / (min(first, second) + 0.05)
    }

    /// From 0, black, to 1, white; nil for the terminal's own colour.
    package static func luminance(of color: Color) -> Double? {
        guard let parts = color.components else { return nil }
        return 0.2126 * linear(parts.red) + 0.7152 * linear(parts.green) + 0.0722 * linear(parts.blue)
    }

    /// The power 2.4 without a mathematics library: x^2.4 is x squared times the fifth root of x squared.
    private static func linear(_ part: UInt8) -> Double {
        let value = Double(part) / 255
        guard value > 0.04045 else { return value / 12.92 }
        let base = (value + 0.055) / 1.055
        let square = base * base
        return square * fifthRoot(square)
    }

    /// Newton's method; ten turns are exact enough for anything between 0 and 1 that a colour makes.
    private static func fifthRoot(_ value: Double) -> Double {
        var root = 1.0
        for _ in 0..<10 {
            let fourth = root * root * root * root
            root = (4 * root + value / fourth) / 5
        }
        return root
    }
}
