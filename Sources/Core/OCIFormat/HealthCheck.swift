/// How to see whether a container works (Docker's `Healthcheck`); JSON has durations in nanoseconds.
package struct HealthCheck: Hashable, Sendable {
    /// `["NONE"]`, `["CMD", …]` or `["CMD-SHELL", command]`; empty to inherit.
    package var test: [String]
    /// Time between checks.
    package var interval: Duration?
    /// Time that a check may take.
    package var timeout: Duration?
    /// Time after the start in which failures don't count.
    package var startPeriod: Duration?
    /// Time between checks during the start period.
    package var startInterval: Duration?
    /// Failures in a row that make a container unhealthy.
    package var retries: Int?

    /// Makes a check with Docker's default times.
    package init(test: [String]) {
        self.test = test
    }
}

extension HealthCheck: Codable {
    private enum CodingKeys: String, CodingKey {
        case test = "Test"
        case interval = "Interval"
        case timeout = "Timeout"
        case startPeriod = "StartPeriod"
        case startInterval = "StartInterval"
        case retries = "Retries"
    }

    /// Decodes a check; a duration of zero is not set.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func duration(_ key: CodingKeys) throws -> Duration? {
            let nanoseconds = try container.decodeIfPresent(Int64.self, forKey: key) ?? 0
            return nanoseconds == 0 ? nil : .nanoseconds(nanoseconds)
        }
        test = try container.decodeIfPresent([String].self, forKey: .test) ?? []
        interval = try duration(.interval)
        timeout = try duration(.timeout)
        startPeriod = try duration(.startPeriod)
        startInterval = try duration(.startInterval)
        let retries = try container.decodeIfPresent(Int.self, forKey: .retries) ?? 0
        self.retries = retries == 0 ? nil : retries
    }

    /// Encodes what is set.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if !test.isEmpty { try container.encode(test, forKey: .test) }
        try container.encodeIfPresent(interval?.wholeNanoseconds, forKey: .interval)
        try container.encodeIfPresent(timeout?.wholeNanoseconds, forKey: .timeout)
        try container.encodeIfPresent(startPeriod?.wholeNanoseconds, forKey: .startPeriod)
        try container.encodeIfPresent(startInterval?.wholeNanoseconds, forKey: .startInterval)
        try container.encodeIfPresent(retries, forKey: .retries)
    }
}

extension Duration {
    /// Whole nanoseconds, clamped to what 64 bits hold (292 years).
    fileprivate var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, overflows) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflows ? (seconds < 0 ? .min : .max) : sum
    }
}
