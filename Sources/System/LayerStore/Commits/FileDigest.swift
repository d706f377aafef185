import LinuxSystem
import OCIFormat
import Synchronization
import SystemPackage

/// Digests of open files' contents.
enum FileDigest {
    static func compute(_ file: FileDescriptor) throws -> Digest {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 64)
        defer { buffer.deallocate() }
        var hasher = DigestHasher()
        while true {
            let count = try file.readBytes(into: buffer)
            if count == 0 { return hasher.finish() }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}

/// Digests that several threads find out.
final class Results: Sendable {
    private let digests: Mutex<[Digest?]>

    init(count: Int) { digests = Mutex(Array(repeating: nil, count: count)) }

    func set(_ digest: Digest, at index: Int) { digests.withLock { $0[index] = digest } }

    /// All of them, in order, once each is set.
    var all: [Digest] { digests.withLock { $0.compactMap { $0 } } }
}
