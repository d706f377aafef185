import CArchive

/// The plain bytes of a bzip2 or xz stream, through libarchive's filters.
final class FilteredSource: ByteSource {
    private let input: LibarchiveInput

    init(_ source: any ByteSource, _ compression: Compression) throws {
        input = try LibarchiveInput(source, format: compression.rawValue)
        archive_read_support_format_raw(input.archive)
        archive_read_support_format_empty(input.archive)
        try input.check(
            compression == .xz
                ? archive_read_support_filter_xz(input.archive) : archive_read_support_filter_bzip2(input.archive))
        try input.open()
        var entry: OpaquePointer?
        let status = archive_read_next_header(input.archive, &entry)
        if status != strata_archive_eof { try input.check(status) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = archive_read_data(input.archive, buffer.baseAddress, buffer.count)
        try input.check(count)
        return max(count, 0)
    }
}
