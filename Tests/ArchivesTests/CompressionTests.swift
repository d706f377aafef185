import Testing

@testable import Archives

@Suite("Compression")
struct CompressionTests {
    /// Some five megabytes: text, zeros and bytes that do not shrink, so that there are several deflate blocks.
    static let sample: [UInt8] = {
        var generator = SplitMix(seed: 7)
        var bytes = (0..<200_000).flatMap { Array("line \($0) of a file\n".utf8) }
        bytes += [UInt8](repeating: 0, count: 300_000)
        bytes += (0..<1_500_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        return bytes
    }()

    @Test(
        "what an encoder writes, detection knows and decompression gives back",
        arguments: [.none, .gzip, .zstd] as [Compression], [nil, 1, 9])
    func roundTrip(compression: Compression, level: Int?) throws {
        let packed = try compress(Self.sample, compression, level: level)
        let (found, plain) = try Compression.decompress(MemorySource(packed))
        #expect(found == compression)
        #expect(try bytes(of: plain) == Self.sample)
    }

    @Test("the same bytes compress to the same bytes", arguments: [.gzip, .zstd] as [Compression])
    func deterministic(compression: Compression) throws {
        let once = try compress(Self.sample, compression)
        let again = try compress(Self.sample, compression, pieces: 777)
        #expect(once == again)
    }

    @Test("nothing compresses to something that is nothing again", arguments: [.gzip, .zstd] as [Compression])
    func empty(compression: Compression) throws {
        let packed = try compress([], compression)
        #expect(!packed.isEmpty)
        #expect(try bytes(of: compression.plainBytes(of: MemorySource(packed))) == [])
    }

    @Test("gzip(1), zstd(1), bzip2(1) and xz(1) are read", arguments: [.gzip, .zstd, .bzip2, .xz] as [Compression])
    func tools(compression: Compression) throws {
        let packed = try run([compression.rawValue == "none" ? "cat" : compression.rawValue, "-c"], input: Self.sample)
        let (found, plain) = try Compression.decompress(MemorySource(packed))
        #expect(found == compression)
        #expect(try bytes(of: plain) == Self.sample)
    }

    @Test("gzip(1) and zstd(1) read what we write", arguments: [.gzip, .zstd] as [Compression])
    func readByTools(compression: Compression) throws {
        let packed = try compress(Self.sample, compression)
        #expect(try run([compression.rawValue, "-dc"], input: packed) == Self.sample)
    }

    @Test("several gzip members, and zeros after them, are one stream")
    func members() throws {
        let packed = try compress(Array("one ".utf8), .gzip) + compress(Array("two".utf8), .gzip) + [0, 0, 0, 0]
        #expect(try bytes(of: Compression.gzip.plainBytes(of: MemorySource(packed))) == Array("one two".utf8))
    }

    @Test("a stream that is cut off fails", arguments: [.gzip, .zstd, .bzip2, .xz] as [Compression])
    func truncated(compression: Compression) throws {
        let packed = try run([compression.rawValue, "-c"], input: Self.sample)
        #expect(throws: ArchiveError.self) {
            try bytes(of: compression.plainBytes(of: MemorySource(Array(packed.dropLast(packed.count / 3)))))
        }
    }

    @Test("a changed byte fails its checksum")
    func damaged() throws {
        var packed = try compress(Array("some text, long enough".utf8), .gzip)
        packed[packed.count - 6] ^= 1
        #expect(throws: ArchiveError.damaged(format: "gzip", reason: "wrong checksum")) {
            try bytes(of: Compression.gzip.plainBytes(of: MemorySource(packed)))
        }
    }

    @Test("what is only read cannot be written")
    func xzOnlyRead() {
        #expect(throws: ArchiveError.cannotCompress(.xz)) { try compress([1], .xz) }
    }
}
