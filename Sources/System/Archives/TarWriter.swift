import CArchive

/// Writes a tar archive: ustar headers, with PAX records where they do not suffice (long or odd names, large numbers,
/// fractions of seconds, xattrs).
///
/// The same calls give the same bytes. Used by one thread at a time.
package final class TarWriter {
    private let archive: OpaquePointer
    private let entry: OpaquePointer
    private let output: Output
    private var current = ""

    /// Prepares to write; `sink` gets pieces of about 256 KiB, during the calls below.
    package init(sink: @escaping ByteSink) throws {
        guard let archive = archive_write_new() else { throw ArchiveError.noMemory(format: "tar") }
        guard let entry = archive_entry_new2(archive) else {
            archive_write_free(archive)
            throw ArchiveError.noMemory(format: "tar")
        }
        self.archive = archive
        self.entry = entry
        output = Output(sink: sink)
        try open()
    }

    deinit {
        archive_entry_free(entry)
        // A writer that was not finished must not write its end to the sink now.
        archive_write_fail(archive)
        archive_write_free(archive)
    }

    private func open() throws {
        try check(archive_write_set_format_pax_restricted(archive))
        try check(archive_write_set_options(archive, "pax:xattrheader=SCHILY"))
        archive_write_set_bytes_per_block(archive, 0)
        let write: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, UnsafeRawPointer?, Int) -> la_ssize_t = {
            _, context, bytes, count in
            guard let context else { return -1 }
            let output = Unmanaged<Output>.fromOpaque(context).takeUnretainedValue()
            return output.append(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : -1
        }
        try check(archive_write_open(archive, Unmanaged.passUnretained(output).toOpaque(), nil, write, nil))
    }

    /// Begins a member; a file's `size` bytes must follow through `write`.
    package func append(_ member: TarEntry) throws {
        current = String(decoding: member.path, as: UTF8.self)
        archive_entry_clear(entry)
        archive_entry_set_pathname(entry, member.path.map { CChar(bitPattern: $0) } + [0])
        setKind(member.kind)
        archive_entry_set_perm(entry, mode_t(member.mode))
        archive_entry_set_uid(entry, la_int64_t(member.uid))
        archive_entry_set_gid(entry, la_int64_t(member.gid))
        archive_entry_set_size(entry, member.kind == .file ? member.size : 0)
        archive_entry_set_mtime(entry, time_t(member.modified), Int(member.modifiedNanoseconds))
        for xattr in member.xattrs {
            archive_entry_xattr_add_entry(entry, xattr.name, xattr.value, xattr.value.count)
        }
        // libarchive would else write holes as sparse members, which layers may not hold.
        archive_entry_sparse_clear(entry)
        let status = strata_archive_write_header(archive, entry)
        // The warning is that names are no text; they went in as they are.
        if status == strata_archive_warn, !member.hasPlainNames, output.failure == nil { return }
        try check(status)
    }

    /// Writes the next bytes of the current member.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        if bytes.isEmpty { return }
        let count = archive_write_data(archive, bytes.baseAddress, bytes.count)
        try check(count)
        if count != bytes.count { throw ArchiveError.unwritable(path: current, reason: "more bytes than its size") }
    }

    /// Writes the archive's end and hands the rest to the sink.
    package func finish() throws {
        try check(archive_write_close(archive))
        try output.flush()
    }

    private func setKind(_ kind: TarEntry.Kind) {
        switch kind {
        case .file: archive_entry_set_filetype(entry, strata_type_file)
        case .directory: archive_entry_set_filetype(entry, strata_type_directory)
        case .fifo: archive_entry_set_filetype(entry, strata_type_fifo)
        case .symlink(let target):
            archive_entry_set_filetype(entry, strata_type_symlink)
            archive_entry_set_symlink(entry, target.map { CChar(bitPattern: $0) } + [0])
        case .hardLink(let target):
            archive_entry_set_filetype(entry, strata_type_file)
            archive_entry_set_hardlink(entry, target.map { CChar(bitPattern: $0) } + [0])
        case .characterDevice(let major, let minor): setDevice(strata_type_character, major, minor)
        case .blockDevice(let major, let minor): setDevice(strata_type_block, major, minor)
        }
    }

    private func setDevice(_ type: UInt32, _ major: UInt32, _ minor: UInt32) {
        archive_entry_set_filetype(entry, type)
        archive_entry_set_rdevmajor(entry, dev_t(major))
        archive_entry_set_rdevminor(entry, dev_t(minor))
    }

    /// Throws what the sink threw, or else what libarchive says; warnings too, for then a member was changed.
    private func check(_ status: some BinaryInteger) throws {
        if let failure = output.failure { throw failure }
        if status >= 0 { return }
        let message = archive_error_string(archive).map { String(cString: $0) } ?? "error \(status)"
        throw ArchiveError.unwritable(path: current, reason: message)
    }
}

extension TarEntry {
    /// Whether path and target are ASCII.
    fileprivate var hasPlainNames: Bool {
        let target: [UInt8] =
            switch kind {
            case .symlink(let target), .hardLink(let target): target
            default: []
            }
        return path.allSatisfy { $0 < 0x80 } && target.allSatisfy { $0 < 0x80 }
    }
}

/// Gathers what libarchive writes in small pieces, and keeps the sink's error: callbacks cannot throw.
private final class Output {
    private static let size = 256 << 10
    private let sink: ByteSink
    private var buffer: [UInt8] = []
    private(set) var failure: (any Error)?

    init(sink: @escaping ByteSink) {
        self.sink = sink
        buffer.reserveCapacity(Self.size)
    }

    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        do {
            if buffer.count + bytes.count > Self.size { try flush() }
            if bytes.count >= Self.size { try sink(bytes) } else { buffer.append(contentsOf: bytes) }
            return true
        } catch {
            failure = error
            return false
        }
    }

    func flush() throws {
        if buffer.isEmpty { return }
        try buffer.withUnsafeBytes(sink)
        buffer.removeAll(keepingCapacity: true)
    }
}
