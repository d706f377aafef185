import BuildEvents
package import Diagnostics

/// One condition on the builds of a listing, as `--filter` gives it.
package struct HistoryFilter: Sendable, Hashable {
    /// What of a build is looked at.
    package enum Field: String, Sendable, CaseIterable {
        case ref, repository, status, startedAt, completedAt, duration
        case dockerfile, context, target, text, pinned
    }

    /// How it is compared.
    package enum Comparison: String, Sendable {
        case equal = "="
        case unequal = "!="
        case less = "<"
        case atMost = "<="
        case more = ">"
        case atLeast = ">="
    }

    /// With what it is compared.
    package enum Value: Sendable, Hashable {
        /// A text; what has it somewhere is equal, but for `target`, which is compared as a whole.
        case text(String)
        /// How a build ended; the builds that are meant by one word.
        case results(Set<BuildSummary.Result>)
        /// Seconds since 1970.
        case instant(Double)
        /// A duration in nanoseconds.
        case duration(Int64)
        /// Yes or no.
        case flag(Bool)
    }

    /// What is looked at.
    package var field: Field
    /// How it is compared.
    package var comparison: Comparison
    /// With what.
    package var value: Value

    /// Makes a condition.
    package init(_ field: Field, _ comparison: Comparison, _ value: Value) {
        self.field = field
        self.comparison = comparison
        self.value = value
    }

    /// Reads `FIELD` comparison `VALUE` in the forms of `docker buildx history ls --filter`, and `result` and `since`
    /// beside them; `now` is in seconds since 1970.
    package init(parsing text: String, now: Double) throws(Diagnostic) {
        guard let (name, comparison, value) = Self.split(text) else {
            throw Self.fault(text, "it needs FIELD=VALUE", remedy: "for example status=failed or duration>30s")
        }
        if name == "since" {
            guard comparison == .equal else {
                throw Self.fault(text, "since is compared with = only", remedy: "write it as since=\(value)")
            }
            self.init(.startedAt, .atLeast, .instant(try Self.instant(value, text, now: now)))
            return
        }
        guard let field = Field(rawValue: name == "result" ? "status" : name) else {
            let known = Field.allCases.map(\.rawValue) + ["result", "since"]
            throw Self.fault(
                text, "there is no field \(name)",
                remedy: NearestName.suggestion(for: name, among: known).map { "did you mean \($0)?" }
                    ?? "the fields are \(known.joined(separator: ", "))")
        }
        self.init(field, comparison, try Self.value(of: field, value, text, now: now))
        guard allowed.contains(comparison) else {
            let words = allowed.map(\.rawValue).joined(separator: " or ")
            throw Self.fault(text, "\(name) can't be compared with \(comparison.rawValue)", remedy: "use \(words)")
        }
    }

    private var allowed: [Comparison] {
        switch field {
        case .startedAt, .completedAt, .duration: [.less, .atMost, .more, .atLeast]
        default: [.equal, .unequal]
        }
    }

    private static func split(_ text: String) -> (name: String, Comparison, value: String)? {
        guard let start = text.firstIndex(where: { "=!<>".contains($0) }) else { return nil }
        let rest = text[start...]
        // The longer sign first.
        for sign in ["!=", "<=", ">=", "=", "<", ">"] where rest.hasPrefix(sign) {
            guard let comparison = Comparison(rawValue: sign) else { continue }
            return (String(text[..<start]), comparison, String(rest.dropFirst(sign.count)))
        }
        return nil
    }

    private static func value(
        of field: Field, _ value: String, _ text: String, now: Double
    ) throws(Diagnostic) -> Value {
        switch field {
        case .ref, .repository, .dockerfile, .context, .target, .text:
            return .text(value)
        case .status:
            if let results = results(of: value) { return .results(results) }
            throw fault(
                text, "there is no status \(value)", remedy: "use running, succeeded, failed, cancelled or interrupted")
        case .startedAt, .completedAt:
            return .instant(try instant(value, text, now: now))
        case .duration:
            if let duration = DurationText.nanoseconds(of: value) { return .duration(duration) }
            throw fault(text, "\(value) is no duration", remedy: "write it as 90s, 1h30m or 500ms")
        case .pinned:
            switch value {
            case "true", "1", "": return .flag(true)
            case "false", "0": return .flag(false)
            default: throw fault(text, "pinned is true or false", remedy: "write it as pinned=true")
            }
        }
    }

    /// The words of buildx and our own.
    private static func results(of word: String) -> Set<BuildSummary.Result>? {
        switch word.lowercased() {
        case "running": [.running]
        case "completed", "succeeded", "success": [.succeeded]
        case "error", "failed": [.failed]
        case "canceled", "cancelled": [.cancelled]
        case "interrupted": [.interrupted]
        default: nil
        }
    }

    private static func instant(_ value: String, _ text: String, now: Double) throws(Diagnostic) -> Double {
        if let ago = DurationText.nanoseconds(of: value) { return now - Double(ago) / 1e9 }
        let whole = value.count == "2026-01-01".count ? "\(value)T00:00:00Z" : value
        if let instant = Timestamp.nanoseconds(of: whole) { return Double(instant) / 1e9 }
        throw fault(
            text, "\(value) is no time",
            remedy: "write it as 2026-08-20, as 2026-08-20T10:00:00Z, or as how long ago it was: 2h, 3d")
    }

    private static func fault(_ text: String, _ reason: String, remedy: String) -> Diagnostic {
        Diagnostic(code: "usage.filter", message: "--filter \(text): \(reason)", remedy: remedy)
    }
}

/// Which recorded builds are listed, and in what order.
package struct HistoryQuery: Sendable, Hashable {
    /// By what builds are sorted, each with the greatest first; what has none of it comes last.
    package enum Order: String, Sendable, CaseIterable {
        case started, number, duration, hits, size
    }

    /// Of what builds are given.
    package enum Scope: Sendable, Hashable {
        /// All of them.
        case all
        /// Those whose context is a folder, by its real path.
        case folder(String)
        /// Those of the same Dockerfile and context as a build, by its identity.
        case alike(String)
    }

    /// Of what builds are given.
    package var scope = Scope.all
    /// All of which must hold.
    package var filters: [HistoryFilter] = []
    /// By what they are sorted.
    package var order = Order.number
    /// Whether the least comes first.
    package var isReversed = false
    /// The most that are given; nil for all.
    package var limit: Int?

    /// Asks for all builds, the newest first.
    package init(limit: Int? = nil) {
        self.limit = limit
    }
}
