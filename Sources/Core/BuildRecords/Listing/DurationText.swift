/// Durations as the command line and config.toml have them.
package enum DurationText {
    private static let second: Int64 = 1_000_000_000
    private static let units: [String: Int64] = [
        "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 1_000_000, "s": second, "m": 60 * second,
        "h": 3600 * second, "d": 86_400 * second, "w": 7 * 86_400 * second,
    ]

    /// Reads `90s`, `1h30m`, `1.5s`, and with days and weeks what Go does not know: `30d`, `2w`; gives nanoseconds.
    ///
    /// Nil for other texts and for more than some 290 years. Zero needs no unit.
    package static func nanoseconds(of text: String) -> Int64? {
        if text == "0" { return 0 }
        var rest = text[...]
        var sum: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(number.count)
            let word = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            rest = rest.dropFirst(word.count)
            guard let count = Double(number), let unit = units[String(word)] else { return nil }
            let product = count * Double(unit)
            guard product < 9e18 else { return nil }
            let (next, overflow) = sum.addingReportingOverflow(Int64(product))
            guard !overflow else { return nil }
            sum = next
        }
        return sum
    }
}
