import CISAL

/// The plain bytes of a gzip stream of one or more members, inflated and verified by ISA-L.
final class GzipSource: ByteSource {
    private var input: InputBuffer
    private let inflater: UnsafeMutableRawPointer
    private var position = Position.beforeMember

    private enum Position {
        case beforeMember, inMember, afterMember, end
    }

    init(_ source: any ByteSource) throws {
        guard let inflater = strata_inflate_create() else { throw ArchiveError.noMemory(format: "gzip") }
        self.inflater = inflater
        input = InputBuffer(source)
    }

    deinit { strata_inflate_free(inflater) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while position != .end {
            guard try input.refill() else { return try endOfInput(into: buffer) }
            if position == .afterMember, try !startNextMember() { continue }
            position = .inMember
            let produced = try inflate(into: buffer)
            if produced > 0 { return produced }
        }
        return 0
    }

    /// Zeros may pad a stream after its last member, as on tape; anything else must be another member.
    private func startNextMember() throws -> Bool {
        let zeros = input.available.prefix { $0 == 0 }.count
        if zeros > 0 {
            input.consume(zeros)
            return false
        }
        strata_inflate_next_member(inflater)
        return true
    }

    /// Bytes may wait inside the inflater when an earlier output buffer was full, so it is asked once more.
    private func endOfInput(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if position == .inMember {
            let produced = try inflate(into: buffer)
            if produced > 0 { return produced }
        }
        if position == .inMember || position == .beforeMember { throw ArchiveError.truncated(format: "gzip") }
        position = .end
        return 0
    }

    private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let bytes = input.available
        let output = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let result = strata_inflate(
            inflater, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, output,
            min(buffer.count, Int(UInt32.max)))
        if result.status < 0 { throw ArchiveError.damaged(format: "gzip", reason: Self.reason(result.status)) }
        input.consume(result.consumed)
        if result.member_finished != 0 { position = .afterMember }
        return result.produced
    }

    private static func reason(_ status: Int32) -> String {
        switch status {
        case ISAL_INVALID_BLOCK: "invalid block"
        case ISAL_INVALID_SYMBOL: "invalid symbol"
        case ISAL_INVALID_LOOKBACK: "invalid distance"
        case ISAL_INVALID_WRAPPER: "invalid header"
        case ISAL_UNSUPPORTED_METHOD: "unknown compression method"
        case ISAL_INCORRECT_CHECKSUM: "wrong checksum"
        default: "error \(status)"
        }
    }
}
