import Diagnostics
import DockerfileSyntax
import Testing

/// What is found in a file by itself, as `RULE:LINE`.
private func check(_ text: String, _ options: String = "") throws -> [Diagnostic] {
    let file = SourceFile(name: "Dockerfile", text: text)
    var log = CheckLog(file: file, options: try CheckOptions(parsing: options))
    try Dockerfile.parse(file).check(into: &log)
    return log.findings
}

private func lines(_ findings: [Diagnostic]) -> [String] {
    findings.map { "\(CheckRule(code: $0.code)?.rawValue ?? $0.code):\($0.range?.start.line ?? 0)" }
}

@Suite struct CheckTests {
    @Test(arguments: [
        ("FROM a AS Up", "StageNameCasing:1", "Stage name 'Up' should be lowercase"),
        ("FROM a as up", "FromAsCasing:1", "'as' and 'FROM' keywords' casing do not match"),
        ("from a AS up", "FromAsCasing:1", "'AS' and 'from' keywords' casing do not match"),
        ("FROM a\nRUN x \\\n\n  y", "NoEmptyContinuation:4", "Empty continuation line"),
        ("FROM a\nRUN x \\\n\n", "NoEmptyContinuation:3", "Empty continuation line"),
        (
            "FROM a\nrun x", "ConsistentInstructionCasing:2",
            "Command 'run' should match the case of the command majority (uppercase)"
        ),
        (
            "from a\nrun x\nCopy . .", "ConsistentInstructionCasing:3",
            "Command 'Copy' should match the case of the command majority (lowercase)"
        ),
        (
            "FROM a AS b\nFROM a AS b", "DuplicateStageName:2",
            "Duplicate stage name \"b\", stage names should be unique"
        ),
        (
            "FROM a AS scratch", "ReservedStageName:1",
            "Stage name should not use the same name as reserved stage \"scratch\""
        ),
        (
            "FROM a\nMAINTAINER me", "MaintainerDeprecated:2",
            "Maintainer instruction is deprecated in favor of using label"
        ),
        (
            "# The base\nFROM a AS b", "InvalidDefinitionDescription:2",
            "Comment for FROM should follow the format: `# b <description>`"
        ),
        (
            "# The version\nARG V\nFROM a", "InvalidDefinitionDescription:2",
            "Comment for ARG should follow the format: `# V <description>`"
        ),
        (
            "FROM a\n# two\nARG V W", "InvalidDefinitionDescription:3",
            "Comment for ARG should follow the format: `# <arg_key> <description>`"
        ),
    ])
    func aRuleIsBroken(text: String, place: String, message: String) throws {
        let found = try check(text, "experimental=all")
        #expect(lines(found) == [place])
        #expect(found.map(\.message) == [message])
    }

    @Test(arguments: [
        "FROM a AS b\nRUN x", "from a as b\nrun x", "From a as b\nFROM c", "# b is the base\nFROM a AS b",
        "# Something else\n#\nFROM a AS b", "# Unnamed\nFROM a", "FROM a\nRUN x \\\n # comment\n y",
        "arg V\nFROM a",
    ])
    func nothingIsFound(text: String) throws {
        #expect(lines(try check(text, "experimental=all")).filter { $0 != "ConsistentInstructionCasing:1" } == [])
    }

    /// The summary goes along as a note, and the page as a link.
    @Test func aFindingNamesItsRule() throws {
        let finding = try #require(try check("FROM a AS Up").first)
        #expect(finding.severity == .warning)
        #expect(finding.code == "check.StageNameCasing")
        #expect(finding.notes == ["Stage names should be lowercase"])
        #expect(finding.url == "https://docs.docker.com/go/dockerfile/rule/stage-name-casing/")
        #expect(finding.range?.lines == 1...1)
    }

    @Test(arguments: [
        (CheckRule.jsonArgsRecommended, Optional("https://docs.docker.com/go/dockerfile/rule/json-args-recommended/")),
        (.secretsUsedInArgOrEnv, "https://docs.docker.com/go/dockerfile/rule/secrets-used-in-arg-or-env/"),
        (
            .fromPlatformFlagConstDisallowed,
            "https://docs.docker.com/go/dockerfile/rule/from-platform-flag-const-disallowed/"
        ),
        (.invalidBaseImagePlatform, nil),
    ])
    func aRuleHasItsPage(rule: CheckRule, url: String?) {
        #expect(rule.url == url)
    }

    @Test func thereAre22Rules() {
        #expect(CheckRule.allCases.count == 22)
        #expect(CheckRule.allCases.filter(\.isExperimental) == [.invalidDefinitionDescription])
    }
}

@Suite struct CheckOptionsTests {
    private static let broken = "FROM a AS Up\nMAINTAINER me"

    @Test(arguments: [
        ("", ["StageNameCasing:1", "MaintainerDeprecated:2"]),
        ("skip=StageNameCasing", ["MaintainerDeprecated:2"]),
        ("skip= StageNameCasing , MaintainerDeprecated ", []),
        ("skip=all", []),
        ("error=true;skip=MaintainerDeprecated", ["StageNameCasing:1"]),
        ("skip=NoSuchRule", ["StageNameCasing:1", "MaintainerDeprecated:2"]),
    ])
    func rulesAreSkipped(options: String, expected: [String]) throws {
        #expect(lines(try check(Self.broken, options)) == expected)
    }

    /// A comment above one instruction counts for that one alone.
    @Test func aCommentSkipsForOneInstruction() throws {
        let text = "# check=skip=StageNameCasing because of history\nFROM a AS Up\nFROM a AS Down"
        let file = "FROM x AS y\n" + text
        #expect(lines(try check(file)) == ["StageNameCasing:4"])
    }

    @Test(arguments: [
        ("foo", CheckOptionFault.unknown("foo")), ("foo=1", .unknown("foo")),
        ("error=maybe", .notBoolean(option: "error=maybe", value: "maybe")),
    ])
    func whatIsNoOptionIsRefused(text: String, fault: CheckOptionFault) {
        #expect(throws: fault) { try CheckOptions(parsing: text) }
    }

    @Test func errorIsRead() throws {
        #expect(try CheckOptions(parsing: "error=true").failsBuild)
        #expect(try !CheckOptions(parsing: "error=0").failsBuild)
    }
}
