import Glibc
import TerminalCells

/// A pseudo-terminal whose other end a test plays: it types, and it reads what is shown.
final class PseudoTerminal {
    /// What a program has as its terminal.
    let terminal: CInt
    /// What was shown so far.
    private(set) var emulator: TerminalEmulator
    /// All that was written.
    private(set) var output: [UInt8] = []
    private var master: CInt

    // TIOCSPTLCK and TIOCGPTN, macros that Swift can't see.
    private static let unlock: UInt = 0x4004_5431
    private static let number: UInt = 0x8004_5430

    init(columns: Int, rows: Int) {
        master = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (number, isLocked) = (CInt(-1), CInt(0))
        guard master >= 0, ioctl(master, Self.unlock, &isLocked) == 0, ioctl(master, Self.number, &number) == 0 else {
            preconditionFailure("The system gives no pseudo-terminal: errno \(errno).")
        }
        terminal = Glibc.open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        emulator = TerminalEmulator(size: Size(columns: columns, rows: rows))
        setSize(columns, rows)
    }

    deinit {
        close(terminal)
        hangUp()
    }

    /// Takes the terminal away, as when its window is closed.
    func hangUp() {
        if master >= 0 { close(master) }
        master = -1
    }

    private func setSize(_ columns: Int, _ rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    }

    /// Gives it another size, as a window manager does.
    func resize(columns: Int, rows: Int) {
        emulator.resize(Size(columns: columns, rows: rows))
        setSize(columns, rows)
        // Only processes that the terminal controls hear of it by themselves.
        kill(getpid(), SIGWINCH)
    }

    /// The modes of the line as bytes to compare.
    var modes: [UInt32] {
        var modes = termios()
        tcgetattr(terminal, &modes)
        let characters = withUnsafeBytes(of: modes.c_cc) { $0.map(UInt32.init) }
        return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag] + characters
    }

    /// Shows something that the program has not written.
    func garble(_ text: String) {
        emulator.feed(Array(text.utf8))
    }

    func type(_ text: String) {
        type(Array(text.utf8))
    }

    func type(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
    }

    /// Reads until what is shown is as wanted; false when it is not after a minute.
    func shows(_ condition: (PseudoTerminal) -> Bool) -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if condition(self) { return true }
            var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 100) > 0 else { continue }
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else { return condition(self) }
            output += buffer[..<count]
            emulator.feed(Array(buffer[..<count]))
        }
        return false
    }

    /// Reads until the cells are those of a screen; else the first that is another one, in words.
    func difference(from screen: Screen) -> String? {
        let wanted = TerminalEmulator.cells(of: screen)
        if shows({ $0.emulator.seen == wanted }) { return nil }
        let seen = emulator.seen
        guard let place = zip(wanted, seen).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
            return "\(seen.count) cells instead of \(wanted.count)"
        }
        return """
            column \(place % screen.size.columns), row \(place / screen.size.columns): \(seen[place].text.debugDescription) \
            \(seen[place].style.name) instead of \(wanted[place].text.debugDescription) \(wanted[place].style.name)
            """
    }

    /// Forgets what was written so far.
    func forgetOutput() {
        output = []
    }
}
