import LinuxSystem
import SystemPackage

/// Compares files by their bytes.
enum FileComparison {
    /// Whether two open files have the same size and the same bytes.
    static func haveEqualContents(_ left: FileDescriptor, _ right: FileDescriptor) throws -> Bool {
        guard try left.status().size == right.status().size else { return false }
        let size = 64 << 10
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * size, alignment: 64)
        defer { buffer.deallocate() }
        let first = UnsafeMutableRawBufferPointer(rebasing: buffer[..<size])
        let second = UnsafeMutableRawBufferPointer(rebasing: buffer[size...])
        var offset: Int64 = 0
        while true {
            let count = try fill(first, from: left, at: offset)
            guard try fill(second, from: right, at: offset) == count else { return false }
            if count == 0 { return true }
            if !first[..<count].elementsEqual(second[..<count]) { return false }
            offset += Int64(count)
        }
    }

    private static func fill(
        _ buffer: UnsafeMutableRawBufferPointer, from file: FileDescriptor, at offset: Int64
    ) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try file.readBytes(into: rest, at: offset + Int64(filled))
            if count == 0 { break }
            filled += count
        }
        return filled
    }
}

extension FileComparison {
    /// Whether a name stands for files with the same bytes in two folders.
    static func haveEqualContents(_ name: FileName, _ left: OpenFolder, _ right: OpenFolder) throws -> Bool {
        let first = try left.descriptor.openAt(name, [.noFollow, .nonBlocking])
        defer { first.closeQuietly() }
        let second = try right.descriptor.openAt(name, [.noFollow, .nonBlocking])
        defer { second.closeQuietly() }
        return try haveEqualContents(first, second)
    }
}
