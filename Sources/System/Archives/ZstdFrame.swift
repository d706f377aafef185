import CZstd

/// Frames of a zstd file, each of which can be unpacked by itself.
package enum ZstdFrame {
    /// How many bytes the frame at the beginning takes; nil where it is not whole, or no frame.
    ///
    /// Takes time in proportion to the frame's blocks; nothing is unpacked.
    package static func size(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let size = ZSTD_findFrameCompressedSize(bytes.baseAddress, bytes.count)
        return bytes.isEmpty || ZSTD_isError(size) != 0 ? nil : size
    }
}
