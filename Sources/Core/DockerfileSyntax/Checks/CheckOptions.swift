/// Which rules a Dockerfile is checked by, as `# check=skip=A,B;error=true;experimental=C` has it.
package struct CheckOptions: Hashable, Sendable {
    /// A choice of rules.
    package enum Choice: Hashable, Sendable {
        /// All that there are.
        case all
        /// The rules of these names; some may not exist.
        case named(Set<String>)

        /// Whether a rule is one of them.
        package func contains(_ rule: CheckRule) -> Bool {
            switch self {
            case .all: true
            case .named(let names): names.contains(rule.rawValue)
            }
        }

        fileprivate func union(_ other: Choice) -> Choice {
            guard case .named(let left) = self, case .named(let right) = other else { return .all }
            return .named(left.union(right))
        }

        fileprivate static func parse(_ text: String) -> Choice {
            text == "all" ? .all : .named(Set(text.split(separator: ",").map { String($0.trimmingBlanks) }))
        }
    }

    /// The rules that are not followed.
    package var skipped = Choice.named([])

    /// The experimental rules that are followed.
    package var experimental = Choice.named([])

    /// Whether a build fails where something is found.
    package var failsBuild = false

    /// Options that follow all rules but the experimental ones.
    package init() {}

    /// Reads what stands behind `check=`.
    package init(parsing text: String) throws(CheckOptionFault) {
        guard !text.trimmingBlanks.isEmpty else { return }
        for part in text.trimmingBlanks.split(separator: ";", maxSplits: 2, omittingEmptySubsequences: false) {
            try take(part)
        }
    }

    private mutating func take(_ part: Substring) throws(CheckOptionFault) {
        guard let equals = part.firstIndex(of: "=") else { throw .unknown(String(part)) }
        let value = String(part[part.index(after: equals)...].trimmingBlanks)
        switch part[..<equals].trimmingBlanks {
        case "skip": skipped = .parse(value)
        case "experimental": experimental = .parse(value)
        case "error":
            guard let flag = BooleanText.parse(value) else { throw .notBoolean(option: String(part), value: value) }
            failsBuild = flag
        case let name: throw .unknown(String(name))
        }
    }

    /// Whether a rule is followed.
    package func follows(_ rule: CheckRule) -> Bool {
        rule.isExperimental ? experimental.contains(rule) : !skipped.contains(rule)
    }

    /// The options for an instruction with these comments above it: `check=` in one of them adds to what holds anyway.
    package func merged(with comments: [Word]) -> CheckOptions {
        for comment in comments {
            guard let value = Self.checkValue(of: comment.text) else { continue }
            // A comment is free to say anything, so one that can't be read changes nothing.
            guard let own = try? CheckOptions(parsing: String(value.prefix { $0 != " " })) else { return self }
            var merged = self
            merged.skipped = skipped.union(own.skipped)
            merged.experimental = experimental.union(own.experimental)
            return merged
        }
        return self
    }

    private static func checkValue(of comment: String) -> Substring? {
        guard let equals = comment.firstIndex(of: "=") else { return nil }
        guard comment[..<equals].trimmingBlanks.lowercased() == "check" else { return nil }
        return comment[comment.index(after: equals)...].trimmingBlanks
    }
}

/// What is wrong with the options of the checks.
package enum CheckOptionFault: Error, Hashable, Sendable {
    /// There is no option of that name, or it has no value.
    case unknown(String)
    /// `error` is neither true nor false.
    case notBoolean(option: String, value: String)

    /// The sentence that says so.
    package var message: String {
        switch self {
        case .unknown(let option): "invalid check option \(option.goQuoted)"
        case .notBoolean(let option, let value):
            "failed to parse check option \(option.goQuoted): \(value.goQuoted) is neither true nor false"
        }
    }

    /// What to write instead.
    package var remedy: String {
        "write skip=RULE,RULE or skip=all, error=true, experimental=RULE or experimental=all, separated by semicolons"
    }
}

extension StringProtocol where SubSequence == Substring {
    /// The text without blanks at its ends.
    fileprivate var trimmingBlanks: Substring {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        guard start < endIndex, let last = lastIndex(where: { !$0.isWhitespace }) else { return self[start..<start] }
        return self[start...last]
    }
}
