/// Text made fit for a page: no colours, no line ends, no control characters.
package enum PlainText {
    private static let escape: Unicode.Scalar = "\u{1B}"

    /// Text of several lines, each as `clean` leaves it.
    package static func lines(_ text: String) -> String {
        // By scalars: to a String the two of CR LF are one character, and no line end.
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { clean(String($0)) }.joined(separator: "\n")
    }

    /// The text without escape sequences, and with spaces for other control characters.
    static func clean(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            if scalar == escape {
                skipSequence(&scalars)
            } else if scalar.properties.generalCategory == .control {
                result.append(" ")
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// Drops the rest of a sequence of ECMA-48: `[` with parameters and a final byte, `]` with text up to BEL or ESC \.
    private static func skipSequence(_ scalars: inout ArraySlice<Unicode.Scalar>) {
        guard let kind = scalars.popFirst() else { return }
        switch kind {
        case "[":
            while let next = scalars.popFirst() {
                if (0x40...0x7E).contains(next.value) { return }
            }
        case "]", "P", "X", "^", "_":
            while let next = scalars.popFirst() {
                if next.value == 7 { return }
                guard next == escape else { continue }
                if scalars.first == "\\" { scalars.removeFirst() }
                return
            }
        case "(", ")", "*", "+", "#", " ", "%":
            _ = scalars.popFirst()
        default:
            return
        }
    }
}
