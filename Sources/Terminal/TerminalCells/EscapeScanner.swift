/// A control sequence (CSI) as it stands in a text.
struct ControlSequence {
    /// The byte that says what it does.
    let final: UInt8
    /// Where its parameters stand: digits, semicolons and colons.
    let parameters: Range<Int>
    /// Whether it has neither a private prefix nor intermediate bytes.
    let isStandard: Bool
}

/// Finds escape sequences, control characters and text by the rules of ECMA-48 and of xterm.
///
/// A sequence may begin with ESC or with a C1 control character, which in UTF-8 has two bytes; a byte 0x80 to 0x9F
/// alone is invalid UTF-8 and part of the text. A sequence that doesn't end goes to the end of its line. Linear in the
/// bytes.
enum EscapeScanner {
    enum Piece {
        /// Bytes without control characters; not always valid UTF-8.
        case text(Range<Int>)
        /// A control character that begins no sequence, below U+00A0.
        case control(UInt8)
        case sequence(ControlSequence)
        /// Any other sequence, or what is left of one.
        case hidden
    }

    /// What stands at an offset below the count, and where it ends.
    static func piece(in bytes: Bytes, at start: Int) -> (piece: Piece, end: Int) {
        let byte = bytes[start]
        if byte == 0x1B { return escape(in: bytes, at: start + 1) }
        if let control = control(in: bytes, at: start) { return introduced(by: control, in: bytes, at: start + 2) }
        if byte < 0x20 || byte == 0x7F { return (.control(byte), start + 1) }
        var end = start + 1
        while end < bytes.count, isText(in: bytes, at: end) { end += 1 }
        return (.text(start..<end), end)
    }

    private static func isText(in bytes: Bytes, at index: Int) -> Bool {
        let byte = bytes[index]
        if byte < 0x20 || byte == 0x7F { return false }
        return byte != 0xC2 || control(in: bytes, at: index) == nil
    }

    /// The C1 control character that stands at an offset as UTF-8.
    private static func control(in bytes: Bytes, at index: Int) -> UInt8? {
        guard bytes[index] == 0xC2, index + 1 < bytes.count, (0x80...0x9F).contains(bytes[index + 1]) else {
            return nil
        }
        return bytes[index + 1]
    }

    private static func escape(in bytes: Bytes, at start: Int) -> (piece: Piece, end: Int) {
        guard start < bytes.count else { return (.hidden, start) }
        switch bytes[start] {
        case 0x5B, 0x5D, 0x50, 0x58, 0x5E, 0x5F: return introduced(by: bytes[start] + 0x40, in: bytes, at: start + 1)
        case 0x20...0x2F:
            var end = start + 1
            while end < bytes.count, (0x20...0x2F).contains(bytes[end]) { end += 1 }
            if end < bytes.count, (0x30...0x7E).contains(bytes[end]) { end += 1 }
            return (.hidden, end)
        case 0x30...0x7E: return (.hidden, start + 1)
        default: return (.hidden, start)
        }
    }

    private static func introduced(by control: UInt8, in bytes: Bytes, at start: Int) -> (piece: Piece, end: Int) {
        switch control {
        case 0x9B: controlSequence(in: bytes, at: start)
        case 0x90, 0x98, 0x9D, 0x9E, 0x9F: (.hidden, endOfString(in: bytes, at: start))
        default: (.control(control), start)
        }
    }

    private static func controlSequence(in bytes: Bytes, at start: Int) -> (piece: Piece, end: Int) {
        var end = start
        while end < bytes.count, (0x30...0x3F).contains(bytes[end]) { end += 1 }
        let parameters = start..<end
        while end < bytes.count, (0x20...0x2F).contains(bytes[end]) { end += 1 }
        guard end < bytes.count else { return (.hidden, end) }
        switch bytes[end] {
        case 0x40...0x7E:
            let isPrivate = !parameters.isEmpty && bytes[start] >= 0x3C
            return (
                .sequence(
                    ControlSequence(
                        final: bytes[end], parameters: parameters,
                        isStandard: !isPrivate && end == parameters.upperBound)), end + 1
            )
        case 0x18, 0x1A: return (.hidden, end + 1)
        default: return (.hidden, end)
        }
    }

    /// Where the text of an OSC, DCS, SOS, PM or APC sequence ends, its terminator included.
    private static func endOfString(in bytes: Bytes, at start: Int) -> Int {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case 0x07, 0x18, 0x1A: return index + 1
            case 0x0A: return index
            case 0x1B: return index + 1 < bytes.count && bytes[index + 1] == 0x5C ? index + 2 : index
            case 0xC2 where control(in: bytes, at: index) == 0x9C: return index + 2
            default: index += 1
            }
        }
        return index
    }
}
