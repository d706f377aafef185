/// Byte counts in decimal units, as Docker writes them.
package enum HumanSize {
    private static let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]

    /// Three significant digits at most: `0B`, `1.2MB`, `12.3kB`, `128MB`.
    package static func text(_ bytes: Int64) -> String {
        guard bytes >= 0 else { return "-" + text(bytes == .min ? .max : -bytes) }
        var (divisor, unit) = scale(of: bytes)
        guard unit > 0 else { return "\(bytes)B" }
        if bytes / divisor == 999, bytes % divisor >= divisor / 2, unit + 1 < units.count {
            divisor *= 1000
            unit += 1
        }
        let decimals = bytes / divisor >= 100 ? 0 : bytes / divisor >= 10 ? 1 : 2
        var digits = Decimal.fixed(bytes, dividedBy: divisor, decimals: decimals)
        if decimals > 0 {
            while digits.last == "0" { digits.removeLast() }
            if digits.last == "." { digits.removeLast() }
        }
        return digits + units[unit]
    }

    /// Two decimals from a kilobyte on: `510B`, `12.58MB`, as progress shows them.
    package static func precise(_ bytes: Int64) -> String {
        let bytes = max(0, bytes)
        let (divisor, unit) = scale(of: bytes)
        guard unit > 0 else { return "\(bytes)B" }
        return Decimal.fixed(bytes, dividedBy: divisor, decimals: 2) + units[unit]
    }

    private static func scale(of bytes: Int64) -> (divisor: Int64, unit: Int) {
        var divisor: Int64 = 1
        var unit = 0
        while unit + 1 < units.count, bytes / divisor >= 1000 {
            divisor *= 1000
            unit += 1
        }
        return (divisor, unit)
    }
}
