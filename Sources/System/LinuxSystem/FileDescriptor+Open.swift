import CLinux
package import SystemPackage

extension FileDescriptor {
    /// The working directory, for calls relative to it.
    package static var workingDirectory: FileDescriptor { FileDescriptor(rawValue: linux_at_cwd) }

    /// Opens a path relative to this folder with openat2(2); tried again while others rename.
    ///
    /// `mode` is for files that are made, and subject to the umask.
    package func openAt(
        _ path: some PathArgument, _ flags: OpenFlags = .readOnly, mode: UInt32 = 0, resolve: ResolveFlags = []
    ) throws(SystemError) -> FileDescriptor {
        let bits = UInt64(UInt32(bitPattern: flags.rawValue | O_CLOEXEC))
        let made = flags.contains(.create) || flags.contains(.temporary)
        var attempts = 0
        while true {
            do {
                let result = try perform("openat2", on: path.pathText) {
                    path.withCPath { linux_openat2(rawValue, $0, bits, made ? UInt64(mode) : 0, resolve.rawValue) }
                }
                return FileDescriptor(rawValue: Int32(result))
            } catch  where error.errno == EAGAIN && attempts < 100_000 && !resolve.isEmpty {
                attempts += 1
            }
        }
    }

    /// Opens a path as if this folder were the root: links and `..` cannot leave it.
    package func openInRoot(
        _ path: some PathArgument, _ flags: OpenFlags = .readOnly, mode: UInt32 = 0
    ) throws(SystemError) -> FileDescriptor {
        try openAt(path, flags, mode: mode, resolve: [.inRoot, .noMagicLinks])
    }

    /// Opens a path below this folder without following any link.
    package func openBeneath(
        _ path: some PathArgument, _ flags: OpenFlags = .readOnly, mode: UInt32 = 0
    ) throws(SystemError) -> FileDescriptor {
        try openAt(path, flags.union(.noFollow), mode: mode, resolve: [.beneath, .noLinks, .noMagicLinks])
    }

    /// Opens the same file anew, with other flags: the way from a `path` descriptor to one that can be read.
    package func reopen(_ flags: OpenFlags) throws(SystemError) -> FileDescriptor {
        try Self.workingDirectory.openAt(descriptorPath(self), flags)
    }

    /// Another descriptor for the same open file.
    package func duplicated() throws(SystemError) -> FileDescriptor {
        FileDescriptor(rawValue: Int32(try perform("fcntl") { linux_dup_from(rawValue, 3) }))
    }

    /// Closes the descriptor; that a close reports a late write error is of no use to its callers.
    package func closeQuietly() {
        _ = linux_close(rawValue)
    }

    /// Runs a closure, then closes the descriptor.
    package func closingAfter<Result, Failure: Error>(
        _ body: (FileDescriptor) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { closeQuietly() }
        return try body(self)
    }
}

/// Opens a path of this machine.
package func openFile(
    _ path: some PathArgument, _ flags: OpenFlags = .readOnly, mode: UInt32 = 0
) throws(SystemError) -> FileDescriptor {
    try FileDescriptor.workingDirectory.openAt(path, flags, mode: mode)
}

/// A descriptor that is closed when the last reference to it goes.
package final class OwnedDescriptor: Sendable {
    /// The descriptor, valid as long as this object.
    package let descriptor: FileDescriptor

    /// Takes over a descriptor.
    package init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    deinit {
        descriptor.closeQuietly()
    }
}
