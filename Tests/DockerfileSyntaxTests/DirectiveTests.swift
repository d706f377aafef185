import Diagnostics
import DockerfileSyntax
import Testing

@Suite struct DirectiveTests {
    @Test func directivesStandAtTheTopOnly() throws {
        let file = SourceFile(
            name: "Dockerfile",
            text: "#syntax=docker/dockerfile:1\n# Escape = `\n# check=skip=all;error=true\n# other\n# syntax=x\nFROM a")
        let directives = try SyntaxTree.parse(file).directives
        #expect(directives.map(\.name) == [.syntax, .escape, .check])
        #expect(directives.map(\.value.text) == ["docker/dockerfile:1", "`", "skip=all;error=true"])
        #expect(directives[1].value.range.start == SourcePosition(line: 2, column: 12, offset: 39))
    }

    @Test(arguments: [
        "\n# escape=`\nFROM a", "# hello\n# escape=`\nFROM a", "FROM a\n# escape=`", "# escapes=`\nFROM a",
    ])
    func belowAnythingElseTheyAreComments(text: String) throws {
        let dockerfile = try Dockerfile.parse(SourceFile(name: "Dockerfile", text: text))
        #expect(dockerfile.directives.isEmpty)
        #expect(dockerfile.escape == "\\")
    }

    @Test(arguments: [
        ("# syntax=docker/dockerfile:1.4 # x\nFROM a", "docker/dockerfile:1.4 # x"),
        ("#!/usr/bin/env thing\n# syntax=mine\n", "mine"),
        ("// syntax=acme/frontend\nrest", "acme/frontend"),
        ("{\"syntax\": \"acme/json\", \"other\": [1, {}]}", "acme/json"),
        ("\u{FEFF}# escape=`\n# syntax=two", "two"),
    ])
    func anotherFrontendIsSeen(text: String, value: String) {
        #expect(Directive.syntax(of: SourceFile(name: "f", text: text))?.value.text == value)
    }

    @Test(arguments: ["", "FROM a\n# syntax=x", "{\"syntax\": 1}", "{\"syntax\": \"x\"", "# a\n# syntax=x"])
    func noOtherFrontendIsSeen(text: String) {
        #expect(Directive.syntax(of: SourceFile(name: "f", text: text)) == nil)
    }
}
