/// Reads JSON, and the part of YAML that looks like it: braces, brackets, quoted and plain words.
struct FlowReader {
    private let bytes: [UInt8]
    private var place = 0
    private let firstLine: Int

    /// Begins to read a text that starts in a line of its file.
    init(_ text: String, line: Int = 1) {
        bytes = Array(text.utf8)
        firstLine = line
    }

    /// Reads the one value that the whole text is.
    static func value(of text: String, line: Int = 1) throws(SpecFault) -> SpecValue {
        var reader = FlowReader(text, line: line)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.place == reader.bytes.count else { throw reader.fault("there is something behind the value") }
        return value
    }

    private mutating func value(depth: Int) throws(SpecFault) -> SpecValue {
        guard depth < 64 else { throw fault("it is nested too deeply") }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try map(depth)
        case UInt8(ascii: "["): return try list(depth)
        case UInt8(ascii: "\""): return .scalar(try doubleQuoted())
        case UInt8(ascii: "'"): return .scalar(try singleQuoted())
        case nil: throw fault("a value is missing")
        default:
            let word = plainWord()
            guard !word.isEmpty else { throw fault("a value is missing") }
            return ["null", "~"].contains(word) ? .null : .scalar(word)
        }
    }

    private mutating func map(_ depth: Int) throws(SpecFault) -> SpecValue {
        place += 1
        var members: [String: SpecValue] = [:]
        while true {
            skipSpace()
            if take("}") { return .map(members) }
            guard let name = try value(depth: depth + 1).text else { throw fault("a name must be a text") }
            skipSpace()
            guard take(":") else { throw fault("a colon is missing behind \(name)") }
            members[name] = try value(depth: depth + 1)
            skipSpace()
            if take(",") { continue }
            guard take("}") else { throw fault("a comma or a closing brace is missing") }
            return .map(members)
        }
    }

    private mutating func list(_ depth: Int) throws(SpecFault) -> SpecValue {
        place += 1
        var elements: [SpecValue] = []
        while true {
            skipSpace()
            if take("]") { return .list(elements) }
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(",") { continue }
            guard take("]") else { throw fault("a comma or a closing bracket is missing") }
            return .list(elements)
        }
    }

    private mutating func singleQuoted() throws(SpecFault) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = next() {
            if byte == UInt8(ascii: "'") {
                guard peek == byte else { return String(decoding: text, as: UTF8.self) }
                place += 1
            }
            text.append(byte)
        }
        throw fault("a quote is not closed")
    }

    private mutating func doubleQuoted() throws(SpecFault) -> String {
        place += 1
        var text = ""
        var run: [UInt8] = []
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\""):
                return text + String(decoding: run, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text += String(decoding: run, as: UTF8.self)
                run = []
                text.unicodeScalars.append(try escaped())
            default:
                run.append(byte)
            }
        }
        throw fault("a quote is not closed")
    }

    private mutating func escaped() throws(SpecFault) -> Unicode.Scalar {
        guard let byte = next() else { throw fault("a quote is not closed") }
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "0"): return "\0"
        case UInt8(ascii: "x"): return try scalar(digits: 2)
        case UInt8(ascii: "u"):
            let first = try unit()
            guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else { return try scalar(first) }
            return try scalar(0x10000 + (first - 0xD800) << 10 + (try unit()) & 0x3FF)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: " "):
            return Unicode.Scalar(byte)
        default: throw fault("there is no escape \\\(Character(Unicode.Scalar(byte)))")
        }
    }

    private mutating func unit() throws(SpecFault) -> UInt32 { try number(digits: 4) }

    private mutating func scalar(digits: Int) throws(SpecFault) -> Unicode.Scalar {
        try scalar(try number(digits: digits))
    }

    private func scalar(_ value: UInt32) throws(SpecFault) -> Unicode.Scalar {
        guard let scalar = Unicode.Scalar(value) else { throw fault("an escape names no character") }
        return scalar
    }

    private mutating func number(digits: Int) throws(SpecFault) -> UInt32 {
        let text = String(decoding: bytes[place..<min(place + digits, bytes.count)], as: UTF8.self)
        guard text.utf8.count == digits, let value = UInt32(text, radix: 16) else {
            throw fault("an escape lacks digits")
        }
        place += digits
        return value
    }

    /// A word without quotes: up to what ends it, without the space behind it.
    private mutating func plainWord() -> String {
        let start = place
        while let byte = peek, !Array(",]}\n".utf8).contains(byte) {
            let next = place + 1 < bytes.count ? bytes[place + 1] : UInt8(ascii: " ")
            if byte == UInt8(ascii: ":"), Self.isSpace(next) { break }
            place += 1
        }
        var end = place
        while end > start, Self.isSpace(bytes[end - 1]) { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func next() -> UInt8? {
        guard let byte = peek else { return nil }
        place += 1
        return byte
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, Self.isSpace(byte) { place += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private func fault(_ problem: String) -> SpecFault {
        let newlines = bytes[..<min(place, bytes.count)].count { $0 == 0x0A }
        return SpecFault(line: firstLine + newlines, problem: problem)
    }
}
