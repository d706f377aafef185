import BuildEvents

extension JSONText {
    /// Writes a member `location`, which has a range for each line; nothing stands in it where no lines are known.
    mutating func location(of lines: ClosedRange<Int>?) {
        key("location")
        object { text in
            guard let lines else { return }
            text.key("ranges")
            text.array(of: lines) { text, line in text.object { $0.ends(of: line) } }
        }
    }

    /// BuildKit's checks mark whole lines, without a character.
    private mutating func ends(of line: Int) {
        for end in ["start", "end"] {
            key(end)
            object { $0.member("line", line) }
        }
    }
}

/// JSON for people's eyes: a member or an element a line, two spaces deeper at each level.
enum IndentedJSON {
    /// The same text with its line breaks.
    static func render(_ text: JSONText) -> String {
        var output: [UInt8] = []
        var depth = 0
        var isInString = false
        var isEscaped = false
        func breakLine() {
            output.append(UInt8(ascii: "\n"))
            output += repeatElement(UInt8(ascii: " "), count: 2 * depth)
        }
        for byte in text.bytes {
            if isInString {
                output.append(byte)
                if byte == UInt8(ascii: "\""), !isEscaped { isInString = false }
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
                continue
            }
            if Self.ends.contains(byte) {
                depth -= 1
                if output.last.map(Self.starts.contains) != true { breakLine() }
            } else if output.last.map(Self.starts.contains) == true || output.last == UInt8(ascii: ",") {
                breakLine()
            }
            output.append(byte)
            if byte == UInt8(ascii: ":") { output.append(UInt8(ascii: " ")) }
            if Self.starts.contains(byte) { depth += 1 }
            isInString = byte == UInt8(ascii: "\"")
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static let starts: Set<UInt8> = [UInt8(ascii: "{"), UInt8(ascii: "[")]
    private static let ends: Set<UInt8> = [UInt8(ascii: "}"), UInt8(ascii: "]")]
}
