import BuildGraph
import EnginePorts
import SystemPackage
import Testing

@testable import LayerStore

@Suite("COPY and ADD", .enabled(if: mayMount, "mounting overlays needs root"))
struct CopyTests {
    static let files = """
        echo a > a.txt; echo b > b.txt; mkdir -p dir/sub; echo one > dir/one; echo three > dir/sub/three
        ln -s one dir/link
        chmod 4755 dir/one; chmod 700 dir/sub; chmod 711 dir; touch -d 2001-02-03 dir/sub/three dir/sub
        """

    private func request(_ paths: [String], in root: FilePath, to destination: String) throws -> CopyRequest {
        CopyRequest(items: try paths.map { .files(try select($0, in: root)) }, destination: destination)
    }

    @Test(
        "files and folders go where BuildKit puts them",
        arguments: [
            (["a.txt"], "/one", ["+one"]), (["a.txt"], "/new/dir/", ["+new", "+new/dir", "+new/dir/a.txt"]),
            (["a.txt"], "/deep/er/name", ["+deep", "+deep/er", "+deep/er/name"]),
            (["a.txt"], "/existing", ["+existing/a.txt"]), (["a.txt"], "/existing/file", ["~existing/file"]),
            (["dir"], "/f", ["+f", "+f/link", "+f/one", "+f/sub", "+f/sub/three"]),
            (["dir/sub"], "/existing", ["+existing/three"]), (["dir/sub"], "/", ["+three"]),
            (["a.txt", "b.txt"], "/m/", ["+m", "+m/a.txt", "+m/b.txt"]), (["a.txt"], "/abs/1", ["+real/1"]),
            (["a.txt"], "/x/up/2", ["+real/2"]), (["dir/sub"], "/abs", ["+real/three"]),
            (["a.txt"], "/tofile", ["+real/via"]), (["a.txt"], "/existing/../z", ["+z"]),
        ] as [([String], String, [String])])
    func places(paths: [String], destination: String, expected: [String]) async throws {
        let test = try TestStore()
        let root = try test.source(Self.files)
        let base = try await test.layer(
            """
            mkdir existing real x; echo old > existing/file; ln -s /real abs
            ln -s ../../../real x/up; ln -s /real/via tofile
            """
        )
        let layer = try await test.copied(try request(paths, in: root, to: destination), on: [base.id])
        #expect(try await test.changes(layer.id, below: [base.id]) == expected)
        #expect(layer.entryCount >= expected.count)
        await test.close()
    }

    @Test(
        "a file that was edited after it was digested is not copied",
        arguments: ["echo longer > a.txt", "echo c > a.txt", ": > a.txt", "echo c > new; mv new a.txt"])
    func changedSource(edit: String) async throws {
        let test = try TestStore()
        let root = try test.source(Self.files + "; touch -d 2000-01-01 a.txt")
        let wanted = try request(["a.txt", "b.txt"], in: root, to: "/to/")
        try shell(edit, in: root)
        await #expect(throws: LayerError.badCopy(path: "/to/a.txt", .changedWhileRead)) {
            try await test.copied(wanted)
        }
        await test.close()
    }

    @Test(
        "a file that only grew or was touched after it was digested is copied as it was",
        arguments: ["echo more >> a.txt", "touch -d 2001-02-03 a.txt"], [1, 100_000])
    func grownSource(edit: String, lines: Int) async throws {
        let test = try TestStore()
        let root = try test.source("yes line | head -\(lines) > a.txt; touch -d 2000-01-01 a.txt")
        let wanted = try request(["a.txt"], in: root, to: "/to/")
        try shell(edit, in: root)
        let layer = try await test.copied(wanted)
        #expect(try await test.contents("to/a.txt", [layer.id]) == String(repeating: "line\n", count: lines))
        await test.close()
    }

    @Test("an archive that was edited after it was digested is not unpacked")
    func changedArchive() async throws {
        let test = try TestStore()
        let root = try test.source("echo a > a.txt; tar -cf a.tar a.txt")
        var wanted = try request(["a.tar"], in: root, to: "/to/")
        wanted.unpacking = .localArchives
        try shell("touch -d 2001-02-03 a.tar", in: root)
        await #expect(throws: LayerError.badCopy(path: "a.tar", .changedWhileRead)) {
            try await test.copied(wanted)
        }
        await test.close()
    }

    @Test("a layer that a stack has twice shows at its topmost place")
    func repeatedLayer() async throws {
        let test = try TestStore()
        let first = try await test.layer("echo first > file; echo a > a").id
        let second = try await test.layer("echo second > file; echo b > b").id
        #expect(try await test.contents("file", [first, second, first]) == "first\n")
        let upper = try await test.layer(on: [first, second, first], "cat a b file > all")
        #expect(try await test.contents("all", [first, second, first, upper.id]) == "a\nb\nfirst\n")
        await test.close()
    }

    @Test("modes, times, links and what is special are kept; owners become root's")
    func attributes() async throws {
        let test = try TestStore()
        let root = try test.source(
            Self.files + "; mkfifo -m 640 dir/pipe; chown 7:8 dir/one; chmod 4755 dir/one; ln dir/one dir/two")
        let layer = try await test.copied(try request(["dir"], in: root, to: "/d"))
        #expect(
            try await test.listing([layer.id]) == [
                "d drwxr-xr-x 0:0 ", "d/link lrwxrwxrwx 0:0 one", "d/one -rwsr-xr-x 0:0 ", "d/pipe prw-r----- 0:0 ",
                "d/sub drwx------ 0:0 ", "d/sub/three -rw-r--r-- 0:0 ", "d/two -rwsr-xr-x 0:0 ",
            ])
        let mount = try await test.store.mountReadOnly([layer.id])
        let times = try shell("stat -c %Y d/sub d/sub/three; stat -c %h d/one", in: mount.root)
        #expect(times == ["981158400", "981158400", "2"])
        await test.close()
    }

    @Test("--chown and --chmod also reach the folders that are made")
    func ownersAndModes() async throws {
        let test = try TestStore()
        let root = try test.source(Self.files)
        var owned = try request(["a.txt"], in: root, to: "/made/by/")
        owned.owner = FileOwner(uid: 1000, gid: 2000)
        owned.mode = .absolute(0o640)
        let layer = try await test.copied(owned)
        #expect(
            try await test.listing([layer.id]) == [
                "made drw-r----- 1000:2000 ", "made/by drw-r----- 1000:2000 ", "made/by/a.txt -rw-r----- 1000:2000 ",
            ])
        var kept = try request(["dir/one"], in: root, to: "/one")
        kept.keepsOwners = true
        try shell("chown 7:8 dir/one; chmod 4755 dir/one", in: root)
        kept.items = [.files(try select("dir/one", in: root))]
        let second = try await test.copied(kept)
        #expect(try await test.listing([second.id]) == ["one -rwsr-xr-x 7:8 "])
        await test.close()
    }

    @Test("a folder that is there keeps its attributes as destination, not below it")
    func overExisting() async throws {
        let test = try TestStore()
        let root = try test.source(Self.files)
        let base = try await test.layer(
            "mkdir -p d/sub; chmod 750 d; chown 5 d d/sub; echo stays > d/sub/stays; echo old > d/one")
        let layer = try await test.copied(try request(["dir"], in: root, to: "/d"), on: [base.id])
        #expect(
            try await test.listing([base.id, layer.id]) == [
                "d drwxr-x--- 5:0 ", "d/link lrwxrwxrwx 0:0 one", "d/one -rwsr-xr-x 0:0 ", "d/sub drwx------ 0:0 ",
                "d/sub/stays -rw-r--r-- 0:0 ", "d/sub/three -rw-r--r-- 0:0 ",
            ])
        await test.close()
    }

    @Test("folders and files do not replace each other")
    func conflicts() async throws {
        let test = try TestStore()
        let root = try test.source(Self.files)
        let base = try await test.layer("echo file > target; mkdir -p d/one; mkdir e; ln -s /d e/sub")
        await #expect(throws: LayerError.badCopy(path: "/target", .notAFolder)) {
            try await test.copied(try request(["dir"], in: root, to: "/target"), on: [base.id])
        }
        await #expect(
            throws: LayerError.badCopy(path: "/d/one", .folderInTheWay)
        ) {
            try await test.copied(try request(["dir"], in: root, to: "/d"), on: [base.id])
        }
        await #expect(throws: LayerError.badCopy(path: "/e/sub", .notAFolder)) {
            try await test.copied(try request(["dir"], in: root, to: "/e"), on: [base.id])
        }
        await test.close()
    }

    @Test("--link does not look below, --parents keeps folders")
    func linkedAndParents() async throws {
        let test = try TestStore()
        let root = try test.source(Self.files)
        let base = try await test.layer("mkdir d real; chmod 711 d; ln -s /real sym")
        var linked = try request(["a.txt"], in: root, to: "/sym/")
        linked.isLinked = true
        let layer = try await test.copied(linked, on: [base.id])
        #expect(try await test.changes(layer.id, below: [base.id]) == ["~sym", "+sym/a.txt"])
        var parents = CopyRequest(
            items: [.files(try select("dir/sub/three", in: root, parents: ["dir", "dir/sub"]))], destination: "/p/")
        parents.keepsParents = true
        let second = try await test.copied(parents)
        #expect(
            try await test.listing([second.id]) == [
                "p drwxr-xr-x 0:0 ", "p/dir drwx--x--x 0:0 ", "p/dir/sub drwx------ 0:0 ",
                "p/dir/sub/three -rw-r--r-- 0:0 ",
            ])
        await test.close()
    }

    @Test("a heredoc becomes a file; what is the same below is not in the layer")
    func inlineAndSame() async throws {
        let test = try TestStore()
        let root = try test.source(Self.files)
        let inline = try await test.copied(
            CopyRequest(items: [.inline(name: "script", contents: Array("echo hi\n".utf8))], destination: "/bin/"))
        #expect(try await test.contents("/bin/script", [inline.id]) == "echo hi\n")
        let first = try await test.copied(try request(["dir"], in: root, to: "/"))
        let second = try await test.copied(try request(["dir"], in: root, to: "/"), on: [first.id])
        #expect(try await test.changes(second.id, below: [first.id]) == [])
        try shell("ln -sfn sub dir/link", in: root)
        let third = try await test.copied(try request(["dir"], in: root, to: "/"), on: [first.id])
        #expect(try await test.changes(third.id, below: [first.id]) == ["~link"])
        await test.close()
    }

    @Test("a new version of a copy shares the files that have not changed")
    func previousVersion() async throws {
        let test = try TestStore()
        let root = try test.source(Self.files)
        let first = try await test.copied(try request(["dir"], in: root, to: "/d"))
        try shell("echo changed > dir/sub/three", in: root)
        var again = try request(["dir"], in: root, to: "/d")
        again.previous = first.id
        let second = try await test.copied(again)
        let layers = test.folder.appending("store/layers")
        func inodes(_ layer: LayerID) throws -> [String] {
            try shell("stat -c %i \(layer)/d/one \(layer)/d/sub/three", in: layers)
        }
        let (old, new) = (try inodes(first.id), try inodes(second.id))
        #expect(old[0] == new[0])
        #expect(old[1] != new[1])
        #expect(try await test.contents("/d/sub/three", [first.id]) == "three\n")
        #expect(try await test.contents("/d/sub/three", [second.id]) == "changed\n")
        try await test.store.remove(first.id)
        #expect(try await test.contents("/d/one", [second.id]) == "one\n")
        await test.close()
    }

    @Test("ADD unpacks archives inside the destination as if it were the root")
    func add() async throws {
        let test = try TestStore()
        let script = """
            mkdir -p t/d; echo one > t/one; echo two > t/d/two; ln -s one t/link; echo w > t/.wh.gone
            mkdir t/swap; echo s > t/swap/s
            tar --sort=name --owner=123 --group=456 -C t -czf picture.png .; echo text > text.tar.gz
            head -c 10240 /dev/zero > zeros
            """
        let root = try test.source(script)
        let base = try await test.layer("mkdir -p x/d; echo old > x/d/old; echo stays > x/gone; echo file > x/swap")
        var request = try request(["picture.png", "text.tar.gz", "zeros"], in: root, to: "/x/")
        request.unpacking = .localArchives
        let layer = try await test.copied(request, on: [base.id])
        #expect(
            try await test.listing([base.id, layer.id]) == [
                "x drwxr-xr-x 0:0 ", "x/d drwxr-xr-x 123:456 ", "x/d/old -rw-r--r-- 0:0 ",
                "x/d/two -rw-r--r-- 123:456 ", "x/gone -rw-r--r-- 0:0 ", "x/link lrwxrwxrwx 123:456 one",
                "x/one -rw-r--r-- 123:456 ", "x/swap drwxr-xr-x 123:456 ", "x/swap/s -rw-r--r-- 123:456 ",
                "x/text.tar.gz -rw-r--r-- 0:0 ", "x/zeros -rw-r--r-- 0:0 ",
            ])
        request.owner = FileOwner(uid: 9, gid: 9)
        let owned = try await test.copied(request)
        #expect(try await test.listing([owned.id]).allSatisfy { $0.contains(" 9:9 ") })
        await test.close()
    }

    @Test("WORKDIR's folders belong to their user; a file in the way is an error")
    func makeDirectory() async throws {
        let test = try TestStore()
        let base = try await test.layer("mkdir srv; ln -s /srv s; echo f > file")
        let mount = try await test.store.mountWritable(on: [base.id])
        try await test.store.makeDirectory("/s/a/b", owner: FileOwner(uid: 5, gid: 6), in: mount)
        await #expect(throws: LayerError.self) {
            try await test.store.makeDirectory("/file/x", owner: .root, in: mount)
        }
        let layer = try await test.store.commit(mount, digesting: false, previous: nil)
        #expect(try await test.changes(layer.id, below: [base.id]) == ["+srv/a", "+srv/a/b"])
        #expect(try await test.listing([base.id, layer.id]).contains("srv/a drwxr-xr-x 5:6 "))
        await test.close()
    }
}
