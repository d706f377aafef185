import CLinux
package import SystemPackage

extension FileDescriptor {
    /// Reads at the current position into a buffer; 0 at the end.
    package func readBytes(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        try perform("read") { linux_read(rawValue, buffer.baseAddress, buffer.count) }
    }

    /// Reads at an offset into a buffer; 0 at the end.
    package func readBytes(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
    ) throws(SystemError) -> Int {
        try perform("pread") { linux_pread(rawValue, buffer.baseAddress, buffer.count, offset) }
    }

    /// Reads from the current position to the end, or at most `limit` bytes.
    package func readToEnd(limit: Int = .max) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let wanted = min(buffer.count, limit - bytes.count)
            let count = try perform("read") {
                buffer.withUnsafeMutableBytes { linux_read(rawValue, $0.baseAddress, wanted) }
            }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    /// Writes all bytes at the current position.
    package func writeAllBytes(_ bytes: [UInt8]) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            written += try perform("write") {
                bytes.withUnsafeBytes { buffer in
                    linux_write(rawValue, buffer.baseAddress?.advanced(by: written), bytes.count - written)
                }
            }
        }
    }

    /// Writes all bytes of a buffer at the current position.
    package func writeAllBytes(_ buffer: UnsafeRawBufferPointer) throws(SystemError) {
        var written = 0
        while written < buffer.count {
            written += try perform("write") {
                linux_write(rawValue, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
        }
    }

    /// Makes contents and attributes durable.
    package func syncToDisk() throws(SystemError) {
        try perform("fsync") { linux_fsync(rawValue) }
    }

}

/// Reads a small file of this machine whole, such as those of /proc; nil where it can't be opened.
package func readFileIfPossible(_ path: some PathArgument, limit: Int = 1 << 20) -> [UInt8]? {
    do {
        return try openFile(path).closingAfter { (file) throws(SystemError) in try file.readToEnd(limit: limit) }
    } catch {
        return nil
    }
}
