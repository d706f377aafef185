import CZstd

/// Writes one zstd frame with a checksum, using the library's worker threads where it has them.
final class ZstdEncoder: StreamEncoder {
    private let context: OpaquePointer
    private let sink: ByteSink
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 64)

    init(level: Int?, workers: Int, sink: @escaping ByteSink) throws {
        guard let context = ZSTD_createCCtx() else { throw ArchiveError.noMemory(format: "zstd") }
        self.context = context
        self.sink = sink
        let clamped = min(max(Int32(clamping: level ?? 3), 1), ZSTD_maxCLevel())
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, clamped)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        // Refused by a library built without threads, which then compresses in the calling one.
        if workers > 0 { ZSTD_CCtx_setParameter(context, ZSTD_c_nbWorkers, Int32(clamping: workers)) }
    }

    deinit {
        ZSTD_freeCCtx(context)
        output.deallocate()
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while source.pos < source.size { _ = try step(&source, ZSTD_e_continue) }
    }

    func finish() throws {
        var nothing = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
        while try step(&nothing, ZSTD_e_end) > 0 {}
    }

    /// Compresses some and hands it on; returns how much still waits inside the library.
    private func step(_ source: inout ZSTD_inBuffer, _ directive: ZSTD_EndDirective) throws -> Int {
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let left = ZSTD_compressStream2(context, &target, &source, directive)
        if ZSTD_isError(left) != 0 {
            throw ArchiveError.damaged(format: "zstd", reason: String(cString: ZSTD_getErrorName(left)))
        }
        if target.pos > 0 { try sink(UnsafeRawBufferPointer(rebasing: output[..<target.pos])) }
        return left
    }
}
