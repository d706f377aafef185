import Foundation
import Testing

@Suite("Stores and disks that are not as they should be")
struct BadStoreTests {
    private func makeSpace() throws -> TestSpace {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN echo done > /done\n")
        return space
    }

    /// Mounts a filesystem on a folder of the space while `body` runs.
    private func withMount(
        _ space: TestSpace, _ type: String, _ options: String, _ body: (String) throws -> Void
    ) throws {
        let place = space.path("mounted")
        try Tools.run("mkdir", place)
        try Tools.run("mount", "-t", type, "-o", options, type, place)
        defer { _ = try? Tools.run("umount", "-l", place) }
        try body(place)
    }

    @Test("A store of a newer strata is left as it is")
    func newerStore() throws {
        let space = try makeSpace()
        try space.build()
        // SQLite's user_version: four bytes at offset 60, the most significant first.
        let database = space.store.appendingPathComponent("state.db")
        for name in ["state.db-wal", "state.db-shm"] where space.has("store/\(name)") {
            try space.remove("store/\(name)")
        }
        let file = try FileHandle(forUpdating: database)
        try file.seek(toOffset: 60)
        try file.write(contentsOf: Data([0, 0, 3, 231]))
        try file.close()
        let text = try space.failure()
        #expect(text.contains("state.db was made by a newer strata (schema 999, this one knows"))
        #expect(text.contains("this one is left as it is"))
        #expect(try Data(contentsOf: database)[60..<64] == Data([0, 0, 3, 231]))
        #expect(try space.strata("cache", "ls").code == 1)
    }

    @Test("A damaged database is told, and images stay")
    func damagedDatabase() throws {
        let space = try makeSpace()
        try space.build()
        // With its log beside it, which may hold all pages, SQLite would make the file whole again.
        try Tools.run("sh", "-c", "rm -f state.db-wal state.db-shm", in: space.store)
        try Data("this is no database, and never was one, whatever its name says".utf8)
            .write(to: space.store.appendingPathComponent("state.db"))
        let text = try space.failure()
        #expect(text.contains("state.db is damaged"))
        #expect(text.contains("remedy: move it away"))
        #expect(try space.strata("images", "ls", "--json").lines.count == 1)
        try Tools.run("sh", "-c", "rm state.db*", in: space.store)
        try space.build().expectRan("RUN echo done > /done")
    }

    @Test("A damaged blob is named and nothing is made of it")
    func damagedBlob() throws {
        let space = try makeSpace()
        let blobs = "store/images/blobs/sha256"
        let largest = try #require(
            try space.list(blobs).max { try size(space, "\(blobs)/\($0)") < size(space, "\(blobs)/\($1)") })
        let path = space.path("\(blobs)/\(largest)")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[bytes.count / 2] ^= 0xFF
        try Tools.run("chmod", "u+w", path)
        try bytes.write(to: URL(fileURLWithPath: path))
        let text = try space.failure()
        #expect(text.contains(largest))
        #expect(text.contains("damaged"))
        #expect(text.contains("Dockerfile:1"))
        bytes[bytes.count / 2] ^= 0xFF
        try bytes.write(to: URL(fileURLWithPath: path))
        try space.build().expectRan("RUN echo done > /done")
    }

    @Test(
        "A layer that somebody took away is made again, once",
        arguments: ["RUN echo a > /a", "COPY f /a", "WORKDIR /a"])
    func lostLayer(instruction: String) throws {
        let space = try TestSpace()
        try space.write("context/f", "f")
        try space.dockerfile("FROM base\n\(instruction)\nRUN true\n")
        try space.build()
        let entry = try #require(try space.strata("cache", "ls", "--json").lines.first { $0.contains(instruction) })
        let layer = try #require(entry.firstMatch(of: /"layers":\["[^\]]*"([a-z0-9]+)"\]/)).1
        try Tools.run("rm", "-r", space.path("store/layers/\(layer)"))
        let causes = try space.build("-o", space.path("out")).causes
        #expect(causes[instruction] == "its layer is no longer in the cache")
        #expect(space.has("out/a"))
        try space.build().expectRan()
    }

    private func size(_ space: TestSpace, _ name: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: space.path(name))[.size] as? Int ?? 0
    }

    @Test("A full disk is told, and what was there stays", .enabled(if: Builder.isRoot, "only root may mount"))
    func fullDisk() throws {
        let space = try makeSpace()
        try withMount(space, "tmpfs", "size=24m") { place in
            space.environment["STRATA_ROOT"] = "\(place)/store"
            #expect(try space.strata("images", "import", try BusyboxImage.archive(), "base").code == 0)
            try space.build()
            try space.dockerfile("FROM base\nRUN echo done > /done\nCOPY large /\n")
            try space.write("context/large", Data(repeating: 1, count: 40 << 20))
            let text = try space.failure()
            #expect(text.contains("ENOSPC") || text.contains("No space left on device"), "\(text)")
            try space.write("context/large", "small")
            try space.build().expectRan("COPY large /")
            #expect(try space.strata("images", "ls", "--json").lines.count == 1)
        }
    }

    @Test("A disk that is filled by a step is told", .enabled(if: Builder.isRoot, "only root may mount"))
    func fullDiskInStep() throws {
        let space = try makeSpace()
        try withMount(space, "tmpfs", "size=24m") { place in
            space.environment["STRATA_ROOT"] = "\(place)/store"
            #expect(try space.strata("images", "import", try BusyboxImage.archive(), "base").code == 0)
            try space.dockerfile("FROM base\nRUN echo done > /done\nRUN dd if=/dev/zero of=/large bs=1M count=40\n")
            let text = try space.failure()
            #expect(text.contains("No space left on device"))
            try space.dockerfile("FROM base\nRUN echo done > /done\nRUN cat /done\n")
            #expect(try space.build().ran.contains("RUN cat /done"))
        }
    }

    @Test("A filesystem that can't hold layers is told", .enabled(if: Builder.isRoot, "only root may mount"))
    func unsuitableFilesystem() throws {
        let space = try makeSpace()
        // As the disk of a container is.
        for name in ["lower", "upper", "work"] { try Tools.run("mkdir", space.path(name)) }
        let parts = "lowerdir=\(space.path("lower")),upperdir=\(space.path("upper")),workdir=\(space.path("work"))"
        try withMount(space, "overlay", parts) { place in
            space.environment["STRATA_ROOT"] = "\(place)/store"
            #expect(try space.strata("images", "import", try BusyboxImage.archive(), "base").code == 0)
            let text = try space.failure()
            #expect(text.contains("the store \(place)/store"))
            #expect(text.contains("lies on overlayfs, which can't hold overlay layers"))
            #expect(text.contains("remedy: use --root DIR (or STRATA_ROOT) on ext4, xfs or btrfs"))
        }
    }

    @Test("A store that can't be written is told")
    func unwritableStore() throws {
        let space = try TestSpace(base: nil)
        try space.dockerfile("FROM scratch\nCOPY . /\n")
        try space.write("file", "")
        space.environment["STRATA_ROOT"] = space.path("file/store")
        let text = try space.failure()
        #expect(text.contains(space.path("file/store")))
        #expect(text.contains("--root DIR"))
    }
}
