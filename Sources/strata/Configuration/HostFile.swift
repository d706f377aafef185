import Diagnostics
import Glibc
import SystemPackage

/// Small files of this machine.
enum HostFile {
    /// The bytes of a file, or nil where it can't be read.
    ///
    /// Of one with more than `limit` bytes there come somewhat more than that, and never all of a device without end.
    static func read(_ path: String, limit: Int = 16 << 20) -> [UInt8]? {
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
            return try file.closeAfter { try bytes(of: file, limit: limit) }
        } catch {
            return nil
        }
    }

    /// All bytes from a descriptor's position to its end, or to where they are more than `limit`.
    static func bytes(of file: FileDescriptor, limit: Int = .max) throws -> [UInt8] {
        var result: [UInt8] = []
        while true {
            if result.count > limit { return result }
            let chunk = try [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            if chunk.isEmpty { return result }
            result += chunk
        }
    }

    /// Writes a file whole, replacing what was there.
    static func write(_ bytes: [UInt8], to path: String) throws(Errno) {
        do {
            let file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            _ = try file.closeAfter { try file.writeAll(bytes) }
        } catch let errno as Errno {
            throw errno
        } catch {
            throw .ioError
        }
    }
}

extension HostFile {
    /// Gives a file another name, replacing what had it; see rename(2).
    static func rename(_ old: FilePath, to new: FilePath) throws(Errno) {
        guard Glibc.rename(old.string, new.string) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Whether there is such a file.
    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Whether there is a regular file of this very name, and no link, pipe or device.
    static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Removes a file; see unlink(2).
    static func remove(_ path: FilePath) throws(Errno) {
        guard unlink(path.string) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Makes a folder, which may be there already; see mkdir(2).
    static func makeFolder(_ path: FilePath, mode: mode_t = 0o755) throws(Errno) {
        guard mkdir(path.string, mode) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
    }

    /// Makes a folder and those above it that are missing; what has the name already must be a folder.
    static func makeFolders(_ path: FilePath) throws(Errno) {
        var missing: [FilePath] = []
        var folder = path
        while mkdir(folder.string, 0o777) != 0 {
            let failure = Errno(rawValue: errno)
            if failure == .fileExists { break }
            guard failure == .noSuchFileOrDirectory, folder.components.count > 1 else { throw failure }
            missing.append(folder)
            folder.removeLastComponent()
        }
        for folder in missing.reversed() { try makeFolder(folder, mode: 0o777) }
        var status = stat()
        guard stat(path.string, &status) == 0 else { throw Errno(rawValue: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .notDirectory }
    }

    /// Writes a file that a flag named.
    static func write(_ bytes: [UInt8], asked path: String) throws(Diagnostic) {
        do throws(Errno) {
            try write(bytes, to: path)
        } catch {
            throw Diagnostic(
                code: "output.unwritable", message: "\(path): \(error)", remedy: "check that its folder exists")
        }
    }
}
