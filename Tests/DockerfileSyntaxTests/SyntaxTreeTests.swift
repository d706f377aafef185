import Diagnostics
import DockerfileSyntax
import Testing

/// The S-expressions are those that BuildKit's parser prints for the same text.
@Suite struct SyntaxTreeTests {
    private func tree(_ text: String) throws -> String {
        try SyntaxTree.parse(SourceFile(name: "Dockerfile", text: text)).description
    }

    @Test(arguments: [
        ("FROM debian:stable", #"(from "debian:stable")"#),
        ("from --platform=$BUILDPLATFORM go AS b", #"(from ["--platform=$BUILDPLATFORM"] "go" "AS" "b")"#),
        ("RUN echo  hi   there ", #"(run "echo  hi   there")"#),
        (#"RUN ["echo", "a b"]"#, #"(run "echo" "a b")"#),
        (#"RUN [echo, a]"#, #"(run "[echo, a]")"#),
        (#"RUN ['echo', 'a']"#, #"(run "['echo', 'a']")"#),
        ("RUN", "(run)"),
        ("CMD []", "(cmd)"),
        (#"CMD ["\u0041\t","\ud83d\ude00"]"#, #"(cmd "A\t" "😀")"#),
        ("COPY a  b\tc /d/", #"(copy "a" "b" "c" "/d/")"#),
        (#"COPY ["a b", "/c"]"#, #"(copy "a b" "/c")"#),
        (#"COPY "a b" /c"#, #"(copy "\"a" "b\"" "/c")"#),
        (#"COPY --from=x --chown="a b" y z"#, #"(copy ["--from=x" "--chown=a b"] "y" "z")"#),
        ("RUN -- --x", #"(run "--x")"#),
        ("ENV a=1 b=\"2 3\" c=4\\ 5", #"(env "a" "1" "=" "b" "\"2 3\"" "=" "c" "4\\ 5" "=")"#),
        ("ENV a  b c", #"(env "a" "b c" "")"#),
        ("LABEL x.y = z", #"(label "x.y" "= z" "")"#),
        ("ARG a b=c", #"(arg "a" "b=c")"#),
        ("EXPOSE 80 443/tcp", #"(expose "80" "443/tcp")"#),
        ("VOLUME /a /b", #"(volume "/a" "/b")"#),
        (#"VOLUME ["/a b"]"#, #"(volume "/a b")"#),
        ("WORKDIR /a b", #"(workdir "/a b")"#),
        ("HEALTHCHECK --interval=5s CMD curl  x", #"(healthcheck ["--interval=5s"] "CMD" "curl  x")"#),
        (#"HEALTHCHECK CMD ["a"]"#, #"(healthcheck "CMD" "a")"#),
        ("ONBUILD RUN --mount=type=tmpfs,target=/x a", #"(onbuild (run ["--mount=type=tmpfs,target=/x"] "a"))"#),
        ("ONBUILD ENV a=b", #"(onbuild (env "a" "b" "="))"#),
        ("FOO bar", #"(foo "")"#),
        ("RUN <<EOF cat\nx\nEOF", #"(run "<<EOF cat")"#),
        ("RUN é \u{1}\u{7F}\u{AD}", #"(run "é \x01\x7f\u00ad")"#),
    ])
    func oneInstruction(text: String, expected: String) throws {
        #expect(try tree(text) == expected)
    }

    @Test func continuationsJoinLinesAndDropCommentsAndEmptyLines() throws {
        let text = """
            FROM a
            # before
            RUN one && \\
              # inside
            \t two \\  \

              three
            RUN four \\\\
            USER me
            """
        #expect(
            try tree(text) == """
                (from "a")
                (run "one && \\t two   three")
                (run "four \\\\\\\\")
                (user "me")
                """)
    }

    @Test func aContinuationMayEndTheFile() throws {
        #expect(try tree("FROM a\nRUN b \\") == "(from \"a\")\n(run \"b\")")
    }

    @Test func aBacktickCanContinueLines() throws {
        #expect(try tree("# escape=`\nFROM a\nRUN c:\\ `\n d") == "(from \"a\")\n(run \"c:\\\\  d\")")
    }

    @Test func byteOrderMarkAndCarriageReturnsDoNotMatter() throws {
        #expect(try tree("\u{FEFF}FROM a\r\nRUN b \\\r\n c\r\n") == "(from \"a\")\n(run \"b  c\")")
    }

    @Test func manyFlagsAndQuotesAreCutAsInAShell() throws {
        #expect(try tree(#"RUN --a='x y' --b=\"z c"#) == #"(run ["--a=x y" "--b=\"z"] "c")"#)
    }
}
