/// The percent signs of addresses (RFC 3986, section 2.1).
package enum PercentText {
    /// Text with each percent sign and its two digits turned into the byte that they stand for.
    ///
    /// A percent sign without two hexadecimal digits stays as it is; bytes that are no UTF-8 become U+FFFD.
    package static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
