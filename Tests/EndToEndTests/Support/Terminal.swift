import Foundation
import Glibc
import Testing

/// A person's terminal: a pseudo-terminal with a shell in it, whose other end a test types at and reads.
final class Terminal {
    struct NotShown: Error, CustomStringConvertible {
        var wanted: String
        var screen: ScreenReader

        var description: String { "\(wanted) did not come; the screen is\n\(screen.text)" }
    }

    struct NoTerminal: Error {
        var number: Int32
    }

    static let hasShell = Tools.has("bash", "stty")
    static let patience = Duration.seconds(120)

    /// What is shown.
    private(set) var screen: ScreenReader
    /// All that was written so far.
    private(set) var output: [UInt8] = []
    private var master: Int32 = -1
    private let shell: pid_t
    private var prompts = 1

    // TIOCSPTLCK and TIOCGPTN, macros that Swift can't see.
    private static let unlock: UInt = 0x4004_5431
    private static let number: UInt = 0x8004_5430

    /// Starts a shell and waits for its first prompt; the words of `wrapper` stand before it, as those that make it
    /// another user's.
    init(
        wrapper: [String], environment: [String: String], directory: URL, columns: Int = 120, rows: Int = 40
    ) throws {
        screen = ScreenReader(columns: columns, rows: rows)
        let master = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (number, isLocked) = (Int32(-1), Int32(0))
        guard master >= 0, ioctl(master, Self.unlock, &isLocked) == 0, ioctl(master, Self.number, &number) == 0 else {
            throw NoTerminal(number: errno)
        }
        var variables = environment.merging(["PS1": "\\#> ", "HISTFILE": ""]) { _, new in new }
        if variables["TERM"] == nil { variables["TERM"] = "xterm-256color" }
        // Its own line editor would switch modes of the terminal between commands; the system's is enough.
        let arguments =
            ["env", "--chdir=\(directory.path)"] + wrapper + ["bash", "--norc", "--noprofile", "--noediting"]
        shell = try Program.spawn(
            arguments + ["-i"], environment: variables, terminal: "/dev/pts/\(number)")
        self.master = master
        setSize(columns, rows)
        try awaitPrompt()
    }

    deinit {
        if master >= 0 { kill(-tcgetpgrp(master), SIGKILL) }
        hangUp()
        kill(shell, SIGKILL)
        waitpid(shell, nil, 0)
    }

    // MARK: What a person does

    /// Types, as keys or as text: `\u{1B}` for escape, `\r` for enter.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
    }

    /// Gives the terminal another size, as a window manager does.
    func resize(columns: Int, rows: Int) {
        screen.resize(columns: columns, rows: rows)
        setSize(columns, rows)
    }

    private func setSize(_ columns: Int, _ rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Takes the terminal away, as when its window is closed.
    func hangUp() {
        if master >= 0 { close(master) }
        master = -1
    }

    /// Types a command to the shell.
    func run(_ line: String) {
        prompts += 1
        type("\(line)\r")
    }

    /// Types a command to the shell and waits until it has ended; gives its exit code.
    @discardableResult
    func finish(_ line: String) throws -> Int {
        run(line)
        return try code()
    }

    /// Waits for the end of the command that was typed; gives its exit code.
    func code() throws -> Int {
        try awaitPrompt()
        run("echo code $?")
        try awaitPrompt()
        return screen.history.compactMap { $0.wholeMatch(of: /code (\d+)/).flatMap { Int($0.1) } }.last ?? -1
    }

    // MARK: What a person sees

    /// Waits until a text is shown.
    func awaitText(_ text: String) throws {
        try wait(for: text.debugDescription) { $0.text.contains(text) }
    }

    /// Waits until the first row of the Build screen tells a result.
    func awaitStatus(_ text: String) throws {
        try wait(for: "the result \(text)") { $0.lines[0].contains(text) }
    }

    /// Waits until a text is shown no more.
    func awaitNo(_ text: String) throws {
        try wait(for: "a screen without \(text.debugDescription)") { !$0.text.contains(text) }
    }

    /// Waits until the shell asks for the next command.
    func awaitPrompt() throws {
        let prompt = "\(prompts)>"
        try wait(for: "the shell's prompt \(prompt)") { !$0.isOther && $0.lines[$0.cursor.row] == prompt }
    }

    /// Reads until what is shown is as wanted.
    func wait(for wanted: String, _ condition: (ScreenReader) -> Bool) throws {
        let deadline = ContinuousClock.now + Self.patience
        while !condition(screen) {
            guard ContinuousClock.now < deadline, read() else { throw NotShown(wanted: wanted, screen: screen) }
        }
    }

    /// Reads what has come, or waits a little for more; false when nothing will come any more.
    private func read() -> Bool {
        var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&ready, 1, 100) > 0 else { return true }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(master, &buffer, buffer.count)
        guard count > 0 else { return false }
        output += buffer[..<count]
        screen.feed(buffer[..<count])
        // It knows synchronized output, as most terminals of today do.
        for mode in screen.takeQuestions() { type("\u{1B}[?\(mode);\(mode == 2026 ? 2 : 0)$y") }
        return true
    }

    /// Forgets what was written so far.
    func forgetOutput() {
        output = []
    }

    /// The leader of the processes that the terminal sends its signals to: the program that the shell has started.
    var foreground: pid_t { tcgetpgrp(master) }

    /// The modes of the terminal's line, as `stty -a` prints them; its first line tells speed and size.
    func modes(in space: TestSpace) throws -> [Substring] {
        try finish("stty -a > modes")
        return try space.read("modes").split(separator: "\n").dropFirst().map { $0 }
    }
}

extension TestSpace {
    /// Opens a terminal in the space's folder, with a shell that finds strata.
    func terminal(
        columns: Int = 120, rows: Int = 40, environment more: [String: String] = [:]
    ) throws -> Terminal {
        let binary = try Binary.locate()
        var variables = try variables()
        variables["PATH"] = "\(binary.libraries):\(Tools.path)"
        variables.merge(more) { _, new in new }
        return try Terminal(
            wrapper: try wrapper + builder.wrapper(), environment: variables, directory: folder, columns: columns,
            rows: rows)
    }
}
