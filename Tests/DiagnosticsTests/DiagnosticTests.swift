import Diagnostics
import Testing

@Suite struct DiagnosticTests {
    private static let file = SourceFile(
        name: "Dockerfile", text: "FROM alpine\nWORKDIR /src\nCOPPY . .\nRUN make \\\n  && make install\nCMD [\"a\"]\n")

    private func diagnostic(bytes: Range<Int>) -> Diagnostic {
        Diagnostic(
            code: "dockerfile.unknown-instruction", message: "unknown instruction: COPPY",
            at: .init(file: Self.file, range: Self.file.range(bytes)), remedy: "write COPY")
    }

    @Test func oneLineIsShownWithTwoLinesAround() {
        #expect(
            diagnostic(bytes: 25..<30).rendered() == """
                Dockerfile:3:1: unknown instruction: COPPY
                --------------------
                   1 |     FROM alpine
                   2 |     WORKDIR /src
                   3 | >>> COPPY . .
                   4 |     RUN make \\
                   5 |       && make install
                --------------------
                remedy: write COPY
                """)
    }

    @Test func severalLinesAreShownWithOneAround() {
        #expect(
            diagnostic(bytes: 35..<60).rendered() == """
                Dockerfile:4:1: unknown instruction: COPPY
                --------------------
                   3 |     COPPY . .
                   4 | >>> RUN make \\
                   5 | >>>   && make install
                   6 |     CMD ["a"]
                --------------------
                remedy: write COPY
                """)
    }

    @Test func notesAndLinkStandBetweenFrameAndRemedy() {
        var warning = Diagnostic(.warning, code: "x", message: "odd", at: .init(file: Self.file), remedy: "do less")
        warning.notes = ["seen twice"]
        warning.url = "https://example.com/odd"
        #expect(
            warning.rendered() == """
                Dockerfile: warning: odd
                note: seen twice
                see: https://example.com/odd
                remedy: do less
                """)
    }

    @Test func withoutAFileThereIsOnlyTheMessage() {
        #expect(Diagnostic(code: "x", message: "no crun").rendered() == "no crun")
    }

    @Test func controlCharactersInASourceCannotSteerTheTerminal() {
        let file = SourceFile(name: "f", text: "RUN \u{1B}[2J\tx\u{7F}")
        #expect(
            SourceSnippet.render(file: file, lines: [1...1]) == """
                --------------------
                   1 | >>> RUN \u{241B}[2J\tx\u{2421}
                --------------------
                """)
    }

    @Test func aFrameMarksEachOfSeveralPlaces() {
        #expect(
            SourceSnippet.render(file: Self.file, lines: [1...1, 3...3]) == """
                --------------------
                   1 | >>> FROM alpine
                   2 |     WORKDIR /src
                   3 | >>> COPPY . .
                   4 |     RUN make \\
                --------------------
                """)
    }

    @Test func linesOutsideTheFileHaveNoFrame() {
        #expect(SourceSnippet.render(file: Self.file, lines: [9...9]).isEmpty)
        #expect(SourceSnippet.render(file: Self.file, lines: []).isEmpty)
    }
}
