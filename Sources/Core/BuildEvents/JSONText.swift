/// Writes JSON as bytes, member by member, in the order of the calls.
///
/// Commas come by themselves. The caller keeps objects and arrays balanced and writes a key before each value of an
/// object.
package struct JSONText: Sendable {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false
    private static let hexadecimal = Array("0123456789abcdef".utf8)

    /// Starts an empty text.
    package init() {}

    /// The text as a string.
    package var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Writes an object whose members `body` writes.
    package mutating func object(_ body: (inout JSONText) -> Void) {
        enclose("{", "}", body)
    }

    /// Writes an array whose values `body` writes.
    package mutating func array(_ body: (inout JSONText) -> Void) {
        enclose("[", "]", body)
    }

    /// Writes an array with a value for each of some elements.
    package mutating func array<Element>(of elements: some Sequence<Element>, _ body: (inout JSONText, Element) -> Void)
    {
        array { text in
            for element in elements { body(&text, element) }
        }
    }

    /// Writes a member's key; its value must follow.
    package mutating func key(_ name: String) {
        value { $0.appendQuoted(name) }
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    package mutating func string(_ text: String) {
        value { $0.appendQuoted(text) }
    }

    /// Writes a whole number.
    package mutating func number(_ number: some BinaryInteger) {
        value { $0.bytes += String(number).utf8 }
    }

    /// Writes `true` or `false`.
    package mutating func bool(_ flag: Bool) {
        value { $0.bytes += (flag ? "true" : "false").utf8 }
    }

    /// Writes `null`.
    package mutating func null() {
        value { $0.bytes += "null".utf8 }
    }

    /// Writes a value that is JSON already.
    package mutating func json(_ text: some Sequence<UInt8>) {
        value { $0.bytes += text }
    }

    /// Writes bytes as a string of base64 digits.
    package mutating func base64(_ data: [UInt8]) {
        value { text in
            text.bytes.append(UInt8(ascii: "\""))
            Base64.encode(data, into: &text.bytes)
            text.bytes.append(UInt8(ascii: "\""))
        }
    }

    /// Ends a line; what follows is a text of its own.
    package mutating func newline() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    /// Gives what was written since the last call and forgets it, so that a long text need not be held whole.
    package mutating func drain() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    private mutating func enclose(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONText) -> Void) {
        value { text in
            text.bytes.append(UInt8(ascii: open))
            text.needsComma = false
            body(&text)
            text.bytes.append(UInt8(ascii: close))
        }
    }

    private mutating func value(_ body: (inout JSONText) -> Void) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        body(&self)
        needsComma = true
    }

    private mutating func appendQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes += "\\n".utf8
            case UInt8(ascii: "\r"): bytes += "\\r".utf8
            case UInt8(ascii: "\t"): bytes += "\\t".utf8
            case 0..<0x20, 0x7F:
                bytes += "\\u00".utf8
                bytes.append(Self.hexadecimal[Int(byte >> 4)])
                bytes.append(Self.hexadecimal[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension JSONText {
    /// Writes a member with a string.
    package mutating func member(_ name: String, _ text: String) {
        key(name)
        string(text)
    }

    /// Writes a member with a string, unless there is none.
    package mutating func member(_ name: String, ifPresent text: String?) {
        if let text { member(name, text) }
    }

    /// Writes a member with a list of strings.
    package mutating func member(_ name: String, list: some Sequence<String>) {
        key(name)
        array(of: list) { $0.string($1) }
    }

    /// Writes a member with a whole number.
    package mutating func member(_ name: String, _ number: some BinaryInteger) {
        key(name)
        self.number(number)
    }

    /// Writes a member with `true` or `false`.
    package mutating func member(_ name: String, _ flag: Bool) {
        key(name)
        bool(flag)
    }
}
