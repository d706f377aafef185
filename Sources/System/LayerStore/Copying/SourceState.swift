import EnginePorts
import LinuxSystem
import OCIFormat
import SystemPackage

/// What tells whether a source still is what was digested: a step's key stands for those contents and no others.
struct SourceState: Equatable {
    let size: Int64
    let modified: FileTime

    init(_ entry: FileEntry) {
        size = entry.size
        modified = FileTime(totalNanoseconds: entry.mtime)
    }

    private init(_ status: FileStatus) {
        size = status.size
        modified = status.modificationTime
    }

    /// Whether an open source is as it was; to be asked after it was read.
    func fits(_ source: FileDescriptor) throws -> Bool {
        try SourceState(source.status()) == self
    }

    /// Throws if an open source is not as it was; to be asked after it was read.
    func check(_ source: FileDescriptor, path: @autoclosure () -> String) throws {
        guard try fits(source) else { throw LayerError.badCopy(path: path(), .changedWhileRead) }
    }
}

extension FileDescriptor {
    /// Digests a whole file, wherever its position is.
    func contentDigest(_ check: () throws -> Void) throws -> Digest {
        var hasher = DigestHasher()
        var position: Int64 = 0
        try withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            while true {
                try check()
                let count = try readBytes(into: buffer, at: position)
                if count == 0 { return }
                hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                position += Int64(count)
            }
        }
        return hasher.finish()
    }
}
