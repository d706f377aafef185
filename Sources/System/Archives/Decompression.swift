extension Compression {
    /// Looks at a source's first bytes and gives its plain bytes, with the compression that was found.
    ///
    /// Bytes of no known compression are given as they are.
    package static func decompress(_ source: any ByteSource) throws -> (Compression, any ByteSource) {
        var prefix = [UInt8](repeating: 0, count: magicLength)
        let count = try prefix.withUnsafeMutableBytes { try source.readFully(into: $0) }
        prefix.removeLast(magicLength - count)
        let compression = detect(prefix)
        return (compression, try compression.plainBytes(of: MemorySource(prefix, then: source)))
    }

    /// The plain bytes of a source that is compressed in this way.
    package func plainBytes(of source: any ByteSource) throws -> any ByteSource {
        switch self {
        case .none: source
        case .gzip: try GzipSource(source)
        case .zstd: try ZstdSource(source)
        case .bzip2, .xz: try FilteredSource(source, self)
        }
    }
}
