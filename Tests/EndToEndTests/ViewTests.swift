import Foundation
import Glibc
import Testing

@Suite("Recorded builds on the screen", .enabled(if: Terminal.hasShell, "bash and stty play the terminal's user"))
struct ViewTests {
    /// Lines as BuildKit writes them: steps named with their stages, and text of other programs between.
    private static let beginning = """
        {"vertexes":[{"digest":"\(from)","name":"[build 1/2] FROM docker.io/library/alpine:3",\
        "started":"2026-05-01T10:00:00Z","completed":"2026-05-01T10:00:00.5Z","cached":true},\
        {"digest":"\(make)","inputs":["\(from)"],"name":"[build 2/2] RUN make all"}]}
        WARNING: something that is no JSON
        {"vertexes":[{"digest":"\(make)","inputs":["\(from)"],"name":"[build 2/2] RUN make all",\
        "started":"2026-05-01T10:00:01Z"}]}
        {"logs":[{"vertex":"\(make)","stream":1,"data":"Y2MgLWMgbWFpbi5jCg==","timestamp":"2026-05-01T10:00:02Z"}]}

        """
    private static let end = """
        {"logs":[{"vertex":"\(make)","stream":2,"data":"bWFpbi5jOjE6IGJyb2tlbgo=","timestamp":"2026-05-01T10:00:03Z"}]}
        {"vertexes":[{"digest":"\(make)","inputs":["\(from)"],"name":"[build 2/2] RUN make all",\
        "started":"2026-05-01T10:00:01Z","completed":"2026-05-01T10:00:04Z",\
        "error":"process \\"/bin/sh -c make all\\" did not complete successfully: exit code: 2"}]}

        """
    private static let from = "sha256:" + String(repeating: "a", count: 64)
    private static let make = "sha256:" + String(repeating: "b", count: 64)

    @Test("A build of our own is seen as it was", arguments: Builder.available)
    func own(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile("FROM base AS one\nRUN seq 2000\nFROM base\nCOPY --from=one /etc /etc\nRUN true\n")
        let recorded = try space.start(["build", "--progress=rawjson", "context"]).finish()
        #expect(recorded.code == 0)
        try space.write("build.jsonl", recorded.errorOutput)
        let terminal = try space.terminal()
        let before = terminal.screen
        terminal.run("strata view build.jsonl")
        try terminal.awaitStatus("✓ built")
        #expect(terminal.screen.lines[0].contains("build.jsonl"))
        for name in ["one", "FROM base", "RUN seq 2000", "COPY --from=one", "RUN true"] {
            try terminal.awaitText(name)
        }
        terminal.type("/seq\u{1B}")
        try terminal.awaitText("▸ RUN seq 2000")
        try terminal.awaitText("of 2,000")
        terminal.type("\rgg")
        try terminal.wait(for: "the log's first line") { screen in
            screen.lines.contains { $0.contains(/││ ?1 *│$/) }
        }
        terminal.type("x")
        try terminal.awaitText("the build has ended")
        terminal.type("q")
        #expect(try terminal.code() == 0)
        #expect(terminal.screen.modes == before.modes)
    }

    @Test("BuildKit's own stream is seen as well, and its failure stays behind")
    func buildKit() throws {
        let space = try TestSpace()
        try space.write("kit.jsonl", Self.beginning + Self.end)
        let terminal = try space.terminal()
        terminal.run("strata view kit.jsonl")
        try terminal.awaitStatus("✗ failed")
        try terminal.awaitText("main.c:1: broken")
        #expect(terminal.screen.text.contains("build ▸ RUN make all"))
        terminal.type("q")
        #expect(try terminal.code() == 0)
        #expect(terminal.screen.text.contains("main.c:1: broken"))
        #expect(terminal.screen.text.contains("exit code: 2"))
    }

    @Test("What comes slowly through a pipe is seen as it comes, while keys come from the terminal")
    func live() throws {
        let space = try TestSpace()
        try Tools.run("mkfifo", space.path("pipe"))
        let pipe = open(space.path("pipe"), O_RDWR | O_CLOEXEC)
        #expect(pipe >= 0)
        func send(_ text: String) {
            let bytes = Array(text.utf8)
            #expect(bytes.withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) } == bytes.count)
        }
        let terminal = try space.terminal()
        terminal.run("cat pipe | strata view -")
        try terminal.wait(for: "the screen") { $0.isOther && $0.text.contains("[Graph]") }
        let half = Self.beginning.utf8.count - 20
        send(String(Self.beginning.prefix(half)))
        try terminal.awaitText("◐1 running")
        terminal.type("t")
        try terminal.awaitText("[Timeline]")
        #expect(!terminal.screen.text.contains("cc -c main.c"))
        send(String(Self.beginning.dropFirst(half)))
        try terminal.awaitText("cc -c main.c")
        send(Self.end)
        close(pipe)
        try terminal.awaitStatus("✗ failed")
        try terminal.awaitText("main.c:1: broken")
        terminal.type("q")
        #expect(try terminal.code() == 0)
    }

    @Test("Leaving while the stream goes on ends at once")
    func left() throws {
        let space = try TestSpace()
        try Tools.run("mkfifo", space.path("pipe"))
        let pipe = open(space.path("pipe"), O_RDWR | O_CLOEXEC)
        defer { close(pipe) }
        let terminal = try space.terminal()
        terminal.run("strata view - < pipe")
        try terminal.wait(for: "the screen") { $0.isOther && $0.text.contains("[Graph]") }
        terminal.type("q")
        #expect(try terminal.code() == 0)
    }

    @Test(
        "What holds no build is an error",
        arguments: [
            ("empty", "", "empty holds no events of a build"),
            ("text", "no JSON\nat all\n", "text holds no events of a build"),
            ("other", "{\"a\": 1}\n", "other holds no events of a build"),
            ("gone", nil as String?, "ERROR: gone: No such file or directory"),
        ])
    func nothing(_ name: String, _ text: String?, _ message: String) throws {
        let space = try TestSpace(base: nil)
        if let text { try space.write(name, text) }
        let terminal = try space.terminal()
        #expect(try terminal.finish("strata view \(name)") == 1)
        #expect(terminal.screen.text.contains(message), "\(terminal.screen.text)")
        #expect(terminal.screen.text.contains("remedy: "))
    }

    @Test("A stream that breaks off shows what there is")
    func brokenOff() throws {
        let space = try TestSpace(base: nil)
        try space.write("half.jsonl", String(Self.beginning.dropLast(30)))
        let terminal = try space.terminal()
        terminal.run("strata view half.jsonl")
        try terminal.awaitText("RUN make all")
        try terminal.awaitText("⊘")
        terminal.type("q")
        #expect(try terminal.code() == 0)
    }

    @Test("Without a terminal it is printed")
    func printed() throws {
        let space = try TestSpace(base: nil)
        try space.write("kit.jsonl", Self.beginning + Self.end)
        let finished = try space.strata("view", "kit.jsonl")
        #expect(finished.code == 0)
        #expect(finished.errorText.contains("[build 2/2] RUN make all"))
        #expect(finished.errorText.contains("main.c:1: broken"))
        let piped = try space.strata("view", "-", input: Data((Self.beginning + Self.end).utf8))
        #expect(piped.errorText == finished.errorText)
    }
}
