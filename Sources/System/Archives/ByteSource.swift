package import SystemPackage

/// Bytes that are read in order, once, by one thread at a time.
package protocol ByteSource: AnyObject {
    /// Fills the beginning of a buffer that is not empty and returns how many bytes it put there; 0 means the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// Takes bytes in order; they are valid only during the call.
package typealias ByteSink = (UnsafeRawBufferPointer) throws -> Void

extension ByteSource {
    /// Reads until the buffer is full or the source ends, and returns how many bytes that were.
    package func readFully(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Reads what is left and hands it on in pieces of at most 256 KiB.
    package func drain(into sink: ByteSink = { _ in }) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = try read(into: buffer)
            if count == 0 { return }
            try sink(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}

/// The bytes of an open file, from its current offset on.
package final class FileSource: ByteSource {
    private let descriptor: FileDescriptor

    /// Reads from a descriptor that stays the caller's and must outlive this source.
    package init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    /// Reads from the file's current offset; throws the `Errno` of a failed read.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try descriptor.read(into: buffer) }
}

/// Bytes in memory, then optionally those of another source.
package final class MemorySource: ByteSource {
    private var bytes: ArraySlice<UInt8>
    private let rest: (any ByteSource)?

    /// Gives `bytes` first and then whatever `rest` gives, as when a source was peeked at.
    package init(_ bytes: [UInt8], then rest: (any ByteSource)? = nil) {
        self.bytes = bytes[...]
        self.rest = rest
    }

    /// Gives the bytes in memory first, then those of the other source.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if bytes.isEmpty { return try rest?.read(into: buffer) ?? 0 }
        let count = min(buffer.count, bytes.count)
        buffer.copyBytes(from: bytes.prefix(count))
        bytes.removeFirst(count)
        return count
    }
}

/// Another source, with every byte that is read shown to a sink on its way, as for a digest.
package final class TappedSource: ByteSource {
    private let source: any ByteSource
    private let tap: ByteSink

    /// Shows what is read from `source` to `tap`, on the thread that reads.
    package init(_ source: any ByteSource, tap: @escaping ByteSink) {
        self.source = source
        self.tap = tap
    }

    /// Reads from the source and shows the bytes to the tap.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try source.read(into: buffer)
        if count > 0 { try tap(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        return count
    }
}
