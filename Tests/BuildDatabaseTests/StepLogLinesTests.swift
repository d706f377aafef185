import BuildDatabase
import BuildEvents
import OCIFormat
import SystemPackage
import Testing

@Suite struct StepLogLinesTests {
    private static let step = StepID(Digest.sha256(of: Array("a step".utf8)))
    private let store: TemporaryStore
    private var spool: LogSpool

    init() throws {
        store = try TemporaryStore()
        spool = LogSpool(folder: FilePath(store.root.string))
    }

    private mutating func write(_ text: String, at time: Int64 = 0) throws {
        let payload = BuildEvent.Payload.log(Self.step, .standardOutput, Array(text.utf8))
        try spool.append(BuildEvent(sequence: 1, time: time, payload: payload))
    }

    private mutating func read(from first: Int64, _ count: Int) throws -> [String] {
        var lines = try #require(try spool.lines(of: Self.step))
        try lines.refresh()
        return try lines.lines(from: first, count: count).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test mutating func aStepThatWroteNothingHasNoLog() throws {
        #expect(try spool.lines(of: Self.step) == nil)
    }

    @Test mutating func linesAreReadWhereverTheyAre() throws {
        for index in 0..<100_000 { try write("line \(index) of a long log that takes many frames\n") }
        #expect(try read(from: 0, 1) == ["line 0 of a long log that takes many frames"])
        #expect(try read(from: 54_321, 2).first == "line 54321 of a long log that takes many frames")
        #expect(try read(from: 99_999, 10) == ["line 99999 of a long log that takes many frames"])
        #expect(try read(from: 100_000, 10) == [])
        var last: [String] = []
        for first in stride(from: Int64(0), to: 100_000, by: 9_973) { last += try read(from: first, 1) }
        #expect(last.count == 11)
        #expect(last.last == "line 99730 of a long log that takes many frames")
    }

    @Test mutating func aLineMaySpanPiecesAndFrames() throws {
        try write("begun ")
        try write("later", at: 2_000_000_000)
        try write(" and ended\nopen", at: 4_000_000_000)
        var lines = try #require(try spool.lines(of: Self.step))
        try lines.refresh()
        #expect(lines.count == 2)
        #expect(try read(from: 0, 5) == ["begun later and ended", "open"])
        #expect(try read(from: 1, 5) == ["open"])
    }

    @Test mutating func whatIsWrittenLaterIsFound() throws {
        try write("one\n")
        var lines = try #require(try spool.lines(of: Self.step))
        try lines.refresh()
        #expect(lines.count == 1)
        try write("two\n")
        _ = try spool.lines(of: Self.step)
        try lines.refresh()
        #expect(lines.count == 2)
    }

    @Test mutating func theEndOfAStepIsReadWhereItsLogIsOpenAlready() throws {
        try write("one\n")
        var lines = try #require(try spool.lines(of: Self.step))
        try write("two\n")
        try spool.append(BuildEvent(sequence: 2, time: 0, payload: .stepFinished(Self.step, .cancelled)))
        try lines.refresh()
        #expect(lines.count == 2)
        try write("late\n")
        try spool.flush(Self.step)
        try lines.refresh()
        #expect(lines.count == 3)
    }

    @Test(
        arguments: [
            (0, false, 10), (10, false, 10), (11, false, 70_000), (70_001, false, nil), (99_999, true, 70_000),
            (69_999, true, 10), (9, true, nil),
        ] as [(Int64, Bool, Int64?)])
    mutating func textIsFoundInBothDirections(start: Int64, isBackward: Bool, expected: Int64?) throws {
        for index in 0..<100_000 {
            try write(index == 10 || index == 70_000 ? "here it is\n" : "nothing at \(index)\n")
        }
        var lines = try #require(try spool.lines(of: Self.step))
        try lines.refresh()
        let found = try lines.search(from: start, isBackward: isBackward) { $0.starts(with: Array("here".utf8)) }
        #expect(found == expected)
    }

    @Test mutating func theWholeIsCopiedUnchanged() throws {
        let pieces = ["a\r\n", "\u{1B}[31mred\u{1B}[0m", "\n\n", "end"]
        for (index, piece) in pieces.enumerated() { try write(piece, at: Int64(index) * 2_000_000_000) }
        var lines = try #require(try spool.lines(of: Self.step))
        try lines.refresh()
        var copy: [UInt8] = []
        try lines.copy { copy += $0 }
        #expect(String(decoding: copy, as: UTF8.self) == pieces.joined())
    }
}
