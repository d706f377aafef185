import EnginePorts
import LinuxSystem
import OCIFormat
import SystemPackage

/// Reads and digests the regular files of a tree, or takes their digests from the stat cache.
struct ContentReader: Sendable {
    private static let bufferSize = 1 << 20
    /// Few enough that a file's open, read and close do not leave one processor with all the rest.
    private static let leastPiece = 16
    /// How often a file that changes is read before that is an error.
    private static let readings = 4
    private static let emptyDigest = Digest.sha256(of: [UInt8]())
    private static let capability = "security.capability"

    let tree: FileTreeReader
    let statCache: StatCache?
    let worker: Worker
    /// Told of bytes that were read.
    let onRead: @Sendable (_ count: Int64) -> Void

    /// Fills in the contents of all regular files among `nodes` that have none yet.
    func read(_ nodes: [TreeNode]) throws {
        let wanted = nodes.filter { $0.status.kind == .regular && $0.contents == nil }
        try worker.forEachPiece(of: wanted.count, least: Self.leastPiece) { range in
            let buffer = LazyBuffer(size: Self.bufferSize)
            for node in wanted[range] {
                try worker.check()
                node.contents = try contents(of: node, buffer)
            }
        }
    }

    private func contents(of node: TreeNode, _ buffer: LazyBuffer) throws -> TreeNode.FileContents {
        if let known = statCache?.find(node.status) {
            let capability = known.hasCapability ? try capability(of: node) : nil
            return TreeNode.FileContents(digest: known.digest, status: node.status, capability: capability)
        }
        if node.status.size == 0, !node.mayHaveCapability {
            return TreeNode.FileContents(digest: Self.emptyDigest, status: node.status, capability: nil)
        }
        return try open(node).closingAfter { file in
            let (status, digest) = try read(file, of: node, buffer.bytes)
            let capability = node.mayHaveCapability ? try file.attribute(Self.capability) : nil
            if try file.status().isUnchanged(since: status) {
                statCache?.remember(status, digest: digest, hasCapability: capability != nil)
            }
            return TreeNode.FileContents(digest: digest, status: status, capability: capability)
        }
    }

    /// Digests an open file, again if it changes meanwhile.
    ///
    /// One that only grows, as the log of this very build, is taken as it was when it was opened: its bytes up to that
    /// size must be the same in two readings.
    private func read(
        _ file: FileDescriptor, of node: TreeNode, _ buffer: UnsafeMutableRawBufferPointer
    ) throws -> (FileStatus, Digest) {
        for _ in 0..<Self.readings {
            let status = try file.status()
            guard status.kind == .regular else { break }
            let digest = try digest(file, size: status.size, buffer)
            let now = try file.status()
            if now.isUnchanged(since: status) { return (status, digest) }
            if now.size >= status.size, try self.digest(file, size: status.size, buffer) == digest {
                return (status, digest)
            }
        }
        throw FileTreeError.changedWhileRead(path: node.path.text)
    }

    private func open(_ node: TreeNode) throws -> FileDescriptor {
        // Without waiting, should the file have become a fifo.
        try tree.open(node.path, [.nonBlocking])
    }

    private func capability(of node: TreeNode) throws -> [UInt8]? {
        try open(node).closingAfter { try $0.attribute(Self.capability) }
    }

    /// Digests the first `size` bytes, or what there is of them.
    private func digest(
        _ file: FileDescriptor, size: Int64, _ buffer: UnsafeMutableRawBufferPointer
    ) throws -> Digest {
        var hasher = DigestHasher()
        var position: Int64 = 0
        while position < size {
            try worker.check()
            let wanted = buffer[..<Int(min(size - position, Int64(buffer.count)))]
            let count = try file.readBytes(into: UnsafeMutableRawBufferPointer(rebasing: wanted), at: position)
            if count == 0 { break }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            position += Int64(count)
            onRead(Int64(count))
        }
        return hasher.finish()
    }
}

/// A buffer that is not made where every digest is known.
private final class LazyBuffer {
    private let size: Int
    private var allocated: UnsafeMutableRawBufferPointer?

    init(size: Int) {
        self.size = size
    }

    deinit { allocated?.deallocate() }

    var bytes: UnsafeMutableRawBufferPointer {
        if let allocated { return allocated }
        let made = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        allocated = made
        return made
    }
}

extension TreeNode {
    /// File capabilities mean something for programs only, so that other files need not be asked.
    fileprivate var mayHaveCapability: Bool { status.mode & 0o111 != 0 }
}

extension FileStatus {
    fileprivate func isUnchanged(since other: FileStatus) -> Bool {
        size == other.size && modificationTime == other.modificationTime && changeTime == other.changeTime
    }
}
