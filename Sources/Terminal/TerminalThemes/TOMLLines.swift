package import Diagnostics

/// Finds the lines of a TOML file on which keys stand, which its parser does not tell.
package struct TOMLLines {
    /// The file.
    let file: SourceFile

    /// Takes a file; any bytes are safe.
    package init(_ file: SourceFile) {
        self.file = file
    }

    /// The line that sets a key, given as the path to it, else that of the nearest table around it; nil if neither is
    /// found.
    package func nearestLine(of path: [String]) -> Int? {
        var path = path
        while !path.isEmpty {
            if let line = line(path) { return line }
            path.removeLast()
        }
        return nil
    }

    private func line(_ path: [String]) -> Int? {
        var table: [String] = []
        for number in 1...max(1, file.lineCount) {
            let text = (file.line(number) ?? "").drop { $0 == " " || $0 == "\t" }
            if text.first == "[" {
                table = Self.keys(text.drop { $0 == "[" })
                if table.starts(with: path) { return number }
            } else if (table + Self.keys(text)).starts(with: path) {
                return number
            }
        }
        return nil
    }

    /// The parts of a dotted key up to `=`, `]` or a comment.
    private static func keys(_ text: Substring) -> [String] {
        var parts = [""]
        var quote: Character?
        for character in text {
            if character == quote {
                quote = nil
            } else if quote != nil {
                parts[parts.count - 1].append(character)
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "." {
                parts.append("")
            } else if "=]#".contains(character) {
                break
            } else if character != " ", character != "\t" {
                parts[parts.count - 1].append(character)
            }
        }
        return parts == [""] ? [] : parts
    }
}
