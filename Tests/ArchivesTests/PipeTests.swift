import Dispatch
import Testing

@testable import Archives

@Suite("Pipes and reading ahead")
struct PipeTests {
    @Test("a task writes faster than a thread reads, through a pipe much smaller than the data")
    func boundedPipe() async throws {
        let pipe = BytePipe(capacity: 1000)
        async let written: Void = {
            for number in 0..<500 { try await pipe.write([UInt8](repeating: UInt8(number % 251), count: 700)) }
            pipe.finish()
        }()
        let result = try await onThread { try bytes(of: ReadAhead(of: pipe, capacity: 1000)) }
        try await written
        #expect(result == (0..<500).flatMap { [UInt8](repeating: UInt8($0 % 251), count: 700) })
    }

    @Test("an error of the writer comes after the bytes that were there")
    func failure() async throws {
        struct Lost: Error {}
        let pipe = BytePipe()
        try await pipe.write([1, 2, 3])
        pipe.finish(throwing: Lost())
        var buffer = [UInt8](repeating: 0, count: 8)
        #expect(try buffer.withUnsafeMutableBytes { try pipe.read(into: $0) } == 3)
        #expect(throws: Lost.self) { try buffer.withUnsafeMutableBytes { try pipe.read(into: $0) } }
    }

    @Test("a reader that stops ends a writer that waits")
    func readerStops() async throws {
        let pipe = BytePipe(capacity: 1)
        let writing = Task { while true { try await pipe.write([1, 2, 3]) } }
        _ = try await onThread {
            var byte: [UInt8] = [0]
            return try byte.withUnsafeMutableBytes { try pipe.read(into: $0) }
        }
        pipe.stopReading()
        await #expect(throws: ArchiveError.readerStopped) { try await writing.value }
    }

    @Test("a cancelled task stops waiting to write")
    func cancelled() async throws {
        let pipe = BytePipe(capacity: 1)
        let writing = Task { while true { try await pipe.write([1, 2, 3]) } }
        writing.cancel()
        await #expect(throws: CancellationError.self) { try await writing.value }
    }

    @Test("a tap sees every byte that is read")
    func tap() throws {
        var seen: [UInt8] = []
        let source = TappedSource(MemorySource([1, 2], then: MemorySource([3]))) { seen.append(contentsOf: $0) }
        #expect(try bytes(of: source) == [1, 2, 3])
        #expect(seen == [1, 2, 3])
    }
}

/// Runs what blocks on a thread of its own, away from the threads that tasks share.
private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "test").async { continuation.resume(with: Result { try body() }) }
    }
}
