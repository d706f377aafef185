import Foundation
import Glibc
import Testing

@Suite("Signals and the Build screen", .enabled(if: Terminal.hasShell, "bash and stty play the terminal's user"))
struct ScreenSignalTests {
    /// A terminal in which a build runs for as long as it is let.
    private final class Running {
        let space: TestSpace
        let marker = Remains.marker()
        let terminal: Terminal
        let modes: [Substring]
        let before: ScreenReader

        init(_ builder: Builder) throws {
            space = try TestSpace(builder)
            try space.dockerfile("FROM base\nRUN echo $((6 * 7)) lines; sleep \(marker)\n")
            terminal = try space.terminal()
            try terminal.finish("ulimit -c 0")
            modes = try terminal.modes(in: space)
            before = terminal.screen
            terminal.run("strata build context")
            try terminal.awaitText("42 lines")
        }

        /// The terminal is as before, but for what was written since, and nothing is left of the build.
        func expectAsBefore(sourceLocation: SourceLocation = #_sourceLocation) throws {
            #expect(terminal.screen.modes == before.modes, sourceLocation: sourceLocation)
            #expect(
                terminal.screen.history.starts(with: before.history.dropLast()), "\(terminal.screen.text)",
                sourceLocation: sourceLocation)
            #expect(try terminal.modes(in: space) == modes, sourceLocation: sourceLocation)
            try Remains.expectNothing(of: marker, in: space, sourceLocation: sourceLocation)
        }
    }

    @Test("SIGTERM and SIGINT cancel the build and give the terminal back", arguments: Builder.available)
    func ending(_ builder: Builder) throws {
        for signal in [SIGTERM, SIGINT] {
            let running = try Running(builder)
            kill(running.terminal.foreground, signal)
            #expect(try running.terminal.code() == 130)
            #expect(running.terminal.screen.history.contains("ERROR: build cancelled"))
            try running.expectAsBefore()
            #expect(try running.space.leftovers() == [])
        }
    }

    @Test("A trap gives the terminal back", arguments: Builder.available, [SIGTRAP, SIGSEGV, SIGABRT, SIGQUIT])
    func trap(_ builder: Builder, _ signal: Int32) throws {
        let running = try Running(builder)
        kill(running.terminal.foreground, signal)
        #expect(try running.terminal.code() == 128 + Int(signal))
        try running.expectAsBefore()
    }

    @Test("A kill that can't be caught leaves nothing but the screen", arguments: Builder.available)
    func killed(_ builder: Builder) throws {
        let running = try Running(builder)
        kill(running.terminal.foreground, SIGKILL)
        try Remains.expectNothing(of: running.marker, in: running.space)
    }

    @Test("Ctrl-Z gives the terminal to the shell, fg takes it back", arguments: Builder.available)
    func suspend(_ builder: Builder) throws {
        let running = try Running(builder)
        let terminal = running.terminal
        for stop in ["the key", "the signal"] {
            if stop == "the key" { terminal.type("\u{1A}") } else { kill(-terminal.foreground, SIGTSTP) }
            try terminal.awaitPrompt()
            #expect(terminal.screen.modes == running.before.modes, "\(stop)")
            #expect(terminal.screen.history.contains { $0.contains("Stopped") && $0.contains("strata build") })
            #expect(try terminal.modes(in: running.space) == running.modes, "\(stop)")
            terminal.resize(columns: stop == "the key" ? 90 : 120, rows: 40)
            terminal.run("fg")
            try terminal.awaitText("42 lines")
            try terminal.awaitText("◐1 running")
        }
        terminal.type("\u{3}")
        try terminal.awaitText("Cancel the build?")
        terminal.type("y")
        try terminal.awaitStatus("⊘ cancelled")
        terminal.type("q")
        #expect(try terminal.code() == 130)
        try running.expectAsBefore()
    }

    @Test("A stop that can't be caught is got over, too")
    func stopped() throws {
        let running = try Running(.current)
        let terminal = running.terminal
        kill(-terminal.foreground, SIGSTOP)
        try terminal.wait(for: "the shell") { $0.text.contains("Stopped") }
        terminal.run("fg")
        try terminal.wait(for: "a whole screen") { screen in
            screen.isOther && screen.text.contains("42 lines") && !screen.text.contains("Stopped")
        }
        kill(terminal.foreground, SIGTERM)
        try terminal.wait(for: "the shell") { !$0.isOther }
        try Remains.expectNothing(of: running.marker, in: running.space)
    }

    @Test("When the terminal goes away the build is cancelled", arguments: Builder.available)
    func hangUp(_ builder: Builder) throws {
        let running = try Running(builder)
        let strata = running.terminal.foreground
        running.terminal.hangUp()
        try Remains.expectNothing(of: running.marker, in: running.space)
        #expect(Remains.allEnded(group: strata))
        #expect(try running.space.leftovers() == [])
        #expect(try running.space.strata("history", "ls", "--json").lines.last?.contains("\"Canceled\"") == true)
    }
}
