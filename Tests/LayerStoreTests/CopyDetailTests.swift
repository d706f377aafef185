import Archives
import BuildGraph
import EnginePorts
import OCIFormat
import SystemPackage
import Testing

@testable import LayerStore

@Suite("COPY and ADD to the letter", .enabled(if: mayMount, "mounting overlays needs root"))
struct CopyDetailTests {
    private static let files = """
        mkdir -p dir/sub; echo one > dir/one; echo three > dir/sub/three; echo file > file
        chmod 711 dir; chmod 750 dir/sub; touch -d @1000 dir/sub; touch -d @2000 dir; touch -d @3000 file
        """

    /// Times in seconds and modes of the files below a stack of layers.
    private func facts(_ test: TestStore, _ layers: [LayerID]) async throws -> [String] {
        let mount = try await test.store.mountReadOnly(layers)
        let lines = try shell("find . -mindepth 1 -printf '%P %m %U:%G %Ts\\n' | sort", in: mount.root)
        await test.store.unmount(mount)
        return lines
    }

    @Test("folders get the time of the source's, also those that were there, and the destination itself")
    func folderTimes() async throws {
        let test = try TestStore()
        let root = try test.source(Self.files)
        let base = try await test.layer("mkdir -p d/sub other; touch -d @5 d/sub d other")
        let request = CopyRequest(items: [.files(try select("dir", in: root))], destination: "/d")
        let layer = try await test.copied(request, on: [base.id])
        let seen = try await facts(test, [base.id, layer.id]).filter { !$0.contains("one") && !$0.contains("three") }
        #expect(seen == ["d 755 0:0 2000", "d/sub 750 0:0 1000", "other 755 0:0 5"])
        await test.close()
    }

    @Test("a folder whose time alone differs does not come into the layer")
    func timeAlone() async throws {
        let test = try TestStore()
        let root = try test.source(Self.files)
        let request = CopyRequest(items: [.files(try select("dir", in: root))], destination: "/d")
        let base = try await test.copied(request)
        try shell("touch -d @7 dir dir/sub", in: root)
        let again = CopyRequest(items: [.files(try select("dir", in: root))], destination: "/d")
        let layer = try await test.copied(again, on: [base.id])
        #expect(try await test.archive(layer.id).count == 1024)
        await test.close()
    }

    @Test(
        "folders that are made take nine bits of a numeric --chmod, and nothing of clauses",
        arguments: [
            (ModeChange.absolute(0o1700), "700", "1700"), (.absolute(0), "0", "0"),
            (.symbolic([.init(classes: ["g", "o"], action: .remove, permissions: ["r", "w", "x"])]), "755", "600"),
        ])
    func newFolders(mode: ModeChange, folder: String, file: String) async throws {
        let test = try TestStore()
        let root = try test.source(Self.files)
        var request = CopyRequest(items: [.files(try select("file", in: root))], destination: "/n/")
        request.mode = mode
        let lines = try await facts(test, [try await test.copied(request).id]).map { $0.split(separator: " ")[1] }
        #expect(lines.map(String.init) == [folder, file])
        await test.close()
    }

    @Test("--parents changes of folders that are there only the mode, and keeps times")
    func existingParents() async throws {
        let test = try TestStore()
        let root = try test.source(Self.files)
        let base = try await test.layer("mkdir -p p/dir; chown 5:6 p/dir")
        var request = CopyRequest(
            items: [.files(try select("dir/sub/three", in: root, parents: ["dir", "dir/sub"]))], destination: "/p/")
        request.keepsParents = true
        request.owner = FileOwner(uid: 9, gid: 9)
        let layer = try await test.copied(request, on: [base.id])
        let seen = try await facts(test, [base.id, layer.id]).filter { $0.contains("/") && !$0.contains("three") }
        #expect(seen == ["p/dir 711 5:6 2000", "p/dir/sub 750 9:9 1000"])
        await test.close()
    }

    @Test("--parents makes the destination even if nothing matched")
    func nothingMatched() async throws {
        let test = try TestStore()
        let root = try test.source(Self.files)
        var base = try select("", in: root)
        base.sources[0].entries.removeSubrange(1...)
        var request = CopyRequest(items: [.files(base)], destination: "/made/here/")
        request.keepsParents = true
        #expect(
            try await test.listing([try await test.copied(request).id]) == [
                "made drwxr-xr-x 0:0 ", "made/here drwxr-xr-x 0:0 ",
            ])
        await test.close()
    }

    @Test("names that are no text are copied as they are")
    func namesOfBytes() async throws {
        let test = try TestStore()
        let root = try test.source("name=$(printf 'caf\\351'); echo x > \"$name\"; touch -d @1000 \"$name\"")
        let name = FilePath(platformString: [0x63, 0x61, 0x66, -23, 0])
        let entry = FileEntry(
            path: FilePath(), kind: .regular, mode: 0o644, uid: 0, gid: 0, size: 2, mtime: 1_000_000_000_000)
        let source = SelectedSource(path: name, name: name, parents: [], entries: [entry])
        let file = SelectedFiles(root: root, sources: [source], digest: .sha256(of: ""))
        let mount = try await test.store.mountWritable(on: [])
        try await test.store.copy(CopyRequest(items: [.files(file)], destination: "/to/"), into: mount)
        #expect(try shell("ls to | od -An -tx1", in: mount.root) == [" 63 61 66 e9 0a"])
        await test.store.unmount(mount)
        await test.close()
    }

    @Test("ADD: folders that an archive leaves out are root's, its destination has mode 755, a hard link the last word")
    func archives() async throws {
        let test = try TestStore()
        let root = try test.source("")
        var archive: [UInt8] = []
        let writer = try TarWriter { archive.append(contentsOf: $0) }
        let (first, second) = (Array("in/side/f".utf8), Array("in/side/g".utf8))
        try writer.append(TarEntry(path: first, kind: .file, mode: 0o644, uid: 5, gid: 6, modified: 1000))
        try writer.append(
            TarEntry(path: second, kind: .hardLink(first), mode: 0o600, uid: 7, gid: 8, modified: -100))
        try writer.finish()
        let file = try FileDescriptor.open(
            root.appending("a.tar"), .writeOnly, options: .create, permissions: .ownerReadWrite)
        try file.closeAfter { _ = try file.writeAll(archive) }
        var request = CopyRequest(items: [.files(try select("a.tar", in: root))], destination: "/x/y/")
        request.unpacking = .localArchives
        request.mode = .absolute(0o700)
        let layer = try await test.copied(request)
        #expect(
            try await facts(test, [layer.id]).map { $0.split(separator: " ").prefix(3).joined(separator: " ") } == [
                "x 755 0:0", "x/y 755 0:0", "x/y/in 755 0:0", "x/y/in/side 755 0:0", "x/y/in/side/f 600 7:8",
                "x/y/in/side/g 600 7:8",
            ])
        #expect(try await facts(test, [layer.id]).last?.hasSuffix(" 0") == true)
        await test.close()
    }

    @Test("ADD does not look at what follows an archive", arguments: ["cat a.tar", "gzip -c a.tar"])
    func garbage(packing: String) async throws {
        let test = try TestStore()
        let root = try test.source("echo f > f; tar -cf a.tar f; (\(packing); head -c 5000 /dev/urandom) > b")
        var request = CopyRequest(items: [.files(try select("b", in: root))], destination: "/x/")
        request.unpacking = .localArchives
        let layer = try await test.copied(request)
        #expect(try await test.contents("/x/f", [layer.id]) == "f\n")
        await test.close()
    }
}
