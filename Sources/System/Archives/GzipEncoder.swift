import CISAL
import Dispatch
import Synchronization
import SystemPackage

/// Writes one gzip member whose blocks are deflated by ISA-L on several threads and joined in order.
///
/// Each block stands for itself, so that any inflater reads the result and its bytes are the same however many threads
/// there were.
final class GzipEncoder: StreamEncoder {
    private static let blockSize = 1 << 20
    private static let blocksUnderWay = 6

    private let level: Int32
    private let sink: ByteSink
    private var pending: [UInt8] = []
    private var jobs: [DeflateJob] = []
    private var checksum: UInt32 = 0
    private var size: UInt32 = 0
    private var hasHeader = false

    init(level: Int?, sink: @escaping ByteSink) {
        self.level = Self.libraryLevel(level)
        self.sink = sink
        pending.reserveCapacity(Self.blockSize)
    }

    /// ISA-L has levels 0 to 3, all fast; gzip's nine are spread over them.
    private static func libraryLevel(_ level: Int?) -> Int32 {
        switch level ?? 5 {
        case ...1: 0
        case 2...5: 1
        case 6...7: 2
        default: 3
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        checksum = strata_crc32(checksum, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        size &+= UInt32(truncatingIfNeeded: bytes.count)
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.blockSize - pending.count)
            pending.append(contentsOf: UnsafeRawBufferPointer(rebasing: part))
            rest = rest.dropFirst(part.count)
            if pending.count == Self.blockSize { try startJob() }
        }
    }

    func finish() throws {
        if !pending.isEmpty { try startJob() }
        while !jobs.isEmpty { try emitFirstJob() }
        try emitHeader()
        let lastEmptyBlock: [UInt8] = [0x03, 0x00]
        let trailer = lastEmptyBlock + Self.littleEndian(checksum) + Self.littleEndian(size)
        try trailer.withUnsafeBytes(sink)
    }

    private func startJob() throws {
        if jobs.count == Self.blocksUnderWay { try emitFirstJob() }
        let job = DeflateJob(level: level, input: pending)
        jobs.append(job)
        pending = []
        pending.reserveCapacity(Self.blockSize)
        DispatchQueue.global(qos: .userInitiated).async { job.run() }
    }

    private func emitFirstJob() throws {
        try emitHeader()
        try jobs.removeFirst().output().withUnsafeBytes(sink)
    }

    /// Deflate, no name, no time, system unknown: the header that Go writes.
    private func emitHeader() throws {
        if hasHeader { return }
        hasHeader = true
        try [UInt8]([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]).withUnsafeBytes(sink)
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
    }
}

/// One block on its way through a thread of the pool.
private final class DeflateJob: Sendable {
    private let level: Int32
    private let input: [UInt8]
    private let result = Mutex<[UInt8]>([])
    private let done = DispatchSemaphore(value: 0)

    init(level: Int32, input: [UInt8]) {
        self.level = level
        self.input = input
    }

    func run() {
        let output = deflate()
        result.withLock { $0 = output }
        done.signal()
    }

    /// Blocks until the block is deflated.
    func output() -> [UInt8] {
        done.wait()
        return result.withLock { $0 }
    }

    private func deflate() -> [UInt8] {
        // Blocks that do not shrink are stored in pieces of 64 KiB with 5 bytes each, so this always suffices.
        let capacity = input.count + input.count / 1024 + 4096
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: strata_deflate_memory(level))
        defer { memory.deallocate() }
        return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            count = strata_deflate_block(level, memory, input, input.count, output.baseAddress, capacity)
            precondition(count > 0, "a deflated block must fit its bound")
        }
    }
}
