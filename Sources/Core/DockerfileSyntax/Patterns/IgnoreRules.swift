package import Diagnostics

/// The patterns of a `.dockerignore` file, or of `--exclude`, and what they leave out.
///
/// A later rule wins over an earlier one; a rule with `!` takes back in. What matches a folder matches everything below
/// it. Paths are relative to the root, with single slashes and none at either end.
package struct IgnoreRules: Hashable, Sendable {
    /// One line of the file.
    package struct Rule: Hashable, Sendable {
        /// The pattern, cleaned and without `!`.
        package let pattern: String

        /// True when the line began with `!`.
        package let isException: Bool

        /// The line in the file, from 1; the position in the list for rules from elsewhere.
        package let line: Int

        let compiled: IgnorePattern
    }

    /// The rules in their order.
    package let rules: [Rule]

    /// Rules that leave nothing out.
    package static let none = IgnoreRules(rules: [])

    private init(rules: [Rule]) {
        self.rules = rules
    }

    /// Rules from a list of patterns, as those of `--exclude`.
    package init(patterns: [String]) throws(PatternFault) {
        var rules: [Rule] = []
        for (index, pattern) in patterns.enumerated() {
            if let rule = try Rule(pattern, line: index + 1) {
                rules.append(rule)
            }
        }
        self.rules = rules
    }

    /// Reads an ignore file: one pattern a line; empty lines and lines that begin with `#` do not count.
    package static func parse(_ file: SourceFile) throws(DockerfileError) -> IgnoreRules {
        var rules: [Rule] = []
        for number in 1...file.lineCount {
            var line = file.line(number) ?? ""
            if number == 1, line.unicodeScalars.first == "\u{FEFF}" {
                line.unicodeScalars.removeFirst()
            }
            guard line.unicodeScalars.first != "#" else { continue }
            do {
                if let rule = try Rule(line, line: number) {
                    rules.append(rule)
                }
            } catch {
                throw .ignorePattern(line, at: .init(file: file, range: file.range(ofLine: number)))
            }
        }
        return IgnoreRules(rules: rules)
    }

    /// True when there is nothing to leave out.
    package var isEmpty: Bool { rules.isEmpty }

    /// True when a rule takes something back in.
    package var hasExceptions: Bool { rules.contains(where: \.isException) }
}

extension IgnoreRules.Rule {
    /// The rule in a line, or nil when the line is empty.
    fileprivate init?(_ text: String, line: Int) throws(PatternFault) {
        var pattern = text.trimmingSpaces
        guard !pattern.isEmpty else { return nil }
        let isException = pattern.unicodeScalars.first == "!"
        if isException {
            pattern = String(pattern.unicodeScalars.dropFirst()).trimmingSpaces
            guard !pattern.isEmpty else { throw .malformed(text) }
        }
        pattern = CleanPath.clean(pattern)
        if pattern.utf8.count > 1, pattern.utf8.first == UInt8(ascii: "/") {
            pattern.removeFirst()
        }
        self.init(pattern: pattern, isException: isException, line: line, compiled: try IgnorePattern(pattern))
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        let view = unicodeScalars
        guard let first = view.firstIndex(where: { !$0.isSpace }), let last = view.lastIndex(where: { !$0.isSpace })
        else { return "" }
        return String(view[first...last])
    }
}
