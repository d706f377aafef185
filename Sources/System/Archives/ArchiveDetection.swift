import SystemPackage

extension TarReader {
    /// Whether a source is a tar archive, compressed or not, as ADD understands it: its first member can be read.
    ///
    /// What the file is called does not matter, and zeros only are no archive. Only the source's own failures are
    /// thrown.
    package static func recognizes(_ source: any ByteSource) throws -> Bool {
        do {
            let (_, plain) = try Compression.decompress(source)
            return try TarReader(plain).next() != nil
        } catch is ArchiveError {
            return false
        }
    }
}
