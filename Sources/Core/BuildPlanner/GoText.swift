/// Values as Go prints them, which is how BuildKit writes the history of an image.
enum GoText {
    /// A list as `%v` prints it: `[a b]`.
    static func list(_ values: [String]) -> String {
        "[\(values.joined(separator: " "))]"
    }

    /// A duration as Go's `time.Duration` prints itself: `1h0m0s`, `5m30s`, `250ms`, `0s`.
    static func duration(_ duration: Duration?) -> String {
        guard let duration, duration != .zero else { return "0s" }
        let (seconds, attoseconds) = duration.components
        let nanoseconds = Int(attoseconds / 1_000_000_000)
        guard seconds > 0 else { return subsecond(nanoseconds) }
        let tail = "\(decimal(Int(seconds % 60), nanoseconds, digits: 9))s"
        if seconds < 60 { return tail }
        let minutes = "\(seconds / 60 % 60)m\(tail)"
        return seconds < 3600 ? minutes : "\(seconds / 3600)h\(minutes)"
    }

    private static func subsecond(_ nanoseconds: Int) -> String {
        switch nanoseconds {
        case ..<1_000: "\(nanoseconds)ns"
        case ..<1_000_000: "\(decimal(nanoseconds / 1_000, nanoseconds % 1_000, digits: 3))µs"
        default: "\(decimal(nanoseconds / 1_000_000, nanoseconds % 1_000_000, digits: 6))ms"
        }
    }

    private static func decimal(_ whole: Int, _ fraction: Int, digits: Int) -> String {
        guard fraction > 0 else { return String(whole) }
        let text = String(fraction)
        var padded = String(repeating: "0", count: max(0, digits - text.count)) + text
        while padded.hasSuffix("0") { padded.removeLast() }
        return "\(whole).\(padded)"
    }
}
