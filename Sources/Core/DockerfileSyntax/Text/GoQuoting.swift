extension String {
    /// The text in double quotes with Go's escapes, as `%q` prints it: the form of BuildKit's messages and trees.
    package var goQuoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            result += scalar.goEscaped
        }
        return result + "\""
    }
}

extension Unicode.Scalar {
    fileprivate var goEscaped: String {
        switch self {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\u{7}": return "\\a"
        case "\u{8}": return "\\b"
        case "\u{C}": return "\\f"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{B}": return "\\v"
        default: break
        }
        if isGoPrintable {
            return String(Character(self))
        }
        if value < 0x80 {
            return "\\x" + hexadecimal(digits: 2)
        }
        return value < 0x10000 ? "\\u" + hexadecimal(digits: 4) : "\\U" + hexadecimal(digits: 8)
    }

    private var isGoPrintable: Bool {
        switch properties.generalCategory {
        case .spaceSeparator: self == " "
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private func hexadecimal(digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
