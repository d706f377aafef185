/// Standard base64 with padding (RFC 4648, section 4), the form in which JSON carries bytes.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    /// Appends the digits of `bytes` to `output`.
    package static func encode(_ bytes: [UInt8], into output: inout [UInt8]) {
        let alphabet = Self.alphabet
        output.reserveCapacity(output.count + (bytes.count + 2) / 3 * 4)
        var index = 0
        while index + 2 < bytes.count {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            output.append(alphabet[Int(group >> 18)])
            output.append(alphabet[Int(group >> 12 & 63)])
            output.append(alphabet[Int(group >> 6 & 63)])
            output.append(alphabet[Int(group & 63)])
            index += 3
        }
        guard index < bytes.count else { return }
        let second = index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0
        let group = UInt32(bytes[index]) << 16 | second << 8
        output.append(alphabet[Int(group >> 18)])
        output.append(alphabet[Int(group >> 12 & 63)])
        output.append(index + 1 < bytes.count ? alphabet[Int(group >> 6 & 63)] : padding)
        output.append(padding)
    }

    /// The digits of `bytes` as text.
    package static func encode(_ bytes: [UInt8]) -> String {
        var digits: [UInt8] = []
        encode(bytes, into: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// The bytes that `text` stands for, or nil where it is not base64.
    package static func decode(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 4) else { return nil }
        guard !digits.isEmpty else { return [] }
        let padded = digits.suffix(2).count { $0 == padding }
        guard padded == 0 || digits.last == padding else { return nil }
        let values = Self.values
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3)
        var group: UInt32 = 0
        for (index, digit) in digits.enumerated() {
            let isPadding = index >= digits.count - padded
            let value = isPadding ? 0 : values[Int(digit)]
            guard value != 0xFF else { return nil }
            group = group << 6 | UInt32(value)
            guard index & 3 == 3 else { continue }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            bytes.append(UInt8(truncatingIfNeeded: group >> 8))
            bytes.append(UInt8(truncatingIfNeeded: group))
        }
        bytes.removeLast(padded)
        return bytes
    }
}
