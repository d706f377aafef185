import EnginePorts
import LinuxSystem
import SystemPackage

/// The file operations of a layout, each failing with its call and path.
enum LayoutFiles {
    /// Runs a call, putting what it throws into an `ImageStoreError` that names call and path.
    static func perform<Result>(
        _ call: String, _ path: FilePath, _ body: () throws -> Result
    ) throws(ImageStoreError) -> Result {
        do {
            return try body()
        } catch let error as ImageStoreError {
            throw error
        } catch let error as Errno {
            throw failure(call, path, error)
        } catch let error as SystemError {
            throw failure(error.call, path, error.code)
        } catch {
            throw failure(call, path, .ioError)
        }
    }

    /// Paths of a layout are whole ones, so that calls that take a folder need none.
    private static var anywhere: FileDescriptor { .workingDirectory }

    /// The error of a failed call.
    static func failure(_ call: String, _ path: FilePath, _ error: Errno) -> ImageStoreError {
        switch error {
        case .noSpace, .diskQuotaExceeded: .diskFull(path: path.string)
        default: .system(call: call, path: path.string, errno: error.rawValue)
        }
    }

    /// Makes a folder and those above it that are missing.
    static func makeFolders(_ path: FilePath) throws(ImageStoreError) {
        do throws(SystemError) {
            try anywhere.makeDirectoryIfMissing(at: path, mode: 0o755)
        } catch {
            let parent = path.removingLastComponent()
            guard error.code == .noSuchFileOrDirectory, !parent.isEmpty, parent != path else {
                throw failure("mkdir", path, error.code)
            }
            try makeFolders(parent)
            try perform("mkdir", path) { _ = try anywhere.makeDirectoryIfMissing(at: path, mode: 0o755) }
        }
    }

    /// Gives a file another name, in place of what has that name.
    static func rename(_ old: FilePath, to new: FilePath) throws(ImageStoreError) {
        try perform("rename", new) { try anywhere.rename(old, to: anywhere, at: new) }
    }

    /// Removes a file, be it there or not.
    static func remove(_ path: FilePath) {
        // What can't be removed from the process's temporary folder goes with that folder.
        try? anywhere.removeFile(at: path)
    }

    /// The size of a regular file, or nil where there is none.
    static func size(of path: FilePath) -> Int64? {
        guard let status = status(path), status.kind == .regular else { return nil }
        return status.size
    }

    /// Whether there is a folder.
    static func isFolder(_ path: FilePath) -> Bool {
        status(path)?.kind == .directory
    }

    private static func status(_ path: FilePath) -> FileStatus? {
        // What can't be looked at isn't there for us; opening it tells why.
        try? anywhere.statusIfPresent(at: path, followingLinks: true)
    }

    /// The bytes of a small file, or nil where there is none.
    static func read(_ path: FilePath) throws(ImageStoreError) -> [UInt8]? {
        try perform("read", path) {
            let file: FileDescriptor
            do {
                file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
            } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
                return nil
            }
            return try file.closeAfter {
                var bytes: [UInt8] = []
                while let chunk = try nextChunk(of: file, size: 64 << 10) { bytes += chunk }
                return bytes
            }
        }
    }

    /// Opens a file that a user named for reading; `-` is standard input.
    static func openInput(_ path: FilePath) throws -> FileDescriptor {
        guard path != "-" else { return try FileDescriptor.standardInput.duplicate() }
        return try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
    }

    /// The next bytes of a file, nil at its end.
    static func nextChunk(of file: FileDescriptor, size: Int) throws -> [UInt8]? {
        let chunk = try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        return chunk.isEmpty ? nil : chunk
    }

    /// Writes a whole file under another name and moves it into place, so that it is never seen half written.
    static func replace(_ path: FilePath, with bytes: [UInt8], by temporary: FilePath) throws(ImageStoreError) {
        do throws(ImageStoreError) {
            try perform("write", temporary) {
                let file = try FileDescriptor.open(
                    temporary, .writeOnly, options: [.create, .truncate, .closeOnExec],
                    permissions: [.ownerReadWrite, .groupRead, .otherRead])
                try file.closeAfter { _ = try file.writeAll(bytes) }
            }
            try rename(temporary, to: path)
        } catch {
            remove(temporary)
            throw error
        }
    }

    /// Runs a body while no other process and no other thread holds the lock of that file.
    static func locked<Result>(
        _ path: FilePath, _ body: () throws(ImageStoreError) -> Result
    ) throws(ImageStoreError) -> Result {
        let file = try perform("open", path) {
            try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        }
        // Closing gives the lock back.
        defer { file.closeQuietly() }
        try perform("flock", path) { try file.lock(.exclusive) }
        return try body()
    }
}
