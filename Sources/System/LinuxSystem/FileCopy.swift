import CLinux
package import SystemPackage

extension FileDescriptor {
    /// Copies a regular file's contents into this empty one: shared extents where the filesystem has them, else in the
    /// kernel; holes stay holes.
    ///
    /// `size` is the source's size, beyond which nothing is read. `check` is called before each piece of at most 64 MiB,
    /// and ends the copy by throwing.
    package func copyContents(
        of source: FileDescriptor, size: Int64, check: () throws -> Void = {}
    ) throws {
        if size == 0 { return }
        if linux_ficlone(rawValue, source.rawValue) == 0 { return try setSize(size) }
        var position: Int64 = 0
        while position < size {
            guard let data = try source.nextData(from: position) else { break }
            let end = min(size, try source.nextHole(from: data) ?? size)
            if data < end { try copyRange(of: source, from: data, to: end, check) }
            position = end
        }
        try setSize(size)
    }

    /// The first offset with data; nil past the last.
    ///
    /// Filesystems without holes have data everywhere.
    private func nextData(from offset: Int64) throws(SystemError) -> Int64? {
        let result = linux_lseek(rawValue, offset, linux_seek_data)
        if result >= 0 { return Int64(result) }
        return result == -Int(ENXIO) ? nil : offset
    }

    private func nextHole(from offset: Int64) throws(SystemError) -> Int64? {
        let result = linux_lseek(rawValue, offset, linux_seek_hole)
        return result >= 0 ? Int64(result) : nil
    }

    private func copyRange(
        of source: FileDescriptor, from start: Int64, to end: Int64, _ check: () throws -> Void
    ) throws {
        var from = start
        var to = start
        while from < end {
            try check()
            let count = linux_copy_file_range(source.rawValue, &from, rawValue, &to, pieceSize(from, end))
            if count == 0 { return }
            if count > 0 || count == -Int(EINTR) { continue }
            guard [EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EPERM, EBADF].contains(Int32(-count)) else {
                throw SystemError(call: "copy_file_range", errno: Int32(-count), path: nil)
            }
            return try sendRange(of: source, from: from, to: end, check)
        }
    }

    /// The way for kernels and filesystems that cannot copy ranges.
    private func sendRange(
        of source: FileDescriptor, from start: Int64, to end: Int64, _ check: () throws -> Void
    ) throws {
        try perform("lseek") { linux_lseek(rawValue, start, SEEK_SET) }
        var from = start
        while from < end {
            try check()
            let count = try perform("sendfile") {
                linux_sendfile(rawValue, source.rawValue, &from, pieceSize(from, end))
            }
            if count == 0 { return }
        }
    }

    /// How much one call copies, so that the caller hears often enough whether to go on.
    private func pieceSize(_ from: Int64, _ end: Int64) -> Int { Int(min(end - from, 64 << 20)) }
}
