import BuildGraph

/// Paths as terminals may show them: what could steer one is written out.
enum ShownPath {
    static func text(_ path: String) -> String {
        guard path.unicodeScalars.contains(where: isHidden) else { return path }
        var shown = ""
        for scalar in path.unicodeScalars {
            switch scalar {
            case "\n": shown += "\\n"
            case "\t": shown += "\\t"
            case "\r": shown += "\\r"
            default:
                if isHidden(scalar) {
                    shown += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    shown.unicodeScalars.append(scalar)
                }
            }
        }
        return shown
    }

    /// The path of a file, with what is special about it.
    static func text(of file: ContextSurvey.File) -> String {
        switch file.kind {
        case .file: text(file.path)
        case .link: "\(text(file.path)) (link)"
        case .special: "\(text(file.path)) (no regular file)"
        case .folder: file.path.isEmpty ? "./" : "\(text(file.path))/"
        }
    }

    /// Control characters, and those that turn the direction of text.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}

/// Counts with a comma between thousands: `1,204`.
enum Grouped {
    static func text(_ count: Int) -> String {
        var digits = String(count)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }
}
