import Foundation
import Testing

@Suite(
    "The history and the cache on the screen", .enabled(if: Terminal.hasShell, "bash and stty play the terminal's user")
)
struct BrowseTests {
    /// A space with three builds: the first, one with a changed file, and one that failed.
    private func makeSpace(_ builder: Builder = .current) throws -> TestSpace {
        let space = try TestSpace(builder)
        try space.dockerfile(
            "FROM base\nCOPY a /a\nRUN --mount=type=cache,target=/kept cat /a | tee /kept/notes /made; echo out $((6 * 7))\n"
        )
        try space.write("context/a", "one\n")
        try space.build()
        try space.write("context/a", "two\n")
        try space.build()
        try space.dockerfile(try space.read("context/Dockerfile") + "RUN echo broken; exit 3\n")
        _ = try space.failure()
        return space
    }

    @Test("A build of the history is opened as it ran, with its logs, causes and files", arguments: Builder.available)
    func open(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        let terminal = try space.terminal()
        terminal.run("strata")
        try terminal.awaitText("RUN echo broken; exit 3: exit")
        #expect(terminal.screen.text.contains("a changed"))
        #expect(terminal.screen.text.contains("never built before"))
        terminal.type("j\r")
        try terminal.awaitStatus("✓ built")
        terminal.type("t/tee\r")
        try terminal.awaitText("out 42")
        terminal.type("\u{1B}")
        try terminal.awaitText("⏎ details")
        terminal.type("\t")
        try terminal.awaitText("gave another result")
        terminal.type("\t")
        try terminal.awaitText("made")
        #expect(terminal.screen.text.contains("file added"))
        terminal.type("[")
        try terminal.awaitText(" at 00:0")
        terminal.type("]q")
        try terminal.awaitText("3 builds")
        terminal.type("q")
        #expect(try terminal.code() == 0)
        #expect(!terminal.screen.isOther)
    }

    @Test("Builds are filtered, compared, followed over time, written to a file and removed")
    func manage() throws {
        let space = try makeSpace()
        let terminal = try space.terminal()
        terminal.run("strata")
        try terminal.awaitText("3 builds")
        terminal.type("/status=failed")
        try terminal.awaitText("1 build ")
        terminal.type("\r\u{1B}")
        try terminal.awaitText("3 builds")
        terminal.type("jj=k=")
        try terminal.awaitText("They differ first at")
        #expect(terminal.screen.text.contains("A #1"))
        terminal.type("q")
        try terminal.awaitText("3 builds")
        terminal.type("P")
        try terminal.awaitText("Over time")
        terminal.type("q")
        try terminal.awaitText("3 builds")
        terminal.type("y\u{15}kept.strata\r")
        try terminal.awaitText("the build is in kept.strata")
        terminal.type("Dy")
        terminal.type("q")
        #expect(try terminal.code() == 0, "what was confirmed is done though one leaves at once")
        #expect(try space.strata("history", "ls", "--json").text.split(separator: "\n").count == 2)
        #expect(try space.strata("history", "show", "kept.strata").text.contains("COPY a /a"))
    }

    @Test("Entries of the cache are looked into and pruned after asking", arguments: Builder.available)
    func cache(_ builder: Builder) throws {
        let space = try makeSpace(builder)
        let terminal = try space.terminal()
        terminal.run("strata cache")
        try terminal.awaitText("entries")
        terminal.type("/type=mount\r")
        try terminal.awaitText("1 of ")
        terminal.type("\r")
        try terminal.awaitText("notes")
        terminal.type("D")
        try terminal.awaitText("Remove 1 entry from the cache and free 4B?")
        terminal.type("y")
        try terminal.awaitText("removed 1 entry: 4B freed")
        terminal.type("q")
        #expect(try terminal.code() == 0)
        #expect(!(try space.strata("cache", "ls", "--filter", "type=mount").text.contains("/kept")))
    }

    @Test("The history and the cache are shown while a build runs, which goes on")
    func beside() throws {
        let space = try TestSpace()
        try space.dockerfile(
            "FROM base\nRUN --mount=type=cache,target=/c until test -e /c/go; do usleep 10000; done; echo went on\n")
        let terminal = try space.terminal()
        terminal.run("strata build context")
        try terminal.awaitText("nothing written yet")
        terminal.type("2")
        try terminal.awaitText("1 running")
        terminal.type("3")
        try terminal.awaitText("reclaimable")
        // The test has the other end of the cache mount.
        let mount = try #require(try space.list("store/caches").first)
        try space.write("store/caches/\(mount)/go", "")
        try terminal.awaitText("the build has")
        terminal.type("1")
        try terminal.awaitText("✓ built")
        terminal.type("q")
        #expect(try terminal.code() == 0)
    }

    @Test("Without a terminal strata tells how it is used, and the cache is listed")
    func withoutTerminal() throws {
        let space = try makeSpace()
        #expect(try space.strata().text.contains("USAGE: strata"))
        #expect(try space.strata("cache").text.contains("LAST USED"))
    }
}
