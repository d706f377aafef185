/// Durations as people read them.
package enum HumanDuration {
    private static let second: Int64 = 1_000_000_000

    /// A duration: `12ms`, `4.1s`, `1m 12s`, `2h 3m`.
    package static func text(nanoseconds: Int64) -> String {
        let nanoseconds = min(max(0, nanoseconds), .max / 2)
        let tenths = (nanoseconds + second / 20) / (second / 10)
        if nanoseconds < second - 500_000 { return "\((nanoseconds + 500_000) / 1_000_000)ms" }
        if tenths < 600 { return "\(tenths / 10).\(tenths % 10)s" }
        let seconds = (nanoseconds + second / 2) / second
        if seconds < 3600 { return "\(seconds / 60)m \(seconds % 60)s" }
        return "\(seconds / 3600)h \(seconds / 60 % 60)m"
    }

    /// Seconds alone, with one decimal: `0.0s`, `72.3s`, as progress shows them.
    package static func seconds(nanoseconds: Int64) -> String {
        Decimal.fixed(max(0, nanoseconds), dividedBy: second, decimals: 1) + "s"
    }

    /// Seconds with as many decimals as four digits allow: `0.312`, `12.31`, `123.4`.
    package static func clock(nanoseconds: Int64) -> String {
        let nanoseconds = max(0, nanoseconds)
        let decimals = nanoseconds < 10 * second ? 3 : nanoseconds < 100 * second ? 2 : 1
        return Decimal.fixed(nanoseconds, dividedBy: second, decimals: decimals)
    }
}

/// How long ago something was.
package enum Age {
    private static let units: [(seconds: Int64, name: String)] = [
        (365 * 86_400, "year"), (30 * 86_400, "month"), (7 * 86_400, "week"), (86_400, "day"), (3600, "hour"),
        (60, "minute"), (1, "second"),
    ]

    private static let short: [(seconds: Int64, name: String)] = [
        (365 * 86_400, "y"), (30 * 86_400, "mo"), (7 * 86_400, "wk"), (86_400, "d"), (3600, "h"), (60, "min"), (1, "s"),
    ]

    /// The same in few columns, for tables: `now`, `12 s`, `3 h`, `2 wk`.
    package static func short(since instant: Double, now: Double) -> String {
        guard now - instant >= 1 else { return "now" }
        let seconds = Int64(min(now - instant, 1e12))
        let (size, name) = short.first { seconds >= $0.seconds } ?? (1, "s")
        return "\(seconds / size) \(name)"
    }

    /// The age of what happened at `instant`, both in seconds since 1970: `3 days ago`, `just now`.
    ///
    /// Weeks and months are taken once there are two of them.
    package static func text(since instant: Double, now: Double) -> String {
        guard now - instant >= 1 else { return "just now" }
        let seconds = Int64(min(now - instant, 1e12))
        for (size, name) in units where seconds >= (name == "week" || name == "month" ? 2 * size : size) {
            let count = seconds / size
            return "\(count) \(name)\(count == 1 ? "" : "s") ago"
        }
        return "just now"
    }
}
