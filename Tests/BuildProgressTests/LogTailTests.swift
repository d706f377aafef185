import BuildEvents
import BuildProgress
import OCIFormat
import Testing

@Suite struct LogTailLinesTests {
    @Test(
        arguments: [
            ([], []), (["\n"], [""]), (["a"], ["a"]), (["a\n"], ["a"]), (["a\n", "\nb"], ["a", "", "b"]),
            (["10%\r20%\r\n", "x\r"], ["10%\r20%\r", "x\r"]), (["a\n\n"], ["a", ""]),
        ] as [([String], [String])])
    func linesAreGivenAsTheyWereWritten(_ chunks: [String], _ expected: [String]) {
        var tail = LogTail()
        for chunk in chunks { tail.append(Array(chunk.utf8)) }
        #expect(tail.lines.map { String(decoding: $0, as: UTF8.self) } == expected)
        #expect(tail.lineCount == expected.count)
        for dropped in 0...(expected.count + 1) {
            #expect(tail.lines(droppingFirst: dropped) == Array(tail.lines.dropFirst(dropped)))
        }
    }

    @Test(arguments: [7, 100, 255, 256, 5000, 70_000])
    func theFirstLineKeptIsKnownByItsNumber(_ chunkSize: Int) {
        var text = (0..<20_000).map { "line \($0)\n" }.joined()
        text += "open"
        let step = StepDescription(id: id, name: "RUN make")
        var build = BuildState([BuildEvent(sequence: 0, time: 0, payload: .stepsAnnounced([step]))])
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let payload = BuildEvent.Payload.log(id, .standardOutput, Array(rest.prefix(chunkSize)))
            build.apply(BuildEvent(sequence: 1, time: 1, payload: payload))
            rest = rest.dropFirst(chunkSize)
        }
        let state = build.steps[0]
        #expect(state.logLines == 20_000)
        #expect(state.logBytes == text.utf8.count)
        let lines = state.tail.lines
        #expect(lines.last == Array("open".utf8)[...])
        #expect(state.firstTailLine > 0)
        #expect(lines.first.map { String(decoding: $0, as: UTF8.self) } == "line \(state.firstTailLine)")
        #expect(state.firstTailLine + Int64(lines.count) == 20_001)
        #expect(state.tail.lineCount == lines.count)
    }

    @Test func aLineLongerThanTheTailLosesItsBeginning() {
        var tail = LogTail()
        tail.append(Array(repeating: UInt8(ascii: "x"), count: 3 * LogTail.capacity))
        #expect(tail.lines.map(\.count) == [LogTail.capacity])
        tail.append(Array("\nnext".utf8))
        #expect(tail.lines == [Array("next".utf8)[...]])
    }

    private let id = StepID(Digest.sha256(of: "make"))
}
