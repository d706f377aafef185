import ContextFiles
import EnginePorts
import SystemPackage
import Testing

@Suite struct SelectionTests {
    @Test(arguments: [
        ("*.txt", ["a.txt", "b.txt"]),
        ("?.*", ["a.txt", "b.txt", "c.md"]),
        ("[a-b].txt", ["a.txt", "b.txt"]),
        ("d*", ["dir: one sub sub/three two.txt"]),
        ("*/one", ["one"]),
        ("dir/*/t*", ["three"]),
        ("dir", ["dir: one sub sub/three two.txt"]),
        ("dir/", ["dir: one sub sub/three two.txt"]),
        ("/dir/sub", ["sub: three"]),
        ("../dir/./sub/../one", ["one"]),
        ("none*", []),
        ("dir/none*", []),
    ])
    func patternsMatchAsGosDo(pattern: String, outline: [String]) async throws {
        let folder = try TemporaryFolder("a.txt", "b.txt", "c.md", "dir/one", "dir/two.txt", "dir/sub/three")
        #expect(try await BuildContexts.select(pattern, in: folder).outline == outline)
    }

    @Test func theWholeContextIsItsContents() async throws {
        let folder = try TemporaryFolder("b/x", ".hidden", "a")
        let selected = try await BuildContexts.select(".", in: folder)
        #expect(selected.outline == [": .hidden a b b/x"])
        #expect(selected.sources[0].path.isEmpty)
        #expect(selected.root == folder.path)
    }

    @Test func linksThatLeadToASourceAreFollowedAndThoseInItKept() async throws {
        let folder = try TemporaryFolder("tree/file", "tree/real/r")
        try folder.link("tree/tofile", to: "file")
        try folder.link("tree/todir", to: "real")
        try folder.link("tree/dangling", to: "/nowhere/at/all")
        try folder.link("toplink", to: "../../tree/./file")
        try folder.link("absolute", to: "/tree/real")
        let selected = try await BuildContexts.select(
            "tree", "tree/tofile", "tree/todir", "toplink", "tree/todir/r", "absolute/r", "tree/to*", in: folder)
        #expect(
            selected.outline == [
                "tree: dangling file real real/r todir tofile", "tofile", "todir: r", "toplink", "r", "r", "todir: r",
                "tofile",
            ])
        #expect(selected.sources[0].entries[1].linkTarget == "/nowhere/at/all")
        #expect(selected.sources.map(\.path).dropFirst().prefix(3) == ["tree/file", "tree/real", "tree/file"])
    }

    @Test func aLoopOfLinksEndsInAnError() async throws {
        let folder = try TemporaryFolder()
        try folder.link("a", to: "b")
        try folder.link("b", to: "a")
        await #expect(throws: FileTreeError.system(call: "open", path: "a", errno: 40)) {
            try await BuildContexts.select("a", in: folder)
        }
    }

    @Test(arguments: [
        (["*.md"], [": a.txt b.txt dir dir/one dir/sub dir/sub/three dir/two.txt"]),
        (["dir"], [": a.txt b.txt c.md"]),
        (["dir/sub", "*.txt"], [": c.md dir dir/one dir/two.txt"]),
        (["**/t*"], [": a.txt b.txt c.md dir dir/one dir/sub"]),
        (["*", "!dir/sub"], [": dir dir/sub dir/sub/three"]),
    ])
    func excludesAreRelativeToEachSource(excludes: [String], outline: [String]) async throws {
        let folder = try TemporaryFolder("a.txt", "b.txt", "c.md", "dir/one", "dir/two.txt", "dir/sub/three")
        #expect(try await BuildContexts.select(".", in: folder, excluding: excludes).outline == outline)
    }

    @Test func aSourceIsNeverExcludedItself() async throws {
        let folder = try TemporaryFolder("a.txt", "dir/sub/x", "dir/one")
        let selected = try await BuildContexts.select("*.txt", "dir", in: folder, excluding: ["a*", "sub"])
        #expect(selected.outline == ["a.txt", "dir: one"])
    }

    @Test(arguments: [
        ("dir/sub/three", ["dir", "dir/sub", "dir/sub/three"]),
        ("./dir/sub/three", ["dir", "dir/sub", "dir/sub/three"]),
        ("dir/./sub/three", ["sub", "sub/three"]),
        ("dir/*/th*", ["dir", "dir/sub", "dir/sub/three"]),
        ("**/*.txt", ["a.txt", "dir", "dir/two.txt"]),
        ("./dir/./sub", ["sub", "sub/three"]),
        ("none/*", [""]),
        ("d*/./sub", ["sub", "sub/three"]),
        ("no*/./sub", []),
        ("dir/./none*", [""]),
        ("d*/./none", [""]),
    ])
    func parentsAreKeptFromTheMarkOn(pattern: String, outline: [String]) async throws {
        let folder = try TemporaryFolder("a.txt", "dir/one", "dir/two.txt", "dir/sub/three")
        let selected = try await BuildContexts.select(pattern, in: folder, parents: true)
        #expect(selected.parentOutline == outline)
    }

    @Test func whatIsExcludedOfAPatternLeavesTheDestinationEmpty() async throws {
        let folder = try TemporaryFolder("a.txt", "dir/one")
        let selected = try await BuildContexts.select("*.txt", in: folder, excluding: ["a*"], parents: true)
        #expect(selected.parentOutline == [""])
        await #expect(throws: FileTreeError.notFound(pattern: "a.txt", hiddenBy: "--exclude", nearest: nil)) {
            try await BuildContexts.select("a.txt", in: folder, excluding: ["a*"], parents: true)
        }
    }

    @Test func aPlainPathHasNoWildcards() async throws {
        let folder = try TemporaryFolder("a*", "ab")
        let contexts = BuildContexts()
        try await contexts.open("", folder: folder.path)
        var selection = FileSelection(patterns: ["/a*"])
        selection.isPlainPath = true
        #expect(try await contexts.select(selection, in: .context("")).outline == ["a*"])
    }

    @Test func whatIsMissingIsToldWithANearName() async throws {
        let folder = try TemporaryFolder("src/main.go", "go.mod")
        await #expect(throws: FileTreeError.notFound(pattern: "lost/thing", hiddenBy: nil, nearest: nil)) {
            try await BuildContexts.select("*.mod", "lost/thing", in: folder)
        }
        await #expect(throws: FileTreeError.notFound(pattern: "src/mian.go", hiddenBy: nil, nearest: "src/main.go")) {
            try await BuildContexts.select("src/mian.go", in: folder)
        }
        await #expect(throws: FileTreeError.notFound(pattern: "go.mod/x", hiddenBy: nil, nearest: nil)) {
            try await BuildContexts.select("go.mod/x", in: folder)
        }
        await #expect(throws: FileTreeError.notFound(pattern: "src/./main.c", hiddenBy: nil, nearest: "src/main.go")) {
            try await BuildContexts.select("src/./main.c", in: folder, parents: true)
        }
        await #expect(throws: FileTreeError.badPattern("a[")) { try await BuildContexts.select("a[", in: folder) }
        let contexts = BuildContexts()
        await #expect(throws: FileTreeError.unknownContext("other")) {
            try await contexts.select(FileSelection(patterns: ["."]), in: .context("other"))
        }
    }

    @Test func aMountedFolderIsNeverLeft() async throws {
        let folder = try TemporaryFolder("etc/passwd", "inside/file")
        try folder.link("escape", to: "../../../../../../etc")
        try folder.link("up", to: "..")
        let contexts = BuildContexts()
        let selection = FileSelection(patterns: ["escape/passwd", "up/up/inside/file", "/../etc/passwd"])
        let selected = try await contexts.select(selection, in: .folder(folder.path))
        #expect(selected.sources.map(\.path) == ["etc/passwd", "inside/file", "etc/passwd"])
    }
}
