/// How many columns text takes in a terminal.
///
/// Terminals disagree about emoji sequences, so strata counts and draws what all of them agree on, scalar by scalar as
/// `wcwidth` does:
/// - variation selectors change nothing (U+2764 U+FE0F takes 1) and are not sent to the terminal;
/// - of a ZWJ sequence, of an emoji with a skin tone and of a subdivision's flag only the first emoji counts and is
///   drawn;
/// - a flag is its country's two letters, one column each;
/// - a Hangul syllable of jamo takes 2, its vowel and final being composed with what stands before;
/// - where a script joins several letters into one cluster, each takes its column;
/// - characters of ambiguous width take 1; marks with nothing to stand on take none and are not drawn.
package enum Width {
    /// The columns of a grapheme cluster; 0 for control characters and lone combining marks.
    ///
    /// More than 2 only where a script joins more than two letters into one cluster.
    package static func columns(of cluster: Character) -> Int {
        if let ascii = cluster.asciiValue { return ascii >= 0x20 && ascii < 0x7F ? 1 : 0 }
        var columns = 0
        TextUnits.divide(cluster.unicodeScalars) { columns += $0.isControl ? 0 : $0.columns }
        return columns
    }

    /// The columns of text without control characters.
    package static func columns(of text: String) -> Int {
        let bytes = text.utf8.span
        if isPrintableASCII(bytes) { return bytes.count }
        var units = TextUnits(text)
        var columns = 0
        while let unit = units.next(in: bytes) { columns += unit.isControl ? 0 : unit.columns }
        return columns
    }

    /// The columns of a scalar by itself: 0, 1 or 2; 0 for control characters.
    package static func columns(of scalar: Unicode.Scalar) -> Int {
        isControl(scalar.value) ? 0 : columns(ofPrintable: scalar.value)
    }

    /// Whether a cluster is a control character or a line or paragraph separator.
    package static func isControl(_ cluster: Character) -> Bool {
        cluster.unicodeScalars.contains { isControl($0.value) }
    }

    static func isControl(_ scalar: UInt32) -> Bool {
        scalar < 0x20 || (scalar >= 0x7F && scalar < 0xA0) || scalar == 0x2028 || scalar == 0x2029
    }

    /// The columns of a scalar that is no control character; the common ranges are answered without the table.
    static func columns(ofPrintable scalar: UInt32) -> Int {
        switch scalar {
        case 0..<0xAD, 0xAE..<0x300, 0x2500..<0x25FD, 0x2800..<0x2900, 0xE000..<0xF900: 1
        case 0x4E00..<0xA000, 0xAC00..<0xD7A4: 2
        default: WidthTable.columns(of: scalar)
        }
    }

    /// Whether every byte is a printable ASCII character, each of one column.
    static func isPrintableASCII(_ bytes: Bytes) -> Bool {
        var index = 0
        while index < bytes.count {
            guard bytes[index] &- 0x20 < 0x5F else { return false }
            index += 1
        }
        return true
    }
}

/// Borrowed bytes; the standard library's span beside the `Span` of this target.
typealias Bytes = Swift.Span<UInt8>
