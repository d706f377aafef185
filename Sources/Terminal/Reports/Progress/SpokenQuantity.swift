/// Durations, sizes and lists in whole words, as they are read aloud.
enum SpokenQuantity {
    private static let second: Int64 = 1_000_000_000
    private static let units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"]

    /// A count of things: `1 step`, `3 steps`.
    static func count(_ count: Int64, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    /// A duration: `less than 0.1 seconds`, `12.4 seconds`, `2 minutes 5 seconds`, `1 hour 3 minutes`.
    static func duration(nanoseconds: Int64) -> String {
        let tenths = (max(0, nanoseconds) / (second / 20) + 1) / 2
        if tenths == 0 { return "less than 0.1 seconds" }
        if tenths < 600 {
            return tenths.isMultiple(of: 10) ? count(tenths / 10, "second") : decimal(tenths) + " seconds"
        }
        return whole(seconds: (tenths + 5) / 10)
    }

    /// A duration in whole seconds, without what is below.
    static func whole(nanoseconds: Int64) -> String {
        whole(seconds: max(0, nanoseconds) / second)
    }

    private static func whole(seconds: Int64) -> String {
        if seconds < 60 { return count(seconds, "second") }
        if seconds < 3600 { return joined(count(seconds / 60, "minute"), seconds % 60, "second") }
        return joined(count(seconds / 3600, "hour"), seconds / 60 % 60, "minute")
    }

    private static func joined(_ first: String, _ rest: Int64, _ noun: String) -> String {
        rest == 0 ? first : "\(first) \(count(rest, noun))"
    }

    /// A number of bytes in decimal units, with one decimal below ten: `120 megabytes`, `1.2 gigabytes`.
    static func size(_ bytes: Int64) -> String {
        var value = max(0, bytes)
        var unit = 0
        var tenths = value > .max / 10 ? Int64.max : value * 10
        while value >= 1000, unit + 1 < units.count {
            tenths = value / 100
            value /= 1000
            unit += 1
        }
        if unit == 0 || value >= 10 || tenths.isMultiple(of: 10) { return count(value, units[unit]) }
        return "\(decimal(tenths)) \(units[unit])s"
    }

    /// A list: `a`, `a and b`, `a, b and c`.
    static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }

    /// Numbers in rising order as ranges: `1 to 7 and 9`.
    static func ranges(_ numbers: [Int]) -> String {
        var runs: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = runs.last, last.upperBound + 1 >= number {
                runs[runs.count - 1] = last.lowerBound...max(number, last.upperBound)
            } else {
                runs.append(number...number)
            }
        }
        return list(
            runs.flatMap { run in
                run.count > 2 ? ["\(run.lowerBound) to \(run.upperBound)"] : run.map { String($0) }
            })
    }

    private static func decimal(_ tenths: Int64) -> String { "\(tenths / 10).\(tenths % 10)" }
}
