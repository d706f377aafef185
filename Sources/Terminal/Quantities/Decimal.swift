/// Numbers as people read them, made without floating-point formatting, which needs Foundation.
enum Decimal {
    /// `value / divisor` with a fixed number of decimals, rounded half up; neither may be negative.
    static func fixed(_ value: Int64, dividedBy divisor: Int64, decimals: Int) -> String {
        let scale = powers[decimals]
        let whole = value / divisor
        let fraction = (Double(value % divisor) * Double(scale) / Double(divisor)).rounded()
        let scaled = whole * scale + Int64(fraction)
        guard decimals > 0 else { return String(scaled) }
        let digits = String(scaled % scale)
        return "\(scaled / scale).\(String(repeating: "0", count: decimals - digits.count))\(digits)"
    }

    private static let powers: [Int64] = [1, 10, 100, 1000]
}
