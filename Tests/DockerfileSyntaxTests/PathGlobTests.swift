import DockerfileSyntax
import Testing

@Suite struct PathGlobTests {
    @Test(arguments: [
        ("abc", "abc", true), ("*", "abc", true), ("*", "", true), ("*c", "abc", true), ("a*", "ab/c", false),
        ("a*/b", "abc/b", true), ("a*/b", "a/c/b", false), ("a*b*c", "axbxxc", true),
        ("a*b?c*x", "abxbbxdbxebxczzy", false),
        ("ab[b-d]", "abc", true), ("ab[^b-d]", "abc", false), ("a?b", "a☺b", true), ("a???b", "a☺b", false),
        ("[a-ζ]*", "α", true), ("a?b", "a/b", false), ("[\\]a]", "]", true), ("[\\-]", "-", true),
        ("[x\\-]", "z", false),
        ("a\\*b", "a*b", true), ("*x", "xxx", true), ("*.txt", "a.txt", true), (".*", "a", false),
    ])
    func wholePaths(pattern: String, path: String, matches: Bool) throws {
        #expect(try PathGlob(pattern).matches(path) == matches)
    }

    @Test(arguments: ["[]a]", "[-]", "[x-]", "[-x]", "[", "[^", "[^bc", "a[", "a\\", "[a-b-c]"])
    func malformedPatterns(pattern: String) {
        #expect(throws: PatternFault.malformed(pattern)) { try PathGlob(pattern) }
    }

    @Test func aPatternWithoutWildcardsIsAPath() throws {
        #expect(try PathGlob("a\\[b").literal == "a[b")
        #expect(try PathGlob("a*").literal == nil)
        #expect(PathGlob.hasWildcards("a/b?"))
        #expect(!PathGlob.hasWildcards("a/b.c"))
    }

    @Test(arguments: [
        ("", "."), ("a//b/", "a/b"), ("./a/../b", "b"), ("../a", "../a"), ("/../a", "/a"), ("/", "/"), ("a/..", "."),
        ("../../a/../b", "../../b"),
    ])
    func cleanPaths(path: String, clean: String) {
        #expect(CleanPath.clean(path) == clean)
    }
}
