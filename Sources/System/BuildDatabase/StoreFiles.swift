import BuildEvents
import Glibc
import OCIFormat
import SystemPackage

/// The files of the store that stand beside state.db and belong to it: locks and logs.
enum StoreFiles {
    static func logFolder(root: FilePath) -> FilePath { root.appending("logs") }

    static func logFolder(of build: String, root: FilePath) -> FilePath { logFolder(root: root).appending(build) }

    static func log(of step: StepID, build: String, root: FilePath) -> FilePath {
        logFolder(of: build, root: root).appending(step.digest.hex + ".zst")
    }

    static func eventLog(of build: String, root: FilePath) -> FilePath {
        logFolder(of: build, root: root).appending("events.zst")
    }

    /// Makes a folder that may be there already.
    static func makeFolder(_ path: FilePath) throws {
        if mkdir(path.string, 0o755) != 0, errno != EEXIST { throw Errno(rawValue: errno) }
    }

    /// Opens a file to add to its end, made where it is missing.
    static func append(_ path: FilePath) throws -> FileDescriptor {
        try FileDescriptor.open(
            path, .writeOnly, options: [.create, .append, .closeOnExec], permissions: FilePermissions(rawValue: 0o644))
    }

    /// Removes a file that may be gone already.
    static func remove(_ path: FilePath) {
        unlink(path.string)
    }

    /// Opens a file, made where it is missing, and locks it, waiting for whoever holds it.
    static func lock(_ path: FilePath) throws -> FileLock {
        let descriptor = try append(path)
        while flock(descriptor.rawValue, LOCK_EX) != 0 {
            if errno == EINTR { continue }
            let failure = Errno(rawValue: errno)
            try descriptor.close()
            throw failure
        }
        return FileLock(descriptor: descriptor)
    }

    /// Whether somebody holds the lock of a file.
    static func isLocked(_ path: FilePath) -> Bool {
        // A file that cannot be opened is one that nobody holds: it is made with its lock and removed by its holder.
        guard let descriptor = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec]) else { return false }
        let isFree = flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0
        // Closing gives back a lock that was just taken.
        try? descriptor.close()
        return !isFree
    }

    /// This boot of the machine; a fixed text where the kernel does not tell.
    static func currentBootID() -> String {
        let path = FilePath("/proc/sys/kernel/random/boot_id")
        // Without /proc every layer is taken for one of this boot.
        guard let descriptor = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec]) else {
            return "unknown"
        }
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = (try? buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }) ?? 0
        // Only read from.
        try? descriptor.close()
        return String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

/// A locked file; the lock ends with the value, and so with the process.
final class FileLock: Sendable {
    private let descriptor: FileDescriptor

    init(descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    deinit {
        // Nothing was written.
        try? descriptor.close()
    }
}
