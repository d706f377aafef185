import BuildEvents
import LinuxSystem
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
        try FileDescriptor.workingDirectory.makeDirectoryIfMissing(at: path, mode: 0o755)
    }

    /// Opens a file to add to its end, made where it is missing.
    static func append(_ path: FilePath) throws -> FileDescriptor {
        try openFile(path, [.writeOnly, .create, .append], mode: 0o644)
    }

    /// Opens a file to read it; nil where there is none.
    static func open(_ path: FilePath) throws -> FileDescriptor? {
        do {
            return try openFile(path)
        } catch  where error.code == .noSuchFileOrDirectory {
            return nil
        }
    }

    /// Removes a file that may be gone already.
    static func remove(_ path: FilePath) {
        // What stays behind is a lock file that nobody holds.
        try? FileDescriptor.workingDirectory.removeFile(at: path)
    }

    /// Opens a file, made where it is missing, and locks it, waiting for whoever holds it.
    static func lock(_ path: FilePath) throws -> FileLock {
        let descriptor = OwnedDescriptor(try append(path))
        try descriptor.descriptor.lock(.exclusive)
        return FileLock(descriptor: descriptor)
    }

    /// Whether somebody holds the lock of a file.
    static func isLocked(_ path: FilePath) -> Bool {
        // A file that can't be opened is one that nobody holds: it is locked from its making to its removal. Closing
        // gives back a lock that was just taken.
        guard let descriptor = try? openFile(path) else { return false }
        let isFree = try? descriptor.closingAfter { (file) throws(SystemError) in try file.tryLock(.exclusive) }
        return isFree == false
    }

    /// This boot of the machine; a fixed text where the kernel does not tell, so that all layers count as this one's.
    static func currentBootID() -> String {
        let bytes = readFileIfPossible("/proc/sys/kernel/random/boot_id") ?? Array("unknown".utf8)
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

/// A locked file; the lock ends with the value, and so with the process.
struct FileLock: Sendable {
    private let descriptor: OwnedDescriptor

    init(descriptor: OwnedDescriptor) {
        self.descriptor = descriptor
    }
}
