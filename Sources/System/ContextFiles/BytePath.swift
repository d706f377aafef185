import LinuxSystem
import SystemPackage

/// A path as the bytes that the kernel has, relative to a tree's root and without a slash at either end; empty for the
/// root itself.
///
/// `FilePath` keeps its form tidy at every step, which costs more than the call that it is made for when a tree has
/// tens of thousands of files.
struct BytePath: Hashable, Sendable {
    var bytes: [UInt8]

    static let root = BytePath(bytes: [])
    static let slash = UInt8(ascii: "/")

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    func appending(_ name: [UInt8]) -> BytePath {
        if bytes.isEmpty { return BytePath(bytes: name) }
        var joined: [UInt8] = []
        joined.reserveCapacity(bytes.count + 1 + name.count)
        joined.append(contentsOf: bytes)
        joined.append(Self.slash)
        joined.append(contentsOf: name)
        return BytePath(bytes: joined)
    }

    /// The path for messages.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    var filePath: FilePath { withCPath { FilePath(platformString: $0) } }

    /// The names between the slashes.
    static func names(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.split(separator: slash).map { Array($0) }
    }
}

extension BytePath: PathArgument {
    func withCPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(byteCount: bytes.count + 1, alignment: 1) { buffer in
            buffer.copyBytes(from: bytes)
            buffer[bytes.count] = 0
            guard let base = buffer.baseAddress else { preconditionFailure("a buffer of at least one byte") }
            return body(base.assumingMemoryBound(to: CChar.self))
        }
    }

    var pathText: String { text }
}
