import Foundation
import Testing

@Suite("The log and the files of a step", .enabled(if: Terminal.hasShell, "bash and stty play the terminal's user"))
struct ScreenLogTests {
    private static let dockerfile = """
        FROM base
        RUN mkdir -p /made/deep && echo 12345 > /made/deep/file && rm /etc/group && chmod 600 /etc/passwd
        RUN seq 100000 | sed 's/^77777$/77777 the needle/'; echo last of all; false
        """

    /// Builds until the failure stays on the screen.
    private func open(_ space: TestSpace) throws -> Terminal {
        try space.dockerfile(Self.dockerfile)
        let terminal = try space.terminal()
        terminal.run("strata build context")
        try terminal.awaitStatus("✗ failed")
        try terminal.awaitText("last of all")
        return terminal
    }

    @Test("100,000 lines are scrolled, searched and saved whole", arguments: Builder.available)
    func log(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        let terminal = try open(space)
        try terminal.awaitText("of 100,001")
        terminal.type("\r")
        try terminal.awaitText("esc back")
        terminal.type("gg")
        try terminal.wait(for: "the first lines") { screen in
            screen.lines.contains { $0.contains(/││ ?1 *│$/) }
        }
        terminal.type("/The Needle")
        try terminal.awaitText("search the log: The Needle")
        terminal.type(String(repeating: "\u{7F}", count: 10) + "the needle")
        try terminal.awaitText("77777 the needle")
        terminal.type("\u{1B}")
        try terminal.awaitNo("search the log")
        terminal.type("G")
        try terminal.awaitText("last of all")
        terminal.type("N")
        try terminal.awaitText("77777 the needle")
        terminal.type("y")
        try terminal.awaitText("Write the log to")
        terminal.type("\u{15}whole.log\r")
        try terminal.awaitText("the log is in whole.log")
        let lines = try space.read("whole.log").split(separator: "\n")
        #expect(lines.count == 100_001)
        #expect(lines.first == "1" && lines[77_776] == "77777 the needle" && lines.last == "last of all")
        terminal.type("y\u{15}whole.log\r")
        try terminal.awaitText("whole.log exists already")
        terminal.type("q")
        #expect(try terminal.code() == 1)
    }

    @Test("The files tab lists what a step made, changed and removed", arguments: Builder.available)
    func files(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        let terminal = try open(space)
        terminal.type("k\t\t")
        try terminal.awaitText("▸ RUN mkdir")
        try terminal.awaitText("[Files]")
        for name in ["file", "group", "passwd"] { try terminal.awaitText(name) }
        terminal.type("q")
        #expect(try terminal.code() == 1)
    }
}
