import Diagnostics
import DockerfileSyntax
import Testing

@Suite struct ErrorMessageTests {
    private func error(in text: String) -> Diagnostic? {
        do throws(DockerfileError) {
            _ = try Dockerfile.parse(SourceFile(name: "Dockerfile", text: text))
            return nil
        } catch {
            return error.diagnostic
        }
    }

    @Test func anUnknownInstructionIsShownWholeWithTheNearestName() {
        #expect(
            error(in: "FROM scratch\nLABEL a=b\nCOPPY a b\n")?.rendered() == """
                Dockerfile:3:1: unknown instruction: COPPY (did you mean COPY?)
                --------------------
                   1 |     FROM scratch
                   2 |     LABEL a=b
                   3 | >>> COPPY a b
                   4 |     \

                --------------------
                remedy: write COPY
                """)
    }

    @Test func aFaultInAContinuationIsShownAtItsOwnLine() {
        #expect(
            error(in: "FROM scratch\nCOPY --chown=1 \\\n  --form=x \\\n  a b")?.rendered() == """
                Dockerfile:3:3: unknown flag: --form (did you mean from?)
                --------------------
                   1 |     FROM scratch
                   2 |     COPY --chown=1 \\
                   3 | >>>   --form=x \\
                   4 |       a b
                --------------------
                remedy: write --from
                """)
    }

    @Test(arguments: [
        ("", 1, 1, "file with no instructions"),
        ("# only\n\n", 1, 1, "file with no instructions"),
        ("ARG a=b\n", 1, 1, "dockerfile contains no stages to build"),
        ("ARG a\nRUN x\nFROM b", 2, 1, "no build stage in current context"),
        ("FROM", 1, 1, "FROM requires either one or three arguments"),
        ("FROM a b", 1, 1, "FROM requires either one or three arguments"),
        (
            "FROM a as 1b", 1, 11,
            "invalid name for build stage: \"1b\", name can't start with a number or contain symbols"
        ),
        ("form a", 1, 1, "unknown instruction: form (did you mean from?)"),
        ("FROM --plattform=x a", 1, 6, "unknown flag: --plattform (did you mean platform?)"),
        ("FROM --platform a", 1, 6, "missing a value on flag: --platform"),
        ("# escape=x\nFROM a", 1, 10, "invalid escape token 'x' does not match ` or \\"),
        ("# escape=`\n# escape=`\nFROM a", 2, 1, "only one escape parser directive can be used"),
    ])
    func wholeFiles(text: String, line: Int, column: Int, message: String) {
        check(text, line: line, column: column, message: message)
    }

    @Test(arguments: [
        (
            "COPY onlyone", 1,
            "COPY requires at least two arguments, but only one was provided. Destination could not be determined"
        ),
        (
            "ADD", 1,
            "ADD requires at least two arguments, but only one was provided. Destination could not be determined"
        ),
        ("COPY a <<EOF\nEOF", 8, "COPY cannot accept a heredoc as a destination"),
        ("COPY --from=$x a b", 13, "variable expansion is not supported for --from"),
        ("COPY --exclude=[ a b", 16, "invalid pattern \"[\""),
        ("COPY --link=maybe a b", 6, "expecting boolean value for flag --link, not: maybe"),
        ("COPY --link= a b", 6, "missing a value on flag: --link"),
        ("COPY --from=a --from=b c d", 15, "duplicate flag specified: --from"),
        ("WORKDIR --x /a", 9, "unknown flag: --x"),
        ("WORKDIR", 1, "WORKDIR requires exactly one argument"),
        ("ENV NAME", 5, "ENV must have two arguments"),
        ("ENV", 1, "ENV requires at least one argument"),
        ("ENV a=b c", 9, "Syntax error - can't find = in \"c\". Must be of the form: name=value"),
        ("ENV =a", 1, "ENV names can not be blank"),
        ("ARG", 1, "ARG requires at least one argument"),
        ("ARG =a", 5, "ARG names can not be blank"),
        ("EXPOSE", 1, "EXPOSE requires at least one argument"),
        ("VOLUME [\" \"]", 10, "VOLUME specified can not be an empty string"),
        ("SHELL /bin/sh -c", 1, "SHELL requires the arguments to be in JSON form"),
        ("SHELL []", 1, "SHELL requires at least one argument"),
        ("CMD [\"a\", 1]", 5, "when using JSON array syntax, arrays must be comprised of strings only"),
        ("RUN <<EOF\necho", 1, "unterminated heredoc EOF"),
        ("RUN --network=lan x", 15, "invalid network mode \"lan\""),
        ("RUN --security=low x", 16, "security \"low\" is not valid"),
        ("HEALTHCHECK", 1, "HEALTHCHECK requires at least one argument"),
        ("HEALTHCHECK NONE a", 1, "HEALTHCHECK NONE takes no arguments"),
        ("HEALTHCHECK CMD", 1, "Missing command after HEALTHCHECK CMD"),
        ("HEALTHCHECK curl x", 13, "Unknown type \"CURL\" in HEALTHCHECK (try CMD)"),
        ("HEALTHCHECK --interval=5 CMD a", 24, "invalid duration \"5\" of --interval: missing unit"),
        ("HEALTHCHECK --timeout=5us CMD a", 23, "Interval \"timeout\" cannot be less than 1ms"),
        ("HEALTHCHECK --retries=-1 CMD a", 23, "--retries cannot be negative (-1)"),
        ("ONBUILD", 1, "ONBUILD requires at least one argument"),
        ("ONBUILD ONBUILD RUN a", 9, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
        ("ONBUILD FROM a", 9, "FROM isn't allowed as an ONBUILD trigger"),
    ])
    func instructions(line: String, column: Int, message: String) {
        check("FROM base\n" + line, line: 2, column: column, message: message)
    }

    @Test func aVeryLongLineIsRefusedButNotInAHeredoc() {
        let long = String(repeating: "x", count: 70_000)
        check(
            "FROM a\nRUN \(long)", line: 2, column: 1, message: "dockerfile line greater than max allowed size of 65535"
        )
        #expect(error(in: "FROM a\nCOPY <<E /f\n\(long)\nE\n") == nil)
    }

    private func check(_ text: String, line: Int, column: Int, message: String) {
        let diagnostic = error(in: text)
        #expect(diagnostic?.message == message)
        #expect(diagnostic?.location == "Dockerfile:\(line):\(column)")
        #expect(diagnostic?.remedy?.isEmpty == false)
        #expect(diagnostic?.code.hasPrefix("dockerfile.") == true)
    }
}
