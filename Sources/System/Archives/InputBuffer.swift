/// The part of a source that was read but not yet used by a decompressor.
struct InputBuffer: ~Copyable {
    private let source: any ByteSource
    private let storage: UnsafeMutableRawBufferPointer
    private var used = 0
    private var filled = 0

    init(_ source: any ByteSource, size: Int = 256 << 10) {
        self.source = source
        storage = .allocate(byteCount: size, alignment: 64)
    }

    deinit { storage.deallocate() }

    /// What is there and not yet consumed; valid until the next `refill`.
    var available: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[used..<filled]) }

    mutating func consume(_ count: Int) { used += count }

    /// Reads more when nothing is left; false at the end of the source.
    mutating func refill() throws -> Bool {
        if used < filled { return true }
        used = 0
        filled = 0
        filled = try source.read(into: storage)
        return filled > 0
    }
}
