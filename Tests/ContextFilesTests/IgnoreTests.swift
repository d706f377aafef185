import ContextFiles
import Diagnostics
import EnginePorts
import SystemPackage
import Testing

@Suite struct IgnoreTests {
    private func folder(_ ignore: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder(
            "a.txt", "b.log", "dir/c.log", "dir/keep.log", "dir/sub/d.log", "dir/sub/e.txt", "node/x/y", "node/x/z",
            "temp1")
        try folder.write(".dockerignore", ignore)
        return folder
    }

    @Test(arguments: [
        (
            "# comment\n\n**/*.log\n!dir/keep.log\ntemp?\n/node/x/z\n.dockerignore\n",
            "a.txt dir dir/keep.log dir/sub dir/sub/e.txt node node/x node/x/y"
        ),
        ("*\n!dir/sub\ndir/sub/d.log\n!a.txt\n", "a.txt dir dir/sub dir/sub/e.txt"),
        ("*\n!none\n", ""),
        ("dir\nnode\n.dockerignore\n!dir/nothing-there", "a.txt b.log temp1"),
    ])
    func rulesLeaveOut(ignore: String, outline: String) async throws {
        let selected = try await BuildContexts.select(".", in: try folder(ignore))
        #expect(selected.outline == [outline.isEmpty ? "" : ": " + outline])
    }

    @Test func partsOfALeftOutFolderCanBeSelected() async throws {
        let folder = try folder("*\n!dir/sub\ndir/sub/d.log\n")
        #expect(
            try await BuildContexts.select("dir/sub", "d*", in: folder).outline == ["sub: e.txt", "dir: sub sub/e.txt"])
    }

    @Test func whatARuleHidesIsToldWithTheRule() async throws {
        let folder = try folder("temp*\n*.log\ndir\n")
        for (pattern, rule) in [
            ("b.log", ".dockerignore:2: *.log"), ("dir", ".dockerignore:3: dir"),
            ("dir/sub/e.txt", ".dockerignore:3: dir"), ("/temp1", ".dockerignore:1: temp*"),
        ] {
            await #expect(throws: FileTreeError.notFound(pattern: pattern, hiddenBy: rule, nearest: nil)) {
                try await BuildContexts.select(pattern, in: folder)
            }
        }
        #expect(try await BuildContexts.select("*.log", in: folder).outline == [])
    }

    @Test func aFileOfItsOwnWinsOverTheOneInTheRoot() async throws {
        let folder = try folder("*\n")
        try folder.write("app.Dockerfile.dockerignore", "*\n!a.txt\n")
        let own = try #require(try DockerfileReader.ignoreFile(beside: folder.path.appending("app.Dockerfile")))
        let contexts = BuildContexts()
        try await contexts.open("", folder: folder.path, ignoring: .file(own))
        try await contexts.open("all", folder: folder.path, ignoring: .none)
        let selection = FileSelection(patterns: ["*.txt", "*.log"])
        #expect(try await contexts.select(selection, in: .context("")).outline == ["a.txt"])
        #expect(try await contexts.select(selection, in: .context("all")).outline == ["a.txt", "b.log"])
        #expect(try DockerfileReader.ignoreFile(beside: folder.path.appending("Dockerfile")) == nil)
    }

    @Test func aContextThatCannotBeOpenedIsToldApart() async throws {
        let folder = try folder("[\n")
        let contexts = BuildContexts()
        let missing = folder.path.appending("nowhere")
        await #expect(throws: ContextError.missingFolder(path: missing.string)) {
            try await contexts.open("", folder: missing)
        }
        let file = folder.path.appending("a.txt")
        await #expect(throws: ContextError.notAFolder(path: file.string)) { try await contexts.open("", folder: file) }
        let failure = await #expect(throws: ContextError.self) { try await contexts.open("", folder: folder.path) }
        guard case .badIgnoreFile = failure else {
            Issue.record("got \(String(describing: failure))")
            return
        }
    }
}
