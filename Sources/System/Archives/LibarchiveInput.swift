import CArchive

private typealias ReadCallback =
    @convention(c) (
        OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeRawPointer?>?
    ) -> la_ssize_t

/// What libarchive's callbacks read from: a source, the buffer lent to libarchive, and the error that a read ended with
/// (callbacks cannot throw).
final class LibarchiveInput {
    let archive: OpaquePointer
    private let format: String
    private let source: any ByteSource
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
    private var failure: (any Error)?

    init(_ source: any ByteSource, format: String) throws {
        guard let archive = archive_read_new() else { throw ArchiveError.noMemory(format: format) }
        self.archive = archive
        self.source = source
        self.format = format
    }

    deinit {
        archive_read_free(archive)
        buffer.deallocate()
    }

    /// Opens the archive once its formats and filters are chosen.
    ///
    /// libarchive keeps an unretained pointer to this object.
    func open() throws {
        let read: ReadCallback = { _, context, block in
            guard let context, let block else { return -1 }
            let input = Unmanaged<LibarchiveInput>.fromOpaque(context).takeUnretainedValue()
            block.pointee = UnsafeRawPointer(input.buffer.baseAddress)
            return input.fill()
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        try check(archive_read_open(archive, context, nil, read, nil))
    }

    private func fill() -> Int {
        do {
            return try source.read(into: buffer)
        } catch {
            failure = error
            return -1
        }
    }

    /// Throws what the source threw, or else what libarchive says; warnings pass.
    func check(_ status: some BinaryInteger) throws {
        if let failure { throw failure }
        if status >= strata_archive_warn { return }
        let message = archive_error_string(archive).map { String(cString: $0) } ?? "error \(status)"
        if message.hasPrefix("Truncated") { throw ArchiveError.truncated(format: format) }
        throw ArchiveError.damaged(format: format, reason: message)
    }
}
