import Diagnostics
import DockerfileSyntax
import Testing

@Suite struct IgnoreDecisionsTests {
    @Test(arguments: [
        ("a\n!b", "c", [], []),
        ("docs", "docs/a/b", [0], [4]),
        ("*.log", "x.log", [0], [5]),
        ("docs\n!docs/keep", "docs/keep", [0, 1], [4, 9]),
        ("docs\n!docs/keep\ndocs/keep/not", "docs/keep/not/x", [0, 1, 2], [4, 9, 13]),
        ("a\n**/b\n!a/b", "a/b/c", [0, 2], [1, 3]),
        ("!x\nx", "x", [1], [1]),
    ])
    func linesThatDecide(_ text: String, _ path: String, _ rules: [Int], _ counts: [Int]) throws {
        let all = try IgnoreRules.parse(SourceFile(name: ".dockerignore", text: text))
        let decisions = all.decisions(for: Array(path.utf8), isDirectory: false)
        #expect(decisions.map(\.rule) == rules)
        #expect(decisions.map(\.matchedCount) == counts)
        #expect(all.excludes(path) == !decisions.count.isMultiple(of: 2))
    }
}
