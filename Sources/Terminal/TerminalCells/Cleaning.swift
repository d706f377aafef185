/// Makes text harmless that comes from outside: names, paths, messages.
package enum Cleaning {
    /// The text as one line that a terminal shows as it is.
    ///
    /// Escape sequences vanish, tabs and line ends become a space, other control characters and what reverses the
    /// direction of text become U+FFFD, invisible characters vanish unless they join letters or emoji. Linear in the
    /// text.
    package static func line(_ text: String) -> String {
        let bytes = text.utf8.span
        if Width.isPrintableASCII(bytes) { return text }
        var result = ""
        var offset = 0
        while offset < bytes.count {
            let (piece, end) = EscapeScanner.piece(in: bytes, at: offset)
            switch piece {
            case .text(let range): result += Cleaning.text(bytes, range)
            case .control(0x0D) where end < bytes.count && bytes[end] == 0x0A: break
            case .control(0x09...0x0D), .control(0x85): result += " "
            case .control: result += "\u{FFFD}"
            case .sequence, .hidden: break
            }
            offset = end
        }
        return result
    }

    /// The text of bytes that hold no control characters; what is no UTF-8 shows as U+FFFD.
    static func text(_ bytes: Bytes, _ range: Range<Int>) -> String {
        let text = bytes.extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        return text.unicodeScalars.contains { isSuspicious($0.value) } ? filtered(text) : text
    }

    private static func filtered(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        let scalars = text.unicodeScalars
        for index in scalars.indices {
            let scalar = scalars[index]
            guard isSuspicious(scalar.value) else {
                result.append(scalar)
                continue
            }
            switch scalar.value {
            case 0x2028, 0x2029: result.append(" ")
            case 0x202A...0x202E, 0x2066...0x2069: result.append("\u{FFFD}")
            case 0x200C, 0x200D:
                let next = scalars.index(after: index)
                let joins = next < scalars.endIndex && joinable(scalars[next]) && result.last.map(joinable) == true
                if joins { result.append(scalar) }
            default: break
            }
        }
        return String(result)
    }

    private static func joinable(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x80 && !isSuspicious(scalar.value)
    }

    /// Whether a scalar shows nothing itself or changes how others are laid out.
    private static func isSuspicious(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<0xAD: false
        case 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
            0xE0000...0xE007F:
            true
        default: false
        }
    }
}
