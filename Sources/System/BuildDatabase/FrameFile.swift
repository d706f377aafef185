import Archives
import LinuxSystem
import SystemPackage

/// A file of zstd frames that grows: what is added is gathered and written as one frame when there is enough of it or
/// it has waited long enough, so that memory stays constant and a killed process loses a second of output at most.
struct FrameFile {
    private static let frameSize = 256 << 10
    private static let patience: Int64 = 1_000_000_000

    private let path: FilePath
    private var descriptor: FileDescriptor?
    private var waiting: [UInt8] = []
    private var lastWrite: Int64 = 0
    /// Bytes that were written to the file.
    private(set) var size: Int64 = 0

    /// Makes nothing yet: the file is created with its first frame.
    init(path: FilePath) {
        self.path = path
    }

    /// Gives the bytes that wait to be changed, then writes them if there are enough; `time` is in nanoseconds.
    mutating func append(at time: Int64, _ add: (inout [UInt8]) -> Void) throws {
        add(&waiting)
        if waiting.count >= Self.frameSize || time - lastWrite >= Self.patience {
            lastWrite = time
            try flush()
        }
    }

    /// Writes what waits.
    mutating func flush() throws {
        if waiting.isEmpty { return }
        let file = try descriptor ?? StoreFiles.append(path)
        descriptor = file
        let frame = try Packing.pack(waiting)
        waiting.removeAll(keepingCapacity: true)
        try file.writeAllBytes(frame)
        size += Int64(frame.count)
    }

    /// Writes what waits and closes the file.
    mutating func close() throws {
        defer {
            descriptor?.closeQuietly()
            descriptor = nil
            waiting = []
        }
        try flush()
    }
}

/// Reads a file of zstd frames back, piece by piece; a last frame that a kill cut short is left out.
final class FrameReader {
    private let descriptor: OwnedDescriptor
    private let source: any ByteSource
    private var buffer: [UInt8] = []
    private var consumed = 0
    private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 16)

    /// Opens a file; nil where there is none.
    init?(path: FilePath) throws {
        guard let file = try StoreFiles.open(path) else { return nil }
        descriptor = OwnedDescriptor(file)
        source = try Compression.zstd.plainBytes(of: FileSource(file))
    }

    deinit { chunk.deallocate() }

    /// What was read and not yet taken.
    var unread: ArraySlice<UInt8> { buffer[consumed...] }

    /// Takes bytes off the front of `unread`.
    func take(_ count: Int) {
        consumed += count
    }

    /// Reads more behind `unread`; false at the end.
    func readMore() throws -> Bool {
        buffer.removeFirst(consumed)
        consumed = 0
        let count: Int
        do { count = try source.read(into: chunk) } catch ArchiveError.truncated { return false }
        buffer.append(contentsOf: chunk[..<count])
        return count > 0
    }
}
