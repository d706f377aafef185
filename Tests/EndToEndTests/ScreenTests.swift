import Foundation
import Testing

@Suite("The Build screen", .enabled(if: Terminal.hasShell, "bash and stty play the terminal's user"))
struct ScreenTests {
    @Test("A build that succeeds closes the screen by itself and leaves a line", arguments: Builder.available)
    func success(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile("FROM base\nRUN touch /file && echo $((6 * 7)) lines\n")
        let terminal = try space.terminal()
        let before = terminal.screen.modes
        #expect(try terminal.finish("strata build context") == 0)
        #expect(String(decoding: terminal.output, as: UTF8.self).contains("[Graph]"))
        let shown = terminal.screen.history.drop { $0 != "1> strata build context" }.dropFirst()
        #expect(shown.first?.wholeMatch(of: /built context in \S+: \d+ steps, 1 hit, \d+ ran/) != nil, "\(shown)")
        #expect(shown.dropFirst().first?.hasPrefix("The result is in the cache;") == true, "\(shown)")
        #expect(shown.dropFirst(2).first == "2> echo code $?", "\(shown)")
        #expect(terminal.screen.modes == before)
        #expect(terminal.screen.unknown == [])
        try space.build().expectRan()
    }

    @Test("A build that fails stays with the failing step and its last lines", arguments: Builder.available)
    func failure(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        try space.dockerfile("FROM base\nRUN true\nRUN seq 500; echo no $((6 * 7)) >&2; exit 3\nRUN never\n")
        let terminal = try space.terminal()
        terminal.run("strata build context")
        try terminal.awaitStatus("✗ failed")
        try terminal.awaitText("no 42")
        #expect(terminal.screen.text.contains("▸ RUN seq 500"))
        #expect(terminal.screen.lines.contains { $0.contains(/││ ?500 *│$/) })
        terminal.type("d")
        try terminal.awaitText("[Source]")
        #expect(terminal.screen.lines.contains { $0.contains("✗") && $0.contains("RUN seq 500;") })
        terminal.type("q")
        #expect(try terminal.code() == 1)
        let shown = terminal.screen.history
        #expect(shown.contains { $0.hasPrefix("failed to build context in ") })
        #expect(shown.contains("Dockerfile:3"))
        #expect(shown.contains { $0.hasPrefix("ERROR: ") && $0.contains("exit code: 3") })
        #expect(shown.contains("no 42"))
    }

    @Test(
        "ui.stay decides whether the screen stays",
        arguments: [("always", true, true), ("on-failure", false, true), ("never", false, false)])
    func stay(_ setting: String, afterSuccess: Bool, afterFailure: Bool) throws {
        let space = try TestSpace()
        try space.write("config.toml", "[ui]\nstay = \"\(setting)\"\n")
        for (command, code, stays) in [("true", 0, afterSuccess), ("false", 1, afterFailure)] {
            try space.dockerfile("FROM base\nRUN \(command)\n")
            let terminal = try space.terminal()
            terminal.run("strata build context")
            if stays {
                try terminal.awaitStatus(code == 0 ? "✓ built" : "✗ failed")
                #expect(terminal.screen.isOther)
                terminal.type("q")
            }
            #expect(try terminal.code() == code)
        }
    }

    @Test("A key keeps the screen of a build that succeeds")
    func touched() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN --mount=type=bind,target=/c until test -e /c/go; do usleep 10000; done\n")
        let terminal = try space.terminal()
        terminal.run("strata build --no-cache context")
        try terminal.awaitText("running")
        terminal.type("t")
        try terminal.awaitText("[Timeline]")
        terminal.type("xy")
        try terminal.awaitStatus("⊘ cancelled")
        #expect(terminal.screen.isOther)
        terminal.type("\u{3}")
        #expect(try terminal.code() == 130)
    }

    private static let sizes = [
        (80, 24), (200, 60), (99, 30), (100, 30), (40, 10), (39, 9), (160, 50), (60, 40), (132, 11), (121, 41),
    ]

    /// Waits until the frames fill the screen: every one is closed at the right edge and the keys stand in the last row.
    private func awaitFrames(_ terminal: Terminal) throws {
        let (columns, rows) = (terminal.screen.columns, terminal.screen.rows)
        try terminal.wait(for: "a screen of \(columns)x\(rows)") { screen in
            if columns < 40 || rows < 10 { return (1...2).contains(screen.lines.filter { !$0.isEmpty }.count) }
            let isClosed = screen.lines[1].hasSuffix("╮") && screen.lines[rows - 2].hasSuffix("╯")
            let sides = screen.lines[2..<(rows - 2)].allSatisfy { $0.count == columns && $0.hasSuffix("│") }
            return isClosed && sides && screen.lines[1].count == columns && screen.lines[rows - 1].contains("move")
        }
    }

    @Test("Keys move, change views, search and cancel, whatever the terminal's size does", arguments: Builder.available)
    func driven(_ builder: Builder) throws {
        let space = try TestSpace(builder)
        let marker = Remains.marker()
        try space.dockerfile(
            """
            FROM base AS left
            RUN echo one
            RUN echo $((6 * 7)) lines; echo needle; sleep \(marker)
            FROM base AS right
            RUN sleep \(marker)
            FROM base
            COPY --from=left /etc /left
            COPY --from=right /etc /right
            """)
        let terminal = try space.terminal()
        let modes = try terminal.modes(in: space)
        let (screen, line) = (terminal.screen, "3> strata build --jobs=2 context")
        terminal.run("strata build --jobs=2 context")
        try terminal.awaitText("◐2 running")
        try move(terminal)
        try look(terminal)
        for (columns, rows) in Self.sizes {
            terminal.resize(columns: columns, rows: rows)
            try awaitFrames(terminal)
        }
        terminal.resize(columns: 20, rows: 5)
        try awaitFrames(terminal)
        terminal.resize(columns: 120, rows: 40)
        try awaitFrames(terminal)
        try cancel(terminal)
        #expect(terminal.screen.modes == screen.modes)
        let shown = terminal.screen.history
        #expect(Array(shown.prefix(screen.history.count)) == screen.history.dropLast() + [line], "\(shown)")
        #expect(shown.contains { $0.hasPrefix("cancelled context in ") }, "\(shown)")
        #expect(shown.contains("ERROR: build cancelled"), "\(shown)")
        #expect(try terminal.modes(in: space) == modes)
        #expect(terminal.screen.unknown == [])
        try Remains.expectNothing(of: marker, in: space)
        #expect(try space.leftovers() == [])
    }

    private func move(_ terminal: Terminal) throws {
        terminal.type("gg")
        try terminal.wait(for: "the first step") { $0.lines[1].contains("load build definition") }
        terminal.type("G")
        try terminal.wait(for: "the last step") { $0.lines[1].contains("▸ COPY --from=right") }
        terminal.type("k")
        try terminal.wait(for: "the step above") { $0.lines[1].contains("▸ COPY --from=left") }
        terminal.type("\u{1B}[B")
        try terminal.wait(for: "the last step") { $0.lines[1].contains("▸ COPY --from=right") }
        terminal.type("/needle")
        try terminal.awaitText("search steps: needle")
        try terminal.wait(for: "the step that is found") { $0.lines[1].contains("left ▸ RUN echo $((6") }
        terminal.type("\u{1B}")
        try terminal.awaitNo("search steps")
        try terminal.awaitText("42 lines")
    }

    private func look(_ terminal: Terminal) throws {
        for (key, title) in [("t", "[Timeline]"), ("d", "[Source]"), ("v", "[Graph]"), ("v", "[Timeline]")] {
            terminal.type(key)
            try terminal.awaitText(title)
        }
        for title in ["[Why]", "[Files]", "[Info]", "[Log]"] {
            terminal.type("\t")
            try terminal.awaitText(title)
        }
        terminal.type("?")
        try terminal.awaitText("key closes")
        terminal.type(" \u{1B}")
        try terminal.awaitNo("key closes")
        terminal.type(":dockerfile")
        try terminal.awaitText("the Dockerfile")
        terminal.type("\r")
        try terminal.awaitText("[Source]")
        terminal.type("m\r")
        try terminal.awaitText("esc back")
    }

    /// Asks twice, as the first answer is no.
    private func cancel(_ terminal: Terminal) throws {
        terminal.type("x")
        try terminal.awaitText("Cancel the build?")
        terminal.type("n")
        try terminal.awaitNo("Cancel the build?")
        terminal.type("x")
        try terminal.awaitText("Cancel the build?")
        terminal.type("y")
        try terminal.awaitStatus("⊘ cancelled")
        terminal.type("q")
        #expect(try terminal.code() == 130)
    }

    @Test("Ctrl-C asks before it cancels; q asks as well, and leaves")
    func interrupt() throws {
        let space = try TestSpace()
        let marker = Remains.marker()
        try space.dockerfile("FROM base\nRUN sleep \(marker)\n")
        for (key, question) in [("\u{3}", "Cancel the build?"), ("q", "Cancel it and leave?")] {
            let terminal = try space.terminal()
            terminal.run("strata build context")
            try terminal.awaitText("◐1 running")
            terminal.type(key)
            try terminal.awaitText(question)
            terminal.type("\u{1B}")
            try terminal.awaitNo(question)
            #expect(terminal.screen.text.contains("◐1 running"))
            terminal.type(key)
            try terminal.awaitText(question)
            terminal.type("y")
            if key != "q" {
                try terminal.awaitStatus("⊘ cancelled")
                terminal.type("q")
            }
            #expect(try terminal.code() == 130)
            try Remains.expectNothing(of: marker, in: space)
        }
    }
}
