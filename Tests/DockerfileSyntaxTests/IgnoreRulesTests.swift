import Diagnostics
import DockerfileSyntax
import Testing

@Suite struct IgnoreRulesTests {
    private func rules(_ text: String) throws -> IgnoreRules {
        try IgnoreRules.parse(SourceFile(name: ".dockerignore", text: text))
    }

    @Test(arguments: [
        ("node_modules", ["node_modules", "node_modules/a/b"], ["a/node_modules", "node_modules2"]),
        ("/build/", ["build", "build/x"], ["a/build"]),
        ("./a/../b", ["b", "b/c"], ["a"]),
        ("*.log", ["a.log", ".log"], ["d/a.log", "a.logs"]),
        ("*/*.log", ["d/a.log"], ["a.log", "d/e/a.log"]),
        ("**/*.log", ["a.log", "d/a.log", "d/e/a.log", "a.log/b"], ["a.txt"]),
        ("**/tmp", ["tmp", "a/tmp", "a/b/tmp/c"], ["atmp", "tmpa"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "ab"]),
        ("a/**/z", ["a/z", "a/b/z", "a/b/c/z"], ["a/bz", "z"]),
        ("**", ["a", "a/b"], []),
        ("a?c", ["abc", "a€c"], ["ac", "a/c", "abbc"]),
        ("[a-c]x", ["ax", "cx"], ["dx"]),
        ("[^a-c]x", ["dx"], ["ax", "/x"]),
        ("a\\*b", ["a*b"], ["axb"]),
        ("a.(b)|{c}+$", ["a.(b)|{c}+$"], ["axbc"]),
        ("#a\n #b\n\n  c  ", ["#b", "c"], ["#a", "b"]),
        ("\u{FEFF}a\r\nb\r\n", ["a", "b"], ["c"]),
        ("..\n../x", [], ["x"]),
        ("x*y*z/w", ["x1y2z/w", "xyz/w/v"], ["x1y2/z/w"]),
        ("**/a*/**/*b", ["a/b", "q/ax/r/s/tb"], ["a", "q/b"]),
    ])
    func patterns(text: String, excluded: [String], included: [String]) throws {
        let rules = try rules(text)
        #expect(excluded.filter { !rules.excludes($0) } == [])
        #expect(included.filter { rules.excludes($0) } == [])
    }

    @Test(arguments: [
        ("*.md\n!README.md", ["a.md"], ["README.md"]),
        ("*.md\n!README*.md\nREADME-secret.md", ["a.md", "README-secret.md"], ["README.md"]),
        ("docs\n!docs/keep", ["docs/a", "docs"], ["docs/keep", "docs/keep/b"]),
        ("*\n!src\n!**/*.go", ["a.txt", "x/a.txt"], ["src", "src/a", "x/y/a.go"]),
        ("!a\na", ["a"], []),
        ("a\n! a/b", ["a/c"], ["a/b"]),
    ])
    func exceptions(text: String, excluded: [String], included: [String]) throws {
        let rules = try rules(text)
        #expect(excluded.filter { !rules.excludes($0) } == [])
        #expect(included.filter { rules.excludes($0) } == [])
    }

    @Test(arguments: [
        ("a", true, false), ("a\n!b", true, false), ("a\n!a/b", true, true), ("a\n!**/x", true, true),
        ("a\n!a*/x", true, true), ("!a/b\na", true, false), ("a\n!ab/c", true, false), ("b", false, true),
    ])
    func aWalkerEntersOnlyFoldersThatCanHoldSomething(text: String, isExcluded: Bool, mayHold: Bool) throws {
        let verdict = try rules(text).verdict(for: Array("a".utf8), isDirectory: true)
        #expect(verdict.isExcluded == isExcluded)
        #expect(verdict.mayHoldIncluded == mayHold)
    }

    @Test func theRuleThatHidAPathIsTold() throws {
        let rules = try rules("# logs\n*.log\n\n!b.log\ndir\n")
        let verdict = rules.verdict(for: Array("dir/sub/b.log".utf8))
        let rule = try #require(verdict.decidingRule.map { rules.rules[$0] })
        #expect(rule.pattern == "dir")
        #expect(rule.line == 5)
    }

    @Test func walkingWithStateAgreesWithJudgingWholePaths() throws {
        let rules = try rules("*\n!keep\nkeep/*/drop\n!keep/x/drop/again\n**/*.tmp")
        for path in [
            "keep/x/drop/again/f", "keep/x/drop/f", "keep/f", "keep/a.tmp", "other/f", "keep/x/drop/again/a.tmp",
        ] {
            let parts = path.split(separator: "/")
            var parent: IgnoreRules.FolderState?
            for count in 1..<parts.count {
                let folder = Array(parts[..<count].joined(separator: "/").utf8)
                parent = rules.verdict(for: folder, isDirectory: true, parent: parent).state
            }
            let walked = rules.verdict(for: Array(path.utf8), isDirectory: false, parent: parent)
            #expect(walked.isExcluded == rules.excludes(path), "\(path)")
        }
    }

    @Test(arguments: ["[", "a\\", "!", "[]", "[a-]", "[a"])
    func whatIsNoPatternIsRefusedWithItsLine(pattern: String) {
        let error = #expect(throws: DockerfileError.self) { try rules("ok\n\(pattern)\n") }
        #expect(error?.diagnostic.message == "syntax error in pattern: \(pattern)")
        #expect(error?.diagnostic.location == ".dockerignore:2:1")
    }

    @Test func anEmptyFileLeavesNothingOut() throws {
        #expect(try rules("").isEmpty)
        #expect(!(try rules("\n# x\n").excludes("a")))
    }

    @Test func manyPathsAreJudgedWithoutBacktrackingForEver() throws {
        let rules = try rules("a*a*a*a*a*a*a*a*b\n**/a/**/a/**/a/**/b")
        let path = Array(String(repeating: "a/", count: 2000).utf8) + Array(String(repeating: "a", count: 2000).utf8)
        #expect(!rules.verdict(for: path, isDirectory: false, parent: nil).isExcluded)
    }
}
