import EnginePorts
import OCIFormat
import SystemPackage
import Testing

@testable import LayerStore

@Suite("Committing what a step wrote", .enabled(if: mayMount, "mounting overlays needs root"))
struct CommitTests {
    @Test("layers stack; a layer holds what was added, changed and removed, and nothing else")
    func layersStack() async throws {
        let test = try TestStore()
        let base = try await test.layer("mkdir d; echo 1 > d/one; echo 2 > d/two; echo f > file; ln -s file link")
        let next = try await test.layer(on: [base.id], "rm d/one; echo new > d/new; chmod 600 file; echo x > link2")
        #expect(try await test.changes(next.id, below: [base.id]) == ["+d/new", "-d/one", "~file", "+link2"])
        let both = [base.id, next.id]
        #expect(try await test.contents("/d/one", both) == nil)
        #expect(try await test.contents("/link", both) == "f\n")
        #expect(try await test.store.list().sorted() == both.sorted())
        await test.close()
    }

    @Test(
        "a step that changes nothing leaves an empty layer",
        arguments: [
            "true", "touch d", "cat d/one", "chmod 600 d/one; chmod 644 d/one", "cp -p d/one x; cp -p x d/one; rm x",
            "touch d/x; rm d/x", "mkdir new; rmdir new",
        ])
    func nothingChanges(script: String) async throws {
        let test = try TestStore()
        let base = try await test.layer("mkdir d; echo 1 > d/one")
        let next = try await test.layer(on: [base.id], script)
        #expect(next.entryCount == 0)
        #expect(try await test.archive(next.id) == test.archive(try await test.layer("true").id))
        await test.close()
    }

    @Test("a folder removed and made again hides what was in it")
    func recreated() async throws {
        let test = try TestStore()
        let base = try await test.layer("mkdir -p d/sub; echo 1 > d/1; echo 2 > d/sub/2; chmod 750 d")
        let next = try await test.layer(on: [base.id], "rm -rf d; mkdir d; echo new > d/new")
        #expect(try await test.changes(next.id, below: [base.id]) == ["~d", "-d/1", "+d/new", "-d/sub"])
        #expect(try await test.listing([base.id, next.id]) == ["d drwxr-xr-x 0:0 ", "d/new -rw-r--r-- 0:0 "])
        await test.close()
    }

    @Test("types change both ways")
    func typesChange() async throws {
        let test = try TestStore()
        let base = try await test.layer("mkdir dir; echo x > dir/x; echo f > file; ln -s file link")
        let next = try await test.layer(
            on: [base.id],
            "rm -r dir; ln -s /none dir; rm file; mkdir file; echo in > file/in; rm link; echo now > link")
        #expect(
            try await test.listing([base.id, next.id]) == [
                "dir lrwxrwxrwx 0:0 /none", "file drwxr-xr-x 0:0 ", "file/in -rw-r--r-- 0:0 ", "link -rw-r--r-- 0:0 ",
            ])
        await test.close()
    }

    @Test("the digest tells contents, modes, owners, links, removals apart, but not times")
    func digest() async throws {
        let test = try TestStore()
        let base = try await test.layer("mkdir d; echo 1 > d/one; echo 2 > d/two")
        func digest(_ script: String) async throws -> String? {
            try await test.layer(on: [base.id], digesting: true, script).digest?.description
        }
        let plain = try await digest("echo a > d/a")
        #expect(try await digest("echo a > d/a; touch -d 2001-01-01 d/a") == plain)
        let others = [
            "echo b > d/a", "echo a > d/b", "echo a > d/a; chmod 600 d/a", "echo a > d/a; chown 5 d/a", "ln -s a d/a",
            "echo a > d/a; rm d/one", "echo a > d/a; ln d/a d/b", "echo a > d/a; cp d/a d/b", "mkfifo d/a", "true",
            "mknod d/a c 1 3", "mknod d/a c 1 5",
        ]
        var seen: Set<String?> = [plain]
        for script in others { #expect(seen.insert(try await digest(script)).inserted, "\(script)") }
        #expect(try await digest("rm -r d; mkdir d; echo a > d/a") == digest("rm d/one d/two; echo a > d/a"))
        await test.close()
    }

    @Test("a mount that is not committed leaves nothing, and a layer that is removed is gone")
    func dropped() async throws {
        let test = try TestStore()
        let mount = try await test.store.mountWritable(on: [])
        try shell("echo x > x", in: mount.root)
        await test.store.unmount(mount)
        #expect(try await test.store.list().isEmpty)
        #expect(try shell("ls -A", in: test.folder.appending("store/tmp/test")).isEmpty)
        let layer = try await test.layer("mkdir -m 0 d; echo x > y")
        #expect(test.store.contains(layer.id))
        try await test.store.remove(layer.id)
        #expect(!test.store.contains(layer.id))
        await #expect(throws: LayerError.missingLayer(layer.id)) { try await test.store.mountReadOnly([layer.id]) }
        await test.close()
    }

    @Test("the root's own mode and owner last through layers")
    func rootAttributes() async throws {
        let test = try TestStore()
        let base = try await test.layer("chmod 751 .; chown 3:4 .")
        let next = try await test.layer(on: [base.id], "echo x > x")
        let mount = try await test.store.mountReadOnly([base.id, next.id])
        #expect(try shell("stat -c '%a %u:%g' .", in: mount.root) == ["751 3:4"])
        await test.close()
    }

    @Test("sixty layers are one filesystem")
    func many() async throws {
        let test = try TestStore()
        var layers: [LayerID] = []
        for number in 0..<60 { layers.append(try await test.layer(on: layers, "echo \(number) > f\(number)").id) }
        #expect(try await test.listing(layers).count == 60)
        await #expect(throws: LayerError.tooManyLayers(600)) {
            try await test.store.mountReadOnly(Array(repeating: layers, count: 10).flatMap { $0 })
        }
        await test.close()
    }

    @Test("files are read inside the root, whatever links say")
    func reading() async throws {
        let test = try TestStore()
        let layer = try await test.layer(
            "mkdir etc; echo in > etc/passwd; ln -s ../../../../etc/passwd up; ln -s /etc abs; mkfifo p")
        for (path, expected) in [
            ("/etc/passwd", "in\n"), ("up", "in\n"), ("/abs/passwd", "in\n"), ("/p", nil), ("/etc", nil),
            ("/none", nil),
        ] as [(String, String?)] {
            #expect(try await test.contents(path, [layer.id]) == expected)
        }
        await test.close()
    }
}
