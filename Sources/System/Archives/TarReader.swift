import CArchive

/// Reads a plain tar archive (ustar, GNU, PAX, sparse members) member by member as its bytes arrive; used by one thread
/// at a time.
///
/// Decompress first: `Compression.decompress`.
package final class TarReader {
    private let source: any ByteSource
    private let input: LibarchiveInput
    private var isOpen = false

    /// Prepares to read; nothing is read before the first `next`.
    package init(_ source: any ByteSource) throws {
        self.source = source
        input = try LibarchiveInput(source, format: "tar")
        archive_read_support_format_tar(input.archive)
        archive_read_support_format_empty(input.archive)
    }

    /// The next member, or nil at the archive's end.
    ///
    /// What was not read of the last one's contents is passed over.
    package func next() throws -> TarEntry? {
        if !isOpen { try input.open() }
        isOpen = true
        var entry: OpaquePointer?
        let status = strata_archive_next_header(input.archive, &entry)
        if status == strata_archive_eof { return nil }
        try input.check(status)
        guard let entry else { return nil }
        return try TarEntry(libarchive: entry)
    }

    /// Hands the current member's contents on in order, each piece with its offset; the gaps between them, and from the
    /// last one to the member's size, are holes of a sparse file.
    package func readContents(_ body: (_ offset: Int64, _ bytes: UnsafeRawBufferPointer) throws -> Void) throws {
        while true {
            var start: UnsafeRawPointer?
            var count = 0
            var offset: la_int64_t = 0
            let status = archive_read_data_block(input.archive, &start, &count, &offset)
            if status == strata_archive_eof { return }
            try input.check(status)
            if count > 0 { try body(offset, UnsafeRawBufferPointer(start: start, count: count)) }
        }
    }

    /// Reads what follows the archive's end, so that digests of the whole stream are whole.
    package func drain() throws { try source.drain() }
}

extension TarEntry {
    fileprivate init(libarchive entry: OpaquePointer) throws {
        let path = Self.bytes(archive_entry_pathname(entry))
        let kind = try Self.kind(entry, path)
        self.init(
            path: path, kind: kind, mode: UInt16(truncatingIfNeeded: archive_entry_perm(entry)),
            uid: UInt32(truncatingIfNeeded: archive_entry_uid(entry)),
            gid: UInt32(truncatingIfNeeded: archive_entry_gid(entry)),
            size: kind == .file ? archive_entry_size(entry) : 0, modified: Int64(archive_entry_mtime(entry)),
            modifiedNanoseconds: Int32(truncatingIfNeeded: archive_entry_mtime_nsec(entry)),
            xattrs: Self.xattrs(entry))
    }

    private static func kind(_ entry: OpaquePointer, _ path: [UInt8]) throws -> Kind {
        if let target = archive_entry_hardlink(entry) { return .hardLink(bytes(target)) }
        switch archive_entry_filetype(entry) {
        case strata_type_file: return .file
        case strata_type_directory: return .directory
        case strata_type_fifo: return .fifo
        case strata_type_symlink: return .symlink(bytes(archive_entry_symlink(entry)))
        case strata_type_character: return .characterDevice(major: major(entry), minor: minor(entry))
        case strata_type_block: return .blockDevice(major: major(entry), minor: minor(entry))
        case let type:
            let name = String(decoding: path, as: UTF8.self)
            throw ArchiveError.damaged(format: "tar", reason: "unknown type \(type) of \(name)")
        }
    }

    private static func major(_ entry: OpaquePointer) -> UInt32 {
        UInt32(truncatingIfNeeded: archive_entry_rdevmajor(entry))
    }

    private static func minor(_ entry: OpaquePointer) -> UInt32 {
        UInt32(truncatingIfNeeded: archive_entry_rdevminor(entry))
    }

    private static func bytes(_ string: UnsafePointer<CChar>?) -> [UInt8] {
        guard let string else { return [] }
        var end = string
        while end.pointee != 0 { end += 1 }
        return [UInt8](UnsafeRawBufferPointer(start: string, count: end - string))
    }

    private static func xattrs(_ entry: OpaquePointer) -> [Xattr] {
        guard archive_entry_xattr_reset(entry) > 0 else { return [] }
        var result: [Xattr] = []
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while archive_entry_xattr_next(entry, &name, &value, &size) == strata_archive_ok, let name {
            let bytes = [UInt8](UnsafeRawBufferPointer(start: value, count: size))
            result.append(Xattr(name: String(cString: name), value: bytes))
        }
        return result
    }
}
