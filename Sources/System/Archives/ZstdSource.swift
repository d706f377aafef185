import CZstd

/// The plain bytes of one or more zstd frames.
final class ZstdSource: ByteSource {
    private var input: InputBuffer
    private let context: OpaquePointer
    private var insideFrame = false

    init(_ source: any ByteSource) throws {
        guard let context = ZSTD_createDCtx() else { throw ArchiveError.noMemory(format: "zstd") }
        self.context = context
        input = InputBuffer(source)
    }

    deinit { ZSTD_freeDCtx(context) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let atEnd = try !input.refill()
            let produced = try decompress(into: buffer)
            if produced > 0 { return produced }
            guard atEnd else { continue }
            if insideFrame { throw ArchiveError.truncated(format: "zstd") }
            return 0
        }
    }

    private func decompress(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let bytes = input.available
        if bytes.isEmpty, !insideFrame { return 0 }
        var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        let hint = ZSTD_decompressStream(context, &target, &source)
        if ZSTD_isError(hint) != 0 {
            throw ArchiveError.damaged(format: "zstd", reason: String(cString: ZSTD_getErrorName(hint)))
        }
        input.consume(source.pos)
        insideFrame = hint != 0
        return target.pos
    }
}
