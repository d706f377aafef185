import Foundation
import Testing

@Suite(
    "Where the Build screen opens, and how it looks",
    .enabled(if: Terminal.hasShell, "bash and stty play the terminal's user"))
struct ScreenSettingsTests {
    @Test("Without a terminal the screen that was asked for is an error")
    func noTerminal() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN true\n")
        // setsid: the test itself may have a terminal.
        space.wrapper = ["setsid", "--wait"]
        for progress in ["tui", "tty"] {
            let finished = try space.strata("build", "--progress=\(progress)", "context")
            #expect(finished.code == 1)
            #expect(
                finished.errorText
                    == "ERROR: there is no terminal to show the screen on\nremedy: use --progress=plain\n")
        }
        let finished = try space.strata("build", "context")
        #expect(finished.code == 0)
        #expect(finished.errorText.hasPrefix("#1 [internal] load build definition"), "\(finished.errorText)")
    }

    @Test(
        "Where the screen can't be, progress is plain by itself",
        arguments: [
            ("TERM=dumb strata build context", "dumb"), ("TERM= strata build context", "no type"),
            ("TERM=no-such strata build context", "unknown type"),
            ("strata build context 2>&1 | cat", "a pipe"), ("strata build --group context", "in groups"),
        ])
    func plain(_ command: String, _ why: String) throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN echo $((6 * 7)) lines\n")
        let terminal = try space.terminal()
        #expect(try terminal.finish(command) == 0, "\(why)")
        #expect(!String(decoding: terminal.output, as: UTF8.self).contains("\u{1B}"), "\(why)")
        #expect(terminal.screen.history.contains { $0.hasSuffix(" 42 lines") }, "\(terminal.screen.text)")
    }

    @Test("A terminal that can't show the screen is told of by who asked for it")
    func dumb() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\n")
        let terminal = try space.terminal()
        for (type, message) in [
            ("dumb", "ERROR: TERM says that the terminal can't show a screen"),
            ("no-such", "ERROR: TERM=no-such is not in the terminfo database"),
        ] {
            #expect(try terminal.finish("TERM=\(type) strata build --progress=tui context") == 1)
            #expect(terminal.screen.history.contains(message), "\(terminal.screen.text)")
        }
        #expect(!String(decoding: terminal.output, as: UTF8.self).contains("\u{1B}"))
    }

    /// What was written to the screen that strata has for itself.
    private func shown(_ terminal: Terminal) -> Substring {
        let text = String(decoding: terminal.output, as: UTF8.self)
        let end = text.range(of: "\u{1B}[?1049l", options: .backwards)
        return text[..<(end?.lowerBound ?? text.endIndex)]
    }

    /// The numbers of all SGR sequences of a text.
    private func graphics(_ text: Substring) -> Set<Int> {
        Set(
            text.matches(of: /\u{1B}\[([0-9;:]*)m/).flatMap { $0.output.1.split { ";:".contains($0) } }
                .compactMap { Int($0) })
    }

    @Test(
        "Colours are as many as the terminal has, and none with NO_COLOR",
        arguments: [
            ("COLORTERM=truecolor", true, true), ("", true, false), ("NO_COLOR=1 COLORTERM=truecolor", false, false),
        ])
    func colors(_ assignment: String, areShown: Bool, areDirect: Bool) throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN printf '\\033[31mred\\033[m\\n'; false\n")
        let terminal = try space.terminal()
        terminal.run("\(assignment) strata build context")
        try terminal.awaitStatus("✗ failed")
        try terminal.awaitText("red")
        terminal.type("?")
        try terminal.awaitText("key closes")
        terminal.type("\u{1B}")
        try terminal.awaitNo("key closes")
        terminal.type("q")
        #expect(try terminal.code() == 1)
        let text = shown(terminal)
        let numbers = graphics(text)
        let colors = numbers.subtracting([39, 49]).filter { 30..<50 ~= $0 || 90..<108 ~= $0 }
        #expect(colors.isEmpty != areShown, "\(numbers.sorted())")
        #expect(text.contains("38;2;") == areDirect)
        #expect(text.contains("38;5;") == (areShown && !areDirect))
    }

    @Test(
        "What is wrong with theme or keys is told before anything is shown",
        arguments: [
            ("--theme gruvbox-drak", "", "ERROR: there is no theme gruvbox-drak", "remedy: did you mean gruvbox-dark?"),
            ("--theme bad.toml", "", "ERROR: bad.toml:2:1: there is no role state.hot", "did you mean state.hit?"),
            (
                "", "[ui]\ntheme = \"drak\"\n", "config.toml:2:1: there is no theme drak", "remedy: did you mean dark?"
            ),
            (
                "", "[ui.keys]\n\nserch = \"s\"\n", "config.toml:3:1: there is no action serch",
                "remedy: did you mean search?"
            ),
            (
                "", "[ui.keys]\nsearch = \"nokey\"\n", "config.toml:2:1: search: \"nokey\" is no key",
                "write a character"
            ),
            (
                "", "[ui.keys]\nsearch = \"s\"\nquit = \"s\"\n", "s can't be the key of both quit and search",
                "give one of them another key"
            ),
        ])
    func wrong(_ flags: String, _ configuration: String, _ message: String, _ remedy: String) throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\n")
        try space.write("bad.toml", "[roles]\n\"state.hot\" = \"cyan\"\n")
        try space.write("config.toml", configuration)
        let terminal = try space.terminal(columns: 200)
        #expect(try terminal.finish("strata build \(flags) context") == 1)
        #expect(!String(decoding: terminal.output, as: UTF8.self).contains("\u{1B}"))
        #expect(terminal.screen.text.contains(message), "\(terminal.screen.text)")
        #expect(terminal.screen.text.contains(remedy), "\(terminal.screen.text)")
    }

    @Test("A key that was given to another action does that")
    func remapped() throws {
        let space = try TestSpace()
        try space.write(
            "config.toml",
            "[ui]\nglyphs = \"ascii\"\n[ui.keys]\nquit = [\"Q\", \"f10\"]\ntimeline = \"q\"\nhelp = \"alt-h\"\n")
        try space.dockerfile("FROM base\nRUN false\n")
        let terminal = try space.terminal()
        terminal.run("strata build context")
        try terminal.awaitStatus("X failed")
        #expect(terminal.screen.text.utf8.allSatisfy { $0 < 0x80 }, "\(terminal.screen.text)")
        terminal.type("q")
        try terminal.awaitText("[Timeline]")
        terminal.type("\u{1B}h")
        try terminal.awaitText("key closes")
        terminal.type(" \u{1B}")
        try terminal.awaitNo("key closes")
        terminal.type("?")
        try terminal.awaitText("? does nothing here")
        terminal.type("\u{1B}[21~")
        #expect(try terminal.code() == 1)
    }

    @Test("Where a terminal has but one screen, the last words stand in a row of their own")
    func oneScreen() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN false\n")
        let terminal = try space.terminal(environment: ["TERM": "linux"])
        terminal.run("strata build context")
        try terminal.awaitStatus("✗ failed")
        terminal.type("q")
        #expect(try terminal.code() == 1)
        let shown = terminal.screen.history
        #expect(shown.contains { $0.wholeMatch(of: /failed to build context in .*, 1 failed/) != nil }, "\(shown)")
    }

    @Test("In a locale that is not UTF-8 the screen is ASCII")
    func ascii() throws {
        let space = try TestSpace()
        try space.dockerfile("FROM base\nRUN false\n")
        let terminal = try space.terminal(environment: ["LC_ALL": "C"])
        terminal.run("strata build context")
        try terminal.awaitStatus("X failed")
        #expect(terminal.screen.text.utf8.allSatisfy { $0 < 0x80 }, "\(terminal.screen.text)")
        terminal.type("q")
        #expect(try terminal.code() == 1)
    }
}
