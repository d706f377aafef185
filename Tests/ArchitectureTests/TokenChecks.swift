/// Words that do not belong into this project, each with what to do instead.
enum TokenChecks {
    struct Rule: Sendable {
        let token: String
        let instead: String
    }

    static let forbidden = [
        Rule(token: "try!", instead: "handle the error or let it pass"),
        Rule(token: "as!", instead: "use as? and say what is wrong otherwise"),
        Rule(token: "fatalError(", instead: "throw; precondition is for our own broken invariants"),
        Rule(token: "@unchecked Sendable", instead: "use Mutex or an actor"),
        Rule(token: "Task.detached", instead: "use a child task"),
        Rule(token: "public ", instead: "use package: one executable ships"),
        Rule(token: "open class", instead: "use package: one executable ships"),
    ]

    static let forbiddenInPure = [
        Rule(token: "print(", instead: "return the text"),
        Rule(token: "getenv(", instead: "take the value as an argument"),
        Rule(token: "FileManager", instead: "files belong to the System targets"),
        Rule(token: "ProcessInfo", instead: "take the value as an argument"),
        Rule(token: "ContinuousClock", instead: "take times as values"),
        Rule(token: "SuspendingClock", instead: "take times as values"),
        Rule(token: "Date.now", instead: "take times as values"),
        Rule(token: "Date()", instead: "take times as values"),
        Rule(token: ".random(", instead: "take the number as an argument"),
    ]

    static let forbiddenInTests = [
        Rule(token: "Task.sleep", instead: "wait for the event itself"),
        Rule(token: "sleep(", instead: "wait for the event itself"),
        Rule(token: ".disabled(", instead: "name the condition with .enabled(if:)"),
        Rule(token: "withKnownIssue", instead: "mend it or leave it out"),
    ]

    /// Tokens in code; those in comments and strings do not count.
    static func tokens(_ file: SourceFile) -> [Violation] {
        var rules = file.isTest ? forbiddenInTests : forbidden
        if let target = file.target, Arrows.table[target]?.isPure == true { rules += forbiddenInPure }
        if !file.isTest && file.target != "strata" && file.target != "strata-bench" {
            rules.append(Rule(token: "Task {", instead: "use a task group; only the composition root starts tasks"))
        }
        return rules.flatMap { rule in
            file.text.code.enumerated().filter { contains($0.element, rule.token) && !isExempt(file, rule) }
                .map { file.violation($0.offset + 1, "'\(rule.token)' is not used here: \(rule.instead)") }
        }
    }

    /// Notes about work left over belong into an issue.
    static func leftovers(_ file: SourceFile) -> [Violation] {
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        return file.text.comments.enumerated().filter { line in words.contains { contains(line.element, $0) } }
            .map { file.violation($0.offset + 1, "a comment about work left over belongs into an issue") }
    }

    /// An error that is thrown away needs a comment on its line or just above its statement.
    static func silentTry(_ file: SourceFile) -> [Violation] {
        guard !file.isTest else { return [] }
        return file.text.code.enumerated().filter { contains($0.element, "try?") && !hasComment(file, near: $0.offset) }
            .map { file.violation($0.offset + 1, "'try?' needs a comment that says why the error may be dropped") }
    }

    private static func hasComment(_ file: SourceFile, near line: Int) -> Bool {
        (max(0, line - 2)...line).contains { !file.text.comments[$0].isEmpty }
    }

    private static func isExempt(_ file: SourceFile, _ rule: Rule) -> Bool {
        let fileName = file.path.split(separator: "/").last.map(String.init) ?? file.path
        return Exemptions.tokens["\(fileName) \(rule.token)"] != nil
    }

    /// Whether `token` stands in `line` and does not only end a longer word there.
    private static func contains(_ line: String, _ token: String) -> Bool {
        line.ranges(of: token).contains { range in
            guard let first = token.first, first.isLetter, range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || before == "_")
        }
    }
}
