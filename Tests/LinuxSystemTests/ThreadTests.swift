import LinuxSystem
import Synchronization
import SystemPackage
import Testing

@Suite struct ThreadTests {
    @Test func aThreadsResultComesBack() async throws {
        #expect(try await DedicatedThread.run { 6 * 7 } == 42)
    }

    @Test func pipesAreReadToTheirEnds() async throws {
        let pipes = [try makePipe(), try makePipe()]
        let seen = Mutex<[Int: [UInt8]]>([:])
        let drain = try PipeDrain(pipes.map(\.reading)) { index, bytes in
            seen.withLock { $0[index, default: []] += bytes }
        }
        async let reading: Void = drain.run()
        try await DedicatedThread.run {
            for (index, pipe) in pipes.enumerated() {
                // A pipe that can't be written shows in what was seen.
                for _ in 0..<100 { try? pipe.writing.writeAllBytes([UInt8](repeating: UInt8(index), count: 4000)) }
                pipe.writing.closeQuietly()
            }
        }
        try await reading
        let counts = seen.withLock { seen in [0, 1].map { seen[$0]?.count } }
        #expect(counts == [400_000, 400_000])
    }

    @Test func afterTheLastWriterAnOpenEndIsNotWaitedFor() async throws {
        let pipe = try makePipe()
        defer { pipe.writing.closeQuietly() }
        try pipe.writing.writeAllBytes(Array("rest".utf8))
        let seen = Mutex<[UInt8]>([])
        let drain = try PipeDrain([pipe.reading]) { _, bytes in seen.withLock { $0 += bytes } }
        drain.finish()
        try await drain.run()
        #expect(seen.withLock { $0 } == Array("rest".utf8))
    }
}
