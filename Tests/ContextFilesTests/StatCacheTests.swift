import EnginePorts
import LinuxSystem
import OCIFormat
import Synchronization
import SystemPackage
import Testing

@testable import ContextFiles

/// Keeps stat caches in memory and counts.
final class MemoryStorage: StatCacheStorage {
    private let blobs = Mutex<[String: [UInt8]]>([:])

    var names: [String] { blobs.withLock { Array($0.keys) } }

    func load(_ name: String) async -> [UInt8]? { blobs.withLock { $0[name] } }

    func save(_ bytes: [UInt8], _ name: String) async { blobs.withLock { $0[name] = bytes } }

    func damage() {
        blobs.withLock { blobs in
            for name in blobs.keys { blobs[name]?.removeLast(3) }
        }
    }
}

@Suite struct StatCacheTests {
    private let folder: TemporaryFolder
    private let storage = MemoryStorage()

    init() throws {
        folder = try TemporaryFolder("dir/a", "dir/b")
    }

    private func build(_ pattern: String = "dir") async throws -> SelectedFiles {
        let contexts = BuildContexts(statCaches: storage)
        try await contexts.open("", folder: folder.path)
        let selected = try await contexts.select(FileSelection(patterns: [pattern]), in: .context(""))
        await contexts.saveStatCaches()
        return selected
    }

    /// Waits until files are old enough for a change of theirs to be seen; asks the clock of the filesystem itself.
    private func settle() throws {
        let first = try status("dir/b")
        var now = first
        while now.changeTime.totalNanoseconds - first.changeTime.totalNanoseconds < 80_000_000 {
            try folder.write("clock", "")
            now = try status("clock")
        }
    }

    private func status(_ name: String) throws -> FileStatus {
        try FileDescriptor.workingDirectory.status(at: folder.path.appending(name))
    }

    @Test func unchangedFilesAreNotReadAgain() async throws {
        try settle()
        let first = try await build()
        #expect(storage.names == ["stat-cache:\(folder.path.string)"])
        #expect(try await build().digest == first.digest)

        // A digest that the file does not have shows that nobody reads it.
        let forged = StatCache(packed: nil)
        forged.remember(try status("dir/a"), digest: .sha256(of: "forged"), hasCapability: false)
        await storage.save(try #require(try forged.packed()), storage.names[0])
        #expect(try await build().sources[0].entries[1].contents == .sha256(of: "forged"))
    }

    @Test func cachesOfManyFilesAreFoundAgain() throws {
        try settle()
        let cache = StatCache(packed: nil)
        var status = try status("dir/a")
        for index in 0..<1000 {
            status.inode = UInt64(index * 7919 % 1000)
            cache.remember(status, digest: .sha256(of: "\(index)"), hasCapability: index % 3 == 0)
        }
        let saved = StatCache(packed: try cache.packed())
        for index in 0..<1000 {
            status.inode = UInt64(index * 7919 % 1000)
            let known = try #require(saved.find(status))
            #expect(known.digest == .sha256(of: "\(index)") && known.hasCapability == (index % 3 == 0))
        }
        status.size += 1
        #expect(saved.find(status) == nil)
        status.inode = 5000
        #expect(saved.find(status) == nil)
        #expect(try saved.packed() == nil)
    }

    @Test func aFileThatChangedKeepingSizeAndTimeIsReadAgain() async throws {
        try folder.setTimes("dir/a", seconds: 1_000_000_000)
        try settle()
        let first = try await build()
        try folder.write("dir/a", "rid/a")
        try folder.setTimes("dir/a", seconds: 1_000_000_000)
        let second = try await build()
        #expect(second.digest != first.digest)
        #expect(second.sources[0].entries[1].contents == Digest.sha256(of: "rid/a"))
    }

    @Test func aFileThatHasJustChangedIsNotTrusted() async throws {
        for round in 0..<50 {
            try folder.write("dir/a", "text\(round % 10)")
            let selected = try await build("dir/a")
            #expect(selected.sources[0].entries[0].contents == Digest.sha256(of: "text\(round % 10)"))
        }
    }

    @Test func aDamagedCacheCountsAsNone() async throws {
        try settle()
        let first = try await build()
        storage.damage()
        #expect(try await build().digest == first.digest)
    }

    @Test(arguments: [8, 3_000_000])
    func aFileThatGrowsWhileItIsReadIsTakenAsItWas(size: Int) async throws {
        let text = String(repeating: "a", count: size)
        try folder.write("dir/a", text)
        #expect(try await readWhile { $0.append("more") } == .sha256(of: text))
    }

    @Test func aFileThatIsWrittenAnewWhileItIsReadIsReadAgain() async throws {
        let once = Mutex(false)
        let digest = try await readWhile { file in
            let isFirst = once.withLock { done in
                defer { done = true }
                return !done
            }
            if isFirst { file.replace("b new") }
        }
        #expect(digest == .sha256(of: "b new"))
    }

    @Test func aFileThatIsAlwaysWrittenAnewIsRefused() async throws {
        let round = Mutex(0)
        await #expect(throws: FileTreeError.changedWhileRead(path: "dir/a")) {
            try await readWhile { file in file.replace("\(round.withLock { $0 += 1; return $0 })") }
        }
    }

    /// The digest of dir/a, to which something is done whenever a piece of it was read.
    private func readWhile(_ edit: @escaping @Sendable (_ file: EditedFile) -> Void) async throws -> Digest? {
        let path = folder.path
        let edited = EditedFile(path: path.appending("dir/a"))
        return try await Worker.run { (worker) throws(any Error) in
            let tree = try FileTreeReader(folder: path)
            let dir = try tree.child(Array("dir".utf8), of: tree.root)
            let node = try dir.flatMap { try tree.child(Array("a".utf8), of: $0) }
            let reader = ContentReader(tree: tree, statCache: nil, worker: worker) { _ in edit(edited) }
            if let node { try reader.read([node]) }
            return node?.contents?.digest
        }
    }
}

/// A file that is written while others read it.
private struct EditedFile: Sendable {
    let path: FilePath

    func append(_ text: String) { write(text, [.append]) }

    func replace(_ text: String) { write(text, [.truncate]) }

    private func write(_ text: String, _ options: FileDescriptor.OpenOptions) {
        do {
            let file = try FileDescriptor.open(path, .writeOnly, options: options)
            try file.closeAfter { _ = try file.writeAll(text.utf8) }
        } catch {
            Issue.record(error)
        }
    }
}
