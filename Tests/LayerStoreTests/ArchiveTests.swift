import Archives
import EnginePorts
import OCIFormat
import SystemPackage
import Testing

@testable import LayerStore

@Suite("Layers to archives and back", .enabled(if: mayMount, "mounting overlays needs root"))
struct ArchiveTests {
    static let long = String(repeating: "n", count: 150)
    static let script = """
        mkdir -p d/e empty sticky; echo one > d/one; ln d/one d/two; ln -s one d/link; mkfifo -m 640 d/pipe
        chmod 1777 sticky; chmod 4711 d/one; chown 12:34 d/e; mknod d/null c 1 3
        truncate -s 3M sparse; echo end >> sparse
        setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 sparse 2>/dev/null || true
        mkdir -p \(long)/\(long); echo deep > \(long)/\(long)/\(long); echo u > 'dätei 日本語'
        touch -d '2001-02-03 04:05:06.789' d/e
        """

    @Test("a layer's archive unpacks to an equal layer, and that one's archive is the same")
    func roundTrip() async throws {
        let test = try TestStore()
        let layer = try await test.layer(digesting: true, Self.script)
        let archive = try await test.archive(layer.id)
        let back = try await test.unpack(archive)
        #expect(back.diffID == Digest.sha256(of: archive))
        #expect(back.size == layer.size)
        #expect(try await test.archive(back.id) == archive)
        #expect(try await test.listing([back.id]) == test.listing([layer.id]))
        await test.close()
    }

    @Test(
        "removals and opaque folders survive the way through an archive",
        arguments: Compression.allCases.filter { $0 != .bzip2 && $0 != .xz })
    func removals(compression: Compression) async throws {
        let test = try TestStore()
        let base = try await test.layer("mkdir -p d/sub o; echo 1 > d/1; echo 2 > d/sub/2; echo x > o/x; echo g > gone")
        let next = try await test.layer(on: [base.id], "rm gone; rm -r d/sub; rm -r o; mkdir o; echo y > o/y")
        let archive = try await test.archive(next.id, below: [base.id])
        let names = try members(archive)
        #expect(names == ["d/", "d/.wh.sub", ".wh.gone", "o/", "o/.wh..wh..opq", "o/y"])
        var packed: [UInt8] = []
        let encoder = try compression.encoder { packed.append(contentsOf: $0) }
        try archive.withUnsafeBytes { try encoder.write($0) }
        try encoder.finish()
        let back = try await test.unpack(packed)
        #expect(back.diffID == Digest.sha256(of: archive))
        #expect(try await test.listing([base.id, back.id]) == test.listing([base.id, next.id]))
        #expect(try await test.archive(back.id) == archive)
        await test.close()
    }

    @Test("a whiteout never hides what its own layer has, wherever it stands")
    func whiteoutOrder() async throws {
        let test = try TestStore()
        let base = try await test.layer("mkdir -p d f; echo old > d/old; echo old > f/old; echo a > a; echo b > b")
        func file(_ path: String) -> TarEntry { TarEntry(path: Array(path.utf8), kind: .file, mode: 0o644) }
        func folder(_ path: String) -> TarEntry { TarEntry(path: Array(path.utf8), kind: .directory, mode: 0o755) }
        let layer = try await test.unpack(
            try tar([
                file(".wh.d"), folder("d/"), file("d/new"), folder("f/"), file("f/new"), file(".wh.f"), file(".wh.a"),
                file("a"),
                file("b"), file(".wh.b"), file("./x//y/../z"), file(".wh..wh.plnk"),
            ]))
        #expect(
            try await test.listing([base.id, layer.id]).map { $0.split(separator: " ")[0] } == [
                "a", "b", "d", "d/new", "f", "f/new", "x", "x/z",
            ])
        await test.close()
    }

    @Test("members cannot leave the root")
    func escapes() async throws {
        let test = try TestStore()
        try shell("mkdir outside", in: test.folder)
        let outside = test.folder.appending("outside").string
        let file = TarEntry(path: Array("../../../../out".utf8), kind: .file, mode: 0o644)
        let layer = try await test.unpack(try tar([file]))
        #expect(try await test.listing([layer.id]) == ["out -rw-r--r-- 0:0 "])
        let link = TarEntry(path: Array("link".utf8), kind: .symlink(Array(outside.utf8)), mode: 0o777)
        let through = TarEntry(path: Array("link/evil".utf8), kind: .file, mode: 0o644)
        await #expect(throws: LayerError.badArchive("a member lies below /link, which is no folder")) {
            try await test.unpack(try tar([link, through]))
        }
        #expect(try shell("ls -A outside", in: test.folder).isEmpty)
        await test.close()
    }

    @Test("a damaged or broken-off archive is told as such, and an abandoned one leaves nothing")
    func broken() async throws {
        let test = try TestStore()
        let archive = try await test.archive(try await test.layer(Self.script).id)
        await #expect(throws: LayerError.badArchive("tar data ends too early")) {
            try await test.unpack(Array(archive.prefix(archive.count / 2)))
        }
        await #expect(throws: LayerError.self) { try await test.unpack(Array("no archive at all".utf8)) }
        let unpacking = try await test.store.beginUnpacking()
        try await unpacking.write(Array(archive.prefix(5000)))
        await unpacking.abandon()
        #expect(try await test.store.list().count == 1)
        await test.close()
    }

    @Test("times newer than asked for are lowered, older ones stay")
    func clamped() async throws {
        let test = try TestStore()
        let layer = try await test.layer("echo a > a; touch -d @1000 a; echo b > b; touch -d @3000 b")
        let reader = try TarReader(MemorySource(try await test.archive(layer.id, latestTime: 2000)))
        #expect(try [reader.next()?.modified, reader.next()?.modified] == [1000, 2000])
        await test.close()
    }

    @Test("a merged filesystem is exported as files and as one archive")
    func exports() async throws {
        let test = try TestStore()
        let base = try await test.layer(Self.script)
        let next = try await test.layer(on: [base.id], "rm -r d/e sparse; echo new > new")
        let target = test.folder.appending("out/put")
        let whole = [PlatformFiles(platform: "linux/amd64", folder: nil, layers: [base.id, next.id])]
        try await test.store.exportTrees(whole, to: target, time: nil) { _ in }
        #expect(try shell("cat d/two new; stat -c %h d/one; ls -A | wc -l", in: target) == ["one", "new", "2", "6"])
        let bytes = Collected()
        try await test.store.exportArchive(whole, time: nil) { bytes.append($0) }
        let again = try await test.unpack(bytes.all)
        #expect(try await test.listing([again.id]) == test.listing([base.id, next.id]))
        await test.close()
    }

    @Test("filesystems of several platforms have folders of their own, or may not meet")
    func platforms() async throws {
        let test = try TestStore()
        let one = try await test.layer("mkdir d; echo one > d/f; ln d/f hard")
        let two = try await test.layer("mkdir d; echo two > d/f")
        let apart = [
            PlatformFiles(platform: "linux/amd64", folder: "amd", layers: [one.id]),
            PlatformFiles(platform: "linux/arm64", folder: "arm", layers: [two.id]),
        ]
        let bytes = Collected()
        try await test.store.exportArchive(apart, time: nil) { bytes.append($0) }
        let again = try await test.unpack(bytes.all)
        let target = test.folder.appending("out")
        try await test.store.exportTrees(
            [PlatformFiles(platform: "", folder: nil, layers: [again.id])], to: target, time: nil
        ) { _ in }
        #expect(try shell("cat amd/d/f arm/d/f; stat -c %h amd/hard", in: target) == ["one", "two", "2"])

        var together = apart
        for index in together.indices { together[index].folder = nil }
        let refused = test.folder.appending("refused")
        await #expect(
            throws: LayerError.conflictingFiles(path: "/d/f", first: "linux/amd64", second: "linux/arm64")
        ) {
            try await test.store.exportTrees(together, to: refused, time: nil) { _ in }
        }
        #expect(try shell("ls", in: test.folder).contains("refused") == false)
        await test.close()
    }

    @Test("a cache folder is filled once and then stays")
    func cacheFolders() async throws {
        let test = try TestStore()
        let seed = try test.source("mkdir d; echo s > d/s; chown 3:4 d/s; ln d/s hard")
        let owner = FileOwner(uid: 5, gid: 6)
        let path = try await test.store.cacheFolder("go-build", owner: owner, mode: 0o700, seed: seed)
        #expect(
            try shell("stat -c '%a %u:%g' . ; stat -c '%u:%g %h' d/s; echo more > more", in: path) == [
                "700 5:6", "3:4 2",
            ])
        let again = try await test.store.cacheFolder("go-build", owner: owner, mode: 0o700, seed: nil)
        #expect(again == path)
        #expect(try shell("cat more", in: again) == ["more"])
        await test.close()
    }

    private func tar(_ entries: [TarEntry]) throws -> [UInt8] {
        var result: [UInt8] = []
        let writer = try TarWriter { result.append(contentsOf: $0) }
        for entry in entries { try writer.append(entry) }
        try writer.finish()
        return result
    }

    private func members(_ archive: [UInt8]) throws -> [String] {
        let reader = try TarReader(MemorySource(archive))
        var names: [String] = []
        while let entry = try reader.next() { names.append(String(decoding: entry.path, as: UTF8.self)) }
        return names
    }
}
