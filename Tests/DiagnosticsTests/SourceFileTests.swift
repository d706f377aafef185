import Diagnostics
import Testing

@Suite struct SourceFileTests {
    @Test func linesAreCountedFromOneAndKeepNoLineEnding() {
        let file = SourceFile(name: "Dockerfile", text: "FROM a\r\nRUN b\n")
        #expect(file.lineCount == 3)
        #expect([0, 1, 2, 3, 4].map { file.line($0) } == [nil, "FROM a", "RUN b", "", nil])
    }

    @Test(arguments: [
        (0, 1, 1), (5, 1, 6), (6, 1, 7), (7, 2, 1), (9, 2, 3), (11, 2, 4), (100, 3, 1), (-1, 1, 1),
    ])
    func columnsCountCharactersAndNotBytes(offset: Int, line: Int, column: Int) {
        let file = SourceFile(name: "Dockerfile", text: "FROM a\nRU€ \n")
        let position = file.position(at: offset)
        #expect(position.line == line)
        #expect(position.column == column)
    }

    @Test func aByteOrderMarkHasNoColumn() {
        let file = SourceFile(name: "Dockerfile", text: "\u{FEFF}FROM a")
        #expect(file.position(at: 3) == SourcePosition(line: 1, column: 1, offset: 3))
        #expect(file.position(at: 8).column == 6)
    }

    @Test func aRangeThatEndsAtALinesStartDoesNotTouchThatLine() {
        let file = SourceFile(name: "Dockerfile", text: "a\nb\nc\n")
        #expect(file.range(0..<4).lines == 1...2)
        #expect(file.range(0..<5).lines == 1...3)
        #expect(file.range(2..<2).lines == 2...2)
    }

    @Test func bytesThatAreNoTextAreStillShown() {
        #expect(SourceFile(name: "x", bytes: [0x61, 0xFF, 0x62]).line(1) == "a\u{FFFD}b")
    }
}
