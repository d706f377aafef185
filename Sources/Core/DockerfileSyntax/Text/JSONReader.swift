/// A JSON value, as far as Dockerfiles need it: strings keep their places, numbers and the like only their existence.
enum JSONValue {
    case string(MappedText)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])
    case other
}

/// Reads one JSON text (RFC 8259) to its very end, as strictly as Go's encoding/json.
struct JSONReader {
    private let text: MappedText
    private var index = 0
    private var depth = 0

    /// Values nested deeper than this count as invalid, so that hostile input cannot exhaust the stack.
    private static let maximumDepth = 100

    /// The text is not JSON.
    struct Invalid: Error {}

    private init(_ text: MappedText) {
        self.text = text
    }

    /// The value that `text` spells, or nil when it is not JSON from start to end.
    static func read(_ text: MappedText) -> JSONValue? {
        var reader = JSONReader(text)
        do {
            let value = try reader.value()
            reader.skipSpaces()
            return reader.index == text.count ? value : nil
        } catch {
            return nil
        }
    }

    private var next: Unicode.Scalar? {
        index < text.count ? text[index] : nil
    }

    private mutating func skipSpaces() {
        while let scalar = next, scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" {
            index += 1
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        index += 1
        return true
    }

    private mutating func value() throws(Invalid) -> JSONValue {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw Invalid() }
        skipSpaces()
        switch next {
        case "\"": return .string(try string())
        case "[": return .array(try array())
        case "{": return .object(try object())
        case "t": try literal("true")
        case "f": try literal("false")
        case "n": try literal("null")
        default: try number()
        }
        return .other
    }

    private mutating func array() throws(Invalid) -> [JSONValue] {
        var values: [JSONValue] = []
        index += 1
        skipSpaces()
        if take("]") {
            return values
        }
        while true {
            values.append(try value())
            skipSpaces()
            if take("]") {
                return values
            }
            guard take(",") else { throw Invalid() }
        }
    }

    private mutating func object() throws(Invalid) -> [(key: String, value: JSONValue)] {
        var members: [(key: String, value: JSONValue)] = []
        index += 1
        skipSpaces()
        if take("}") {
            return members
        }
        while true {
            skipSpaces()
            guard next == "\"" else { throw Invalid() }
            let key = try string().text
            skipSpaces()
            guard take(":") else { throw Invalid() }
            members.append((key, try value()))
            skipSpaces()
            if take("}") {
                return members
            }
            guard take(",") else { throw Invalid() }
        }
    }

    private mutating func literal(_ word: String) throws(Invalid) {
        for scalar in word.unicodeScalars {
            guard take(scalar) else { throw Invalid() }
        }
    }

    private mutating func number() throws(Invalid) {
        _ = take("-")
        if !take("0") {
            try digits()
        }
        if take(".") {
            try digits()
        }
        if take("e") || take("E") {
            if !take("+") {
                _ = take("-")
            }
            try digits()
        }
    }

    private mutating func digits() throws(Invalid) {
        let start = index
        while let scalar = next, ("0"..."9").contains(scalar) {
            index += 1
        }
        guard index > start else { throw Invalid() }
    }

    /// Escapes keep the place of their backslash.
    private mutating func string() throws(Invalid) -> MappedText {
        var result = MappedText()
        index += 1
        while let scalar = next {
            let start = index
            index += 1
            switch scalar {
            case "\"":
                return result
            case "\\":
                let escaped = try escape()
                let width = UInt8(clamping: text.elements[index - 1].end - text.elements[start].offset)
                result.append(.init(scalar: escaped, offset: text.elements[start].offset, width: width))
            default:
                guard scalar.value >= 0x20 else { throw Invalid() }
                result.append(text.elements[start])
            }
        }
        throw Invalid()
    }

    private mutating func escape() throws(Invalid) -> Unicode.Scalar {
        guard let scalar = next else { throw Invalid() }
        index += 1
        switch scalar {
        case "\"", "\\", "/": return scalar
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u": return try unicodeEscape()
        default: throw Invalid()
        }
    }

    /// Half a surrogate pair becomes a replacement character.
    private mutating func unicodeEscape() throws(Invalid) -> Unicode.Scalar {
        let first = try fourHexDigits()
        if let scalar = Unicode.Scalar(first) {
            return scalar
        }
        let resume = index
        if first < 0xDC00, take("\\"), take("u"), let second = optionalHexDigits(), (0xDC00...0xDFFF).contains(second) {
            return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
        }
        index = resume
        return "\u{FFFD}"
    }

    private mutating func optionalHexDigits() -> UInt32? {
        do {
            return try fourHexDigits()
        } catch {
            return nil
        }
    }

    private mutating func fourHexDigits() throws(Invalid) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let scalar = next, scalar.isASCII, let digit = Character(scalar).hexDigitValue else {
                throw Invalid()
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}
