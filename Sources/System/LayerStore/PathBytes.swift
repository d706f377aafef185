import LinuxSystem
import SystemPackage

/// A path below some root, as the bytes that the kernel has: no slash before it, none after it, empty for the root.
///
/// Walks through tens of thousands of files make and take apart paths all the time, for which `FilePath`, that
/// normalises at every step, is too slow. A link's target is kept in one as it is written.
struct PathBytes: Hashable, Sendable, PathArgument {
    let bytes: [UInt8]

    private static let slash = UInt8(ascii: "/")

    /// The root itself.
    init() { bytes = [] }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    init(_ path: FilePath) { bytes = path.withPlatformString { Self.bytes(of: $0) } }

    /// The path with a name appended.
    func appending(_ name: FileName) -> PathBytes {
        if bytes.isEmpty { return PathBytes(name.bytes) }
        var joined: [UInt8] = []
        joined.reserveCapacity(bytes.count + 1 + name.bytes.count)
        joined += bytes
        joined.append(Self.slash)
        joined += name.bytes
        return PathBytes(joined)
    }

    /// The path of the folder above; the root's is itself.
    var parent: PathBytes {
        guard let end = bytes.lastIndex(of: Self.slash) else { return PathBytes() }
        return PathBytes(Array(bytes[..<end]))
    }

    /// The last name; nil for the root.
    var lastName: FileName? {
        if bytes.isEmpty { return nil }
        guard let end = bytes.lastIndex(of: Self.slash) else { return FileName(bytes) }
        return FileName(Array(bytes[(end + 1)...]))
    }

    /// The names of a path, `.` and empty ones left out; `..` stay.
    var names: [FileName] {
        bytes.split(separator: Self.slash).filter { !$0.elementsEqual([0x2e]) }.map { FileName(Array($0)) }
    }

    var isAbsolute: Bool { bytes.first == Self.slash }

    /// Whether the path is this folder's or lies below it.
    func isInside(_ folder: PathBytes) -> Bool {
        if folder.bytes.isEmpty || bytes == folder.bytes { return true }
        return bytes.count > folder.bytes.count && bytes[folder.bytes.count] == Self.slash
            && bytes.starts(with: folder.bytes)
    }

    /// The path as text without a slash before it; what is no UTF-8 is replaced.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The absolute path inside the root, for messages.
    var pathText: String { "/" + text }

    func withCPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        FileName(bytes).withCPath(body)
    }

    private static func bytes(of start: UnsafePointer<CChar>) -> [UInt8] {
        var end = start
        while end.pointee != 0 { end += 1 }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: end - start))
    }
}
