import CNcurses
import Glibc
import TerminalCells

/// The open terminal below ncurses: its descriptor, its size and its modes as they were found.
struct TerminalDevice: ~Copyable {
    let descriptor: CInt
    let modes: termios

    /// Opens the terminal that the options name.
    init(_ given: CInt?) throws(TerminalError) {
        let descriptor = try Self.open(given)
        var modes = termios()
        guard tcgetattr(descriptor, &modes) == 0 else {
            Glibc.close(descriptor)
            throw .noTerminal
        }
        // A terminal that does not control this process has no foreground and stops nobody.
        let foreground = tcgetpgrp(descriptor)
        guard foreground < 0 || foreground == getpgrp() else {
            Glibc.close(descriptor)
            throw .inBackground
        }
        self.descriptor = descriptor
        self.modes = modes
    }

    deinit {
        Glibc.close(descriptor)
    }

    private static func open(_ given: CInt?) throws(TerminalError) -> CInt {
        if let given {
            let descriptor = strata_duplicate(given)
            guard descriptor >= 0 else { throw .system(call: "fcntl", errno: errno) }
            return descriptor
        }
        let controlling = strata_open("/dev/tty")
        if controlling >= 0 { return controlling }
        for standard in [STDERR_FILENO, STDOUT_FILENO, STDIN_FILENO] where isatty(standard) == 1 {
            // A standard descriptor may be open for writing only.
            let reopened = strata_open("/proc/self/fd/\(standard)")
            let descriptor = reopened >= 0 ? reopened : strata_duplicate(standard)
            if descriptor >= 0 { return descriptor }
        }
        throw .noTerminal
    }

    /// The size that the terminal tells; nil where it tells none.
    var size: Size? {
        var size = winsize()
        guard strata_window_size(descriptor, &size), size.ws_col > 0, size.ws_row > 0 else { return nil }
        return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// Writes bytes past ncurses, whose own are written before it returns from drawing.
    func write(_ text: String) {
        write(Array(text.utf8))
    }

    /// Writes all of it, however long the terminal takes.
    func write(_ bytes: [UInt8]) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                bytes = bytes.dropFirst(written)
            } else if errno != EINTR {
                return
            }
        }
    }

    /// Puts the modes back as they were found and drops what was typed or reported but not read.
    func restoreModes() {
        var modes = modes
        tcsetattr(descriptor, TCSANOW, &modes)
        tcflush(descriptor, TCIFLUSH)
    }
}
