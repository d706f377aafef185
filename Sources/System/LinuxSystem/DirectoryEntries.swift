import CLinux
package import SystemPackage

/// One name in a folder.
package struct DirectoryEntry: Hashable, Sendable {
    /// The name.
    package var name: FileName
    /// What it is, where the filesystem says so in its folders; ask `status` otherwise.
    package var kind: FileKind?
    /// The inode; of what a mount point covers, not of what is mounted.
    package var inode: UInt64
}

extension FileDescriptor {
    /// The entries of this open folder from its start, in the filesystem's order, without `.` and `..`.
    ///
    /// The folder must be open for reading (no `path` descriptor) and by this caller alone, as it has one position.
    package func directoryEntries() throws(SystemError) -> [DirectoryEntry] {
        var entries: [DirectoryEntry] = []
        try perform("lseek") { linux_lseek(rawValue, 0, SEEK_SET) }
        let capacity = 1 << 16
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 8)
        defer { buffer.deallocate() }
        while true {
            let filled = try perform("getdents64") { linux_getdents64(rawValue, buffer.baseAddress, capacity) }
            if filled == 0 { return entries }
            appendEntries(in: UnsafeRawBufferPointer(rebasing: buffer[..<filled]), to: &entries)
        }
    }

    /// The entries of a folder by its name in this one; see `directoryEntries()`.
    package func directoryEntries(at path: some PathArgument) throws(SystemError) -> [DirectoryEntry] {
        try openAt(path, [.directory, .noFollow]).closingAfter { (folder) throws(SystemError) in
            try folder.directoryEntries()
        }
    }
}

/// The kernel's records: inode (8 bytes), offset (8), length of the record (2), type (1), name ending in NUL.
private func appendEntries(in buffer: UnsafeRawBufferPointer, to entries: inout [DirectoryEntry]) {
    var start = 0
    while start + 19 < buffer.count {
        let length = Int(buffer.loadUnaligned(fromByteOffset: start + 16, as: UInt16.self))
        if length == 0 { return }
        let name = UnsafeRawBufferPointer(rebasing: buffer[(start + 19)..<(start + length)]).prefix { $0 != 0 }
        let isDots = (name.count == 1 || (name.count == 2 && name.last == 0x2E)) && name.first == 0x2E
        if !isDots {
            entries.append(
                DirectoryEntry(
                    name: FileName(Array(name)), kind: FileKind(directoryType: buffer[start + 18]),
                    inode: buffer.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
        }
        start += length
    }
}
