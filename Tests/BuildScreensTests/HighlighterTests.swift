import TerminalThemes
import Testing

@testable import BuildScreens

/// Lines with each piece that is more than text in brackets behind its role's first letter.
private func marked(_ lines: String...) -> [String] {
    let letters: [Role: String] = [
        .syntaxInstruction: "I", .syntaxName: "N", .syntaxFlag: "F", .syntaxString: "S", .syntaxVariable: "V",
        .syntaxComment: "C", .syntaxHeredoc: "H", .dim: "\\",
    ]
    return Highlighter.highlight(lines).lines.map { inks in
        inks.map { ink in letters[ink.role].map { "\($0)[\(ink.text)]" } ?? ink.text }.joined()
    }
}

@Suite struct HighlighterTests {
    @Test(arguments: [
        ("FROM golang:${V}-alpine AS base", "I[FROM] golang:V[${V}]-alpine I[AS] N[base]"),
        ("from --platform=$BUILDPLATFORM a as b", "I[from] F[--platform=]V[$BUILDPLATFORM] a I[as] N[b]"),
        ("COPY --from=base --link /a \"/b c\" /", "I[COPY] F[--from=]N[base] F[--link] /a S[\"/b c\"] /"),
        ("ENV A=1 B=\"x $A\" C='$A'", "I[ENV] N[A]=1 N[B]=S[\"x ]V[$A]S[\"] N[C]=S['$A']"),
        ("ARG VERSION", "I[ARG] N[VERSION]"),
        ("# a comment", "C[# a comment]"),
        ("RUN echo \\$HOME $? $1 ${unclosed", "I[RUN] echo \\$HOME $? V[$1] ${unclosed"),
        ("ONBUILD COPY --chown=1 a b", "I[ONBUILD] I[COPY] F[--chown=]1 a b"),
        ("HEALTHCHECK --interval=3s CMD [\"a\", \"b\"]", "I[HEALTHCHECK] F[--interval=]3s I[CMD] [S[\"a\"], S[\"b\"]]"),
        ("  RUN  a # b", "  I[RUN]  a # b"),
        ("", ""),
    ])
    func wordsHaveRoles(line: String, expected: String) {
        #expect(marked(line) == [expected])
    }

    @Test func directivesStandOnlyAtTheTop() {
        #expect(
            marked("# escape=`", "RUN a `", "b", "# escape=x") == [
                "F[# escape=]S[`]", "I[RUN] a \\[`]", "b", "C[# escape=x]",
            ])
        #expect(marked("# hello", "# syntax=a") == ["C[# hello]", "C[# syntax=a]"])
    }

    @Test func anInstructionGoesOnOverLinesCommentsAndQuotes() {
        let lines = ["RUN a && \\", "  # why", "", "  echo 'one \\", "two' $X", "WORKDIR /"]
        let result = Highlighter.highlight(lines)
        #expect(result.instructions == [0...4, 5...5])
        let pieces = marked(lines[0], lines[1], lines[2], lines[3], lines[4], lines[5])
        #expect(pieces[1] == "C[  # why]")
        #expect(pieces[3...4] == ["  echo S['one ]\\[\\]", "S[two'] V[$X]"])
    }

    @Test func hereDocumentsAreTakenWhole() {
        let lines = ["RUN <<EOF cat <<-'END'", "echo $A", "EOF", "echo $B", "    END", "COPY <<a b", "FROM x", "a"]
        #expect(Highlighter.highlight(lines).instructions == [0...4, 5...7])
        let roles = Highlighter.highlight(lines).lines.map { $0.map(\.role) }
        #expect(roles[1] == [.syntaxHeredoc, .syntaxVariable])
        #expect(roles[3] == [.syntaxHeredoc])
        #expect(roles[6] == [.syntaxHeredoc])
    }

    @Test(arguments: [
        "RUN \\", "RUN <<EOF", "RUN 'open", "\\", "# syntax=", "FROM", "<<", "RUN <<", "$", "${", "`", "\"", "= = =",
    ])
    func anythingIsReadAndNothingIsLost(line: String) {
        for lines in [[line], [line, line], ["# escape=`", line, ""], ["RUN a \\", line, line]] {
            let result = Highlighter.highlight(lines)
            #expect(result.lines.map { $0.map(\.text).joined() } == lines)
            #expect(result.instructions.allSatisfy { $0.upperBound < lines.count })
        }
    }
}
