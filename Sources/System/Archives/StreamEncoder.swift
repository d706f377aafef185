/// Compresses bytes that come in order; used by one thread at a time.
package protocol StreamEncoder: AnyObject {
    /// Takes more bytes; compressed ones may reach the sink during this call or a later one.
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Hands the rest to the sink; nothing may be written afterwards.
    func finish() throws
}

extension Compression {
    /// Makes an encoder that gives its output to `sink`, on the threads that call it.
    ///
    /// `level` is gzip's 1 to 9 or zstd's 1 to 22, nil the default; what lies outside is clamped. The output does not
    /// depend on the machine's number of processors. zstd compresses on so many `workers` of its own beside the
    /// caller's thread; 0 suits small pieces. Throws `ArchiveError.cannotCompress` for what is only read.
    package func encoder(
        level: Int? = nil, workers: Int = 2, sink: @escaping ByteSink
    ) throws -> any StreamEncoder {
        switch self {
        case .none: PlainEncoder(sink: sink)
        case .gzip: GzipEncoder(level: level, sink: sink)
        case .zstd: try ZstdEncoder(level: level, workers: workers, sink: sink)
        case .bzip2, .xz: throw ArchiveError.cannotCompress(self)
        }
    }
}

/// Hands bytes on as they are.
final class PlainEncoder: StreamEncoder {
    private let sink: ByteSink

    init(sink: @escaping ByteSink) { self.sink = sink }

    func write(_ bytes: UnsafeRawBufferPointer) throws { try sink(bytes) }

    func finish() throws {}
}
