import Diagnostics
import DockerfileSyntax
import Testing

@Suite struct ExpanderTests {
    private static let variables = [
        "x": "foobarfoo", "empty": "", "path": "/usr/local/bin", "spaces": "a  b", "star": "a*b",
    ]

    private func expand(_ text: String, _ expander: Expander = Expander()) throws(ExpansionFault) -> Expansion {
        try expander.expand(text) { Self.variables[$0] }
    }

    @Test(arguments: [
        ("plain", "plain"), ("$x", "foobarfoo"), ("${x}!", "foobarfoo!"), ("$xy$", "$"), ("$1a", "a"), ("$$", ""),
        ("a${none}b", "ab"), ("pre$x.post", "prefoobarfoo.post"),
        ("${none:-d}", "d"), ("${empty:-d}", "d"), ("${x:-d}", "foobarfoo"), ("${none-d}", "d"), ("${empty-d}", ""),
        ("${x:+d}", "d"), ("${empty:+d}", ""), ("${empty+d}", "d"), ("${none+d}", ""),
        ("${x:?m}", "foobarfoo"), ("${empty?m}", ""),
        ("${none:-${x}}", "foobarfoo"), ("${none:-${other:-$path}}", "/usr/local/bin"), ("${none:-\"a b\"}", "a b"),
        ("${x#foo}", "barfoo"), ("${x#*o}", "obarfoo"), ("${x##*o}", ""), ("${x%o*}", "foobarfo"), ("${x%%o*}", "f"),
        ("${x#no}", "foobarfoo"), ("${x%?}", "foobarfo"), ("${path##*/}", "bin"), ("${path%/*}", "/usr/local"),
        ("${x/foo/F}", "Fbarfoo"), ("${x//foo/F}", "FbarF"), ("${x/o*r/-}", "f-foo"),
        ("${path//\\//:}", ":usr:local:bin"),
        ("${x/[ob]/-}", "foobarfoo"), ("${star/\\*/-}", "a-b"), ("${x//?/-}", "---------"), ("${x//o/}", "fbarf"),
        ("${none/*/a}", "a"), ("${none//b/a}", ""),
        ("'$x'", "$x"), ("\"$x\"", "foobarfoo"), ("\"\\$x\"", "$x"), ("\\$x", "$x"), ("a\\ b", "a b"),
        ("\"a\\b\"", "a\\b"),
        ("\"it's\"", "it's"), ("a'b'\"c\"d", "abcd"), ("a\\", "a"),
    ])
    func oneWord(text: String, expected: String) throws {
        #expect(try expand(text).text == expected)
    }

    @Test(arguments: [
        ("80 $spaces", ["80", "a", "b"]), ("\"$spaces\" c", ["a  b", "c"]), ("a'b c'd e", ["ab cd", "e"]),
        ("80${x:+81}", ["8081"]), (" ", []), ("\\ a", [" a"]), ("<< EOF x", ["<< EOF", "x"]),
    ])
    func severalWords(text: String, expected: [String]) throws {
        #expect(try Expander().split(text) { Self.variables[$0] }.words == expected)
    }

    @Test(arguments: [
        ("${", ExpansionFault.missingBrace), ("${x", .missingBrace), ("${x:-a", .missingBrace), ("${x:", .missingBrace),
        ("${}", .badSubstitution), ("${{x}}", .badSubstitution), ("${:x}", .badSubstitution),
        ("${x/a}", .missingSlash), ("'a", .unexpectedEnd(lookingFor: "single-quote")),
        ("\"a", .unexpectedEnd(lookingFor: "double-quote")), ("${x=y}", .unsupportedModifier("=")),
        ("${x:#y}", .unsupportedModifier(":#")), ("${.}", .unsupportedModifier(".")),
        ("${x#\\a}", .invalidPattern("\\a")),
        ("${none?}", .required(name: "none", message: "is not allowed to be unset")),
        ("${empty:?}", .required(name: "empty", message: "is not allowed to be empty")),
        ("${none:?need $path}", .required(name: "none", message: "need /usr/local/bin")),
    ])
    func whatCannotBeReplaced(text: String, fault: ExpansionFault) {
        #expect(throws: fault) { try expand(text) }
    }

    @Test func valuesCannotGrowWithoutEnd() throws {
        let long = String(repeating: "a", count: 1 << 20)
        #expect(throws: ExpansionFault.tooLong) { try Expander().expand("$x$x$x") { _ in long } }
        let short = String(repeating: "a", count: 2_000)
        #expect(throws: ExpansionFault.tooLong) { try Expander().expand("${x//a/$x}") { _ in short } }
        #expect(try Expander().expand("${x//a/bb}") { _ in short }.text.utf8.count == 4_000)
    }

    /// Each of these took minutes when every place of the value was tried by itself.
    @Test(arguments: ["${x//a*a*c/z}", "${x//a*b*a*b*c/z}", "${x/a*a*a*c/z}", "${x%a*a*a*c}", "${x##*a*a*c}"])
    func patternsTakeTimeInProportionToTheValue(text: String) throws {
        let value = String(repeating: "ab", count: 2_000)
        #expect(try Expander().expand(text) { _ in value }.text == value)
    }

    @Test func patternsOfStarsAloneHaveALimit() {
        let value = String(repeating: "a", count: 50_000)
        let stars = String(repeating: "a*", count: 5_000)
        #expect(throws: ExpansionFault.tooManyStars) { try Expander().expand("${x#\(stars)b}") { _ in value } }
        #expect(throws: Never.self) { try Expander().expand("${x//**********b/c}") { _ in value } }
    }

    @Test func substitutionsCannotBeNestedWithoutEnd() {
        let text = String(repeating: "${a:-", count: 100_000)
        #expect(throws: ExpansionFault.nestedTooDeep) { try expand(text) }
    }

    @Test func theNamesThatWereAskedForAreTold() throws {
        let result = try expand("$x ${none:-$path} ${x} $other")
        #expect(result.used == ["x", "path"])
        #expect(result.undefined == ["none", "other"])
    }

    @Test func whatIsUndefinedCanBeLeftAsItIs() throws {
        var expander = Expander()
        expander.keepsUndefined = true
        #expect(try expand("$none ${none} ${none:-a} $x", expander).text == "$none ${none} ${none:-a} foobarfoo")
    }

    @Test func heredocsKeepTheirQuotes() throws {
        #expect(try expand("it's \"$x\" \\$x", .heredoc).text == "it's \"foobarfoo\" $x")
    }

    @Test func quotesAndEscapesCanBeKept() throws {
        var expander = Expander()
        expander.keepsQuotes = true
        expander.keepsEscapes = true
        #expect(try expand("'a' \"$x\" \\b", expander).text == "'a' \"foobarfoo\" \\b")
    }

    @Test func aBacktickCanEscape() throws {
        #expect(try expand("`$x c:\\dir", Expander(escape: "`")).text == "$x c:\\dir")
    }

    @Test func aFaultNamesTheWordsPlace() throws {
        let file = SourceFile(name: "Dockerfile", text: "FROM a\nWORKDIR /${dir:?set it}\n")
        let instruction = try #require(try Dockerfile.parse(file).stages[0].instructions.first)
        let word = try #require(instruction.expandableWords.first)
        do throws(DockerfileError) {
            _ = try Expander().expand(word, of: file) { _ in nil }
            Issue.record("a required variable was not missed")
        } catch {
            #expect(
                error.diagnostic.rendered() == """
                    Dockerfile:2:9: dir: set it
                    --------------------
                       1 |     FROM a
                       2 | >>> WORKDIR /${dir:?set it}
                       3 |     \

                    --------------------
                    remedy: give it a value with --build-arg dir=… or an ARG or ENV before this line
                    """)
        }
    }
}
