import CLinux
package import SystemPackage

/// The two ends of a pipe, each closed on exec.
package struct PipeEnds: Sendable {
    /// Where bytes come out.
    package let reading: FileDescriptor
    /// Where they go in.
    package let writing: FileDescriptor
}

/// Makes a pipe; with `capacity`, of that many bytes where the kernel grants it.
package func makePipe(capacity: Int32? = nil) throws(SystemError) -> PipeEnds {
    var ends: [Int32] = [-1, -1]
    try perform("pipe2") { linux_pipe(&ends) }
    if let capacity { _ = linux_set_pipe_size(ends[0], capacity) }
    return PipeEnds(reading: FileDescriptor(rawValue: ends[0]), writing: FileDescriptor(rawValue: ends[1]))
}

/// Makes a file in memory that holds these bytes and is positioned at its start; if sealed it can't be changed.
package func makeMemoryFile(
    _ name: String, _ bytes: [UInt8], sealed: Bool = true
) throws(SystemError) -> FileDescriptor {
    let file = FileDescriptor(rawValue: Int32(try perform("memfd_create") { linux_memfd_create(name) }))
    do {
        try file.writeAllBytes(bytes)
        try perform("lseek") { linux_lseek(file.rawValue, 0, SEEK_SET) }
        if sealed { try perform("fcntl") { linux_add_seals(file.rawValue, linux_seal_all) } }
        return file
    } catch {
        file.closeQuietly()
        throw error
    }
}

/// Makes a counter to wake a poll with.
package func makeEventCounter() throws(SystemError) -> FileDescriptor {
    FileDescriptor(rawValue: Int32(try perform("eventfd") { linux_eventfd() }))
}

/// Room and kind of a filesystem.
package struct FilesystemStatus: Hashable, Sendable {
    /// The magic number of its kind.
    package var type: UInt64
    /// Bytes in all.
    package var totalBytes: UInt64
    /// Bytes that an ordinary user may still write.
    package var availableBytes: UInt64
    /// Inodes left; 0 where the filesystem does not count them.
    package var freeFiles: UInt64
}

extension FileDescriptor {
    /// Room and kind of the filesystem that this file is on.
    package func filesystemStatus() throws(SystemError) -> FilesystemStatus {
        var raw = linux_filesystem()
        try perform("fstatfs") { linux_fstatfs(rawValue, &raw) }
        return FilesystemStatus(
            type: raw.type, totalBytes: raw.blocks * raw.block_size,
            availableBytes: raw.available_blocks * raw.block_size, freeFiles: raw.free_files)
    }
}
