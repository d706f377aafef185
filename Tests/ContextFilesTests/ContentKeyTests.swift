import ContextFiles
import EnginePorts
import Glibc
import LinuxSystem
import OCIFormat
import SystemPackage
import Testing

@Suite struct ContentKeyTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder("dir/a", "dir/sub/b", "other")
    }

    private func key(_ pattern: String = "dir") async throws -> Digest {
        try await BuildContexts.select(pattern, in: folder).digest
    }

    @Test func timesAndFilesElsewhereDoNotCount() async throws {
        let before = try await key()
        try folder.setTimes("dir/a", seconds: 1_000_000_000)
        try folder.write("other", "changed")
        #expect(try await key() == before)
    }

    @Test func whatIsCopiedCounts() async throws {
        var keys: Set<Digest> = [try await key()]
        try folder.write("dir/a", "changed")
        #expect(keys.insert(try await key()).inserted)
        try folder.write("dir/a", "changed", mode: 0o755)
        #expect(keys.insert(try await key()).inserted)
        try folder.write("dir/new", "")
        #expect(keys.insert(try await key()).inserted)
        try folder.remove("dir/new")
        try folder.makeFolder("dir/new")
        #expect(keys.insert(try await key()).inserted)
        try folder.makeFolder("dir/new", mode: 0o700)
        #expect(keys.insert(try await key()).inserted)
        try folder.link("dir/link", to: "a")
        #expect(keys.insert(try await key()).inserted)
        try folder.remove("dir/link")
        try folder.link("dir/link", to: "b")
        #expect(keys.insert(try await key()).inserted)
    }

    @Test func aRenamedFileCountsForAWildcard() async throws {
        let before = try await key("o*")
        try folder.write("oops", "other")
        try folder.remove("other")
        #expect(try await key("o*") != before)
    }

    @Test func hardLinksAreTheSameFileWithinASource() async throws {
        try folder.write("h/a", "linked")
        try folder.hardLink("h/b", to: "h/a")
        try folder.hardLink("c", to: "h/a")
        let selected = try await BuildContexts.select("h", "h/a", "c", in: folder)
        let groups = selected.sources.map { $0.entries.map(\.linkGroup) }
        #expect(groups[0][0] == 0 && groups[0][1] != 0 && groups[0][1] == groups[0][2])
        #expect(groups[1] == [0] && groups[2] == [0])
        let linked = try await key("h")
        try folder.remove("h/b")
        try folder.write("h/b", "linked")
        #expect(try await key("h") != linked)
    }

    @Test func entriesOfAContextAreRootsAndTellTheirContents() async throws {
        try folder.write("dir/a", "text", mode: 0o4755)
        let entry = try #require(try await BuildContexts.select("dir/a", in: folder).sources.first?.entries.first)
        #expect(entry.kind == .regular && entry.mode == 0o4755 && entry.size == 4)
        #expect(entry.contents == Digest.sha256(of: "text"))
        #expect(entry.uid == 0 && entry.gid == 0)
    }

    @Test func largeFilesAreDigestedWhole() async throws {
        let text = String(repeating: "0123456789abcdef", count: 200_000)
        try folder.write("large", text)
        let entry = try #require(try await BuildContexts.select("large", in: folder).sources.first?.entries.first)
        #expect(entry.contents == Digest.sha256(of: text))
        #expect(entry.size == 3_200_000)
    }

    @Test func fifosAndSocketsAreListedAndNotOpened() async throws {
        try openFile(folder.path.appending("dir"), [.directory]).closingAfter { directory in
            try directory.makeNode(at: "fifo", kind: .fifo, permissions: 0o600)
            try directory.makeNode(at: "socket", kind: .socket, permissions: 0o600)
        }
        let kinds = try await BuildContexts.select("dir", in: folder).sources[0].entries.map(\.kind)
        #expect(kinds == [.directory, .regular, .fifo, .socket, .directory, .regular])
    }

    @Test(.enabled(if: getuid() == 0, "only root can set capabilities"))
    func capabilitiesAreKeptAndOtherAttributesDropped() async throws {
        try folder.write("tool", "#!", mode: 0o755)
        let plain = try await key("tool")
        let value: [UInt8] = [1, 0, 0, 2, 0, 4] + Array(repeating: 0, count: 14)
        try openFile(folder.path.appending("tool")).closingAfter { file in
            try file.setAttribute("user.note", [1])
            try file.setAttribute("security.capability", value)
        }
        let selected = try await BuildContexts.select("tool", in: folder)
        let attributes = selected.sources[0].entries[0].attributes
        #expect(attributes == [ExtendedAttribute(name: "security.capability", value: value)])
        #expect(selected.digest != plain)
    }
}
