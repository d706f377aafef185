import Testing

@testable import Archives

@Suite("Tar archives")
struct TarTests {
    static let time: Int64 = 1_700_000_000
    static let members: [(TarEntry, [UInt8])] = [
        (TarEntry(path: bytes("d/"), kind: .directory, mode: 0o1777, modified: time), []),
        (
            TarEntry(path: bytes("d/file"), kind: .file, mode: 0o4755, uid: 1000, gid: 1001, size: 5, modified: time),
            bytes("hello")
        ),
        (TarEntry(path: bytes("d/empty"), kind: .file, mode: 0, modified: 0), []),
        (
            TarEntry(
                path: bytes("hard"), kind: .hardLink(bytes("d/file")), mode: 0o4755, uid: 1000, gid: 1001,
                modified: time), []
        ),
        (TarEntry(path: bytes("soft"), kind: .symlink(bytes("../nowhere/./x")), mode: 0o777, modified: time), []),
        (TarEntry(path: bytes("pipe"), kind: .fifo, mode: 0o640, modified: time), []),
        (TarEntry(path: bytes("null"), kind: .characterDevice(major: 1, minor: 3), mode: 0o666, modified: time), []),
        (TarEntry(path: bytes("disk"), kind: .blockDevice(major: 259, minor: 70000), mode: 0o660, modified: time), []),
        (TarEntry(path: bytes("dätei 日本語 😀"), kind: .file, mode: 0o644, size: 1, modified: time), bytes("u")),
        (TarEntry(path: [0x66, 0xff, 0xfe, 0x80], kind: .symlink([0xe9, 0x80]), mode: 0o777, modified: time), []),
        (
            TarEntry(
                path: bytes(String(repeating: "n", count: 250) + "/" + String(repeating: "m", count: 250)), kind: .file,
                mode: 0o600, modified: time), []
        ),
        (
            TarEntry(
                path: bytes("link"), kind: .symlink(bytes(String(repeating: "t", count: 300))), mode: 0o777,
                modified: time), []
        ),
        (
            TarEntry(
                path: bytes("capped"), kind: .file, mode: 0o755, uid: 4_000_000_000, gid: 3_000_000, size: 1,
                modified: time, modifiedNanoseconds: 123_456_789,
                xattrs: [
                    .init(name: "security.capability", value: [1, 0, 0, 2, 0, 4] + [UInt8](repeating: 0, count: 14)),
                    .init(name: "user.text", value: bytes("a=b\n")),
                ]),
            bytes("x")
        ),
    ]

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    static func archive(_ members: [(TarEntry, [UInt8])]) throws -> [UInt8] {
        var result: [UInt8] = []
        let writer = try TarWriter { result.append(contentsOf: $0) }
        for (entry, contents) in members {
            try writer.append(entry)
            try contents.withUnsafeBytes { try writer.write($0) }
        }
        try writer.finish()
        return result
    }

    static func read(_ source: any ByteSource) throws -> [(TarEntry, [UInt8])] {
        let reader = try TarReader(source)
        var result: [(TarEntry, [UInt8])] = []
        while let entry = try reader.next() {
            var contents = [UInt8](repeating: 0, count: Int(entry.size))
            try reader.readContents { offset, bytes in
                contents.replaceSubrange(Int(offset)..<Int(offset) + bytes.count, with: bytes)
            }
            result.append((entry, contents))
        }
        return result
    }

    @Test(
        "only members whose names are no text are marked as binary",
        arguments: [
            (bytes("plain"), false), (bytes("dätei 日本語 😀"), false), (bytes("e\u{301}"), false), ([0x66, 0xff], true),
        ] as [([UInt8], Bool)])
    func marksBinaryNames(name: [UInt8], isBinary: Bool) throws {
        for kind in [TarEntry.Kind.file, .symlink(name)] {
            let path = kind == .file ? name : Self.bytes("link")
            let member = TarEntry(path: path, kind: kind, mode: 0o644, modified: Self.time, modifiedNanoseconds: 5)
            let archive = try Self.archive([(member, [])])
            #expect(archive.contains(Self.bytes("hdrcharset=BINARY")) == isBinary)
            #expect(archive.contains(name))
        }
    }

    @Test("every kind of member comes back as it was written", arguments: members.indices)
    func roundTrip(index: Int) throws {
        let member = Self.members[index]
        let back = try Self.read(MemorySource(Self.archive([member])))
        #expect(back.map(\.0) == [member.0])
        #expect(back.map(\.1) == [member.1])
    }

    @Test("the same members give the same archive, without sparse or foreign records")
    func deterministic() throws {
        let once = try Self.archive(Self.members)
        #expect(try once == Self.archive(Self.members))
        let text = String(decoding: once, as: UTF8.self)
        #expect(text.contains("SCHILY.xattr.security.capability"))
        #expect(!text.contains("LIBARCHIVE.xattr"))
        #expect(!text.contains("GNU.sparse"))
    }

    @Test("GNU tar lists what we write")
    func gnuReads() throws {
        let listing = try run(["tar", "-tf", "-", "--quoting-style=literal"], input: Self.archive(Self.members))
        let names: [UInt8] = Self.members.flatMap { (member: (TarEntry, [UInt8])) -> [UInt8] in member.0.path + [10] }
        #expect(listing == names)
    }

    @Test("GNU tar's formats are read, sparse files with their holes", arguments: ["gnu", "pax", "ustar"])
    func gnuWrites(format: String) throws {
        let folder = try TemporaryFolder()
        let script = """
            mkdir -p s/d; printf one > s/d/one; ln s/d/one s/two; ln -s one s/d/link
            truncate -s 3000000 s/holes; printf end >> s/holes
            """
        _ = try run(["sh", "-ec", script], in: folder.path)
        let sparse = format == "ustar" ? [] : ["--sparse"]
        let packed = try run(
            ["tar", "--format=\(format)", "--sort=name"] + sparse + ["--numeric-owner", "-cf", "-", "s"],
            in: folder.path)
        let back = try Self.read(MemorySource(packed))
        #expect(
            back.map { String(decoding: $0.0.path, as: UTF8.self) } == [
                "s/", "s/d/", "s/d/link", "s/d/one", "s/holes", "s/two",
            ])
        #expect(back[2].0.kind == .symlink(Self.bytes("one")))
        #expect(back[4].1 == [UInt8](repeating: 0, count: 3_000_000) + Self.bytes("end"))
        #expect(back[5].0.kind == .hardLink(Self.bytes("s/d/one")))
    }

    @Test("recognition goes by content, whatever the compression", arguments: Compression.allCases)
    func recognized(compression: Compression) throws {
        let plain = try Self.archive(Self.members)
        let packed = compression == .none ? plain : try run([compression.rawValue, "-c"], input: plain)
        #expect(try TarReader.recognizes(MemorySource(packed)))
    }

    @Test(
        "what is no archive is not recognized",
        arguments: [
            [], bytes("plain text\n"), [UInt8](repeating: 0, count: 10240), [0x1f, 0x8b, 0x08, 1, 2],
            bytes("PK\u{3}\u{4}zip"),
        ])
    func notRecognized(bytes: [UInt8]) throws {
        #expect(try !TarReader.recognizes(MemorySource(bytes)))
        #expect(try !TarReader.recognizes(MemorySource(compress(bytes, .gzip))))
    }

    @Test("an archive that is cut off fails, an empty one does not")
    func truncated() throws {
        let whole = try Self.archive([
            (TarEntry(path: Self.bytes("f"), kind: .file, mode: 0o644, size: 5000), [UInt8](repeating: 1, count: 5000))
        ])
        #expect(throws: ArchiveError.self) { try Self.read(MemorySource(Array(whole.prefix(2000)))) }
        #expect(try Self.read(MemorySource(Self.archive([]))).isEmpty)
        #expect(try Self.read(MemorySource([])).isEmpty)
    }

    @Test("a source's own failure is what the reader of the archive sees")
    func sourceFails() throws {
        struct Lost: Error {}
        let pipe = BytePipe()
        pipe.finish(throwing: Lost())
        #expect(throws: Lost.self) { try Self.read(pipe) }
    }
}
