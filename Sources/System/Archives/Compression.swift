/// How a stream of bytes is compressed.
package enum Compression: String, Sendable, CaseIterable {
    case none, gzip, zstd, bzip2, xz

    /// How many first bytes `detect` wants to see.
    package static let magicLength = 6

    /// Tells the compression from a stream's first bytes, whatever its name says; `none` when no magic number fits.
    package static func detect(_ prefix: some Collection<UInt8>) -> Compression {
        magics.first { prefix.starts(with: $0.bytes) }?.compression ?? .none
    }

    /// Skippable zstd frames, which may begin a stream, have sixteen magic numbers of their own.
    private static let magics: [(bytes: [UInt8], compression: Compression)] =
        [
            ([0x1f, 0x8b, 0x08], .gzip), ([0x28, 0xb5, 0x2f, 0xfd], .zstd), ([0x42, 0x5a, 0x68], .bzip2),
            ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], .xz),
        ] + (0x50...0x5f).map { ([$0, 0x2a, 0x4d, 0x18], .zstd) }
}
