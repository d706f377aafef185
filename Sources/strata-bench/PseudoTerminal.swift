import Foundation
import Glibc
import Synchronization

/// A terminal's columns and rows.
struct Extent {
    let columns: Int
    let rows: Int

    var text: String { "\(columns)x\(rows)" }
}

/// A pseudo-terminal whose other end a thread plays: it takes all that is written as soon as it can, and answers the one
/// question that strata asks of a terminal.
final class PseudoTerminal: Sendable {
    private struct State {
        var isClosed = false
        /// What is waited for, and the end of what was written since.
        var wanted: [UInt8] = []
        var recent: [UInt8] = []
        var found: ContinuousClock.Instant?
    }

    /// The file that a program opens as its terminal.
    let path: String
    private let master: CInt
    private let state = Mutex(State())
    private let isFound = DispatchSemaphore(value: 0)

    // TIOCSPTLCK and TIOCGPTN, macros that Swift can't see.
    private static let unlock: UInt = 0x4004_5431
    private static let number: UInt = 0x8004_5430
    private static let question = Array("\u{1B}[?2026$p".utf8)
    private static let answer = "\u{1B}[?2026;2$y"

    init(_ extent: Extent) throws(BenchError) {
        master = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (number, isLocked) = (CInt(-1), CInt(0))
        guard master >= 0, ioctl(master, Self.unlock, &isLocked) == 0, ioctl(master, Self.number, &number) == 0 else {
            throw .missing(what: "a pseudo-terminal", remedy: "mount devpts on /dev/pts")
        }
        path = "/dev/pts/\(number)"
        var size = winsize(
            ws_row: UInt16(extent.rows), ws_col: UInt16(extent.columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        Thread.detachNewThread { [self] in play() }
    }

    /// What the environment says of such a terminal.
    static let variables = ["TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", "NO_COLOR": ""]

    /// Takes the terminal away.
    func close() {
        state.withLock { $0.isClosed = true }
    }

    func type(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
    }

    /// Types a key; gives the seconds until a text was written that was not waited for before, nil after two of them.
    func type(_ key: String, until text: String) -> Double? {
        seconds(until: text, atMost: 2) { type(key) }
    }

    /// Does something; gives the seconds until a text was written from then on, nil after too many of them.
    func seconds(until text: String, atMost limit: Int, _ action: () throws -> Void) rethrows -> Double? {
        state.withLock { state in
            (state.wanted, state.recent, state.found) = (Array(text.utf8), [], nil)
        }
        let begin = ContinuousClock.now
        try action()
        _ = isFound.wait(timeout: .now() + .seconds(limit))
        return state.withLock { state in
            state.wanted = []
            return state.found.map { ($0 - begin) / .seconds(1) }
        }
    }

    /// Waits until a text is written; false after some seconds.
    func shows(_ text: String, seconds: Int) -> Bool {
        for _ in 0..<(seconds / 2) { if type("", until: text) != nil { return true } }
        return false
    }

    // MARK: The thread

    private func play() {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !state.withLock(\.isClosed) {
            var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 50) > 0 else { continue }
            let count = read(master, &buffer, buffer.count)
            if count > 0 { take(buffer[..<count]) } else { usleep(1000) }
        }
        Glibc.close(master)
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        if bytes.holds(Self.question) { type(Self.answer) }
        let isFound = state.withLock { state in
            guard !state.wanted.isEmpty, state.found == nil else { return false }
            state.recent += bytes
            guard state.recent[...].holds(state.wanted) else {
                state.recent = state.recent.suffix(state.wanted.count)
                return false
            }
            state.found = .now
            return true
        }
        if isFound { self.isFound.signal() }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func holds(_ wanted: [UInt8]) -> Bool {
        var start = startIndex
        while let next = self[start...].firstIndex(of: wanted[0]), next + wanted.count <= endIndex {
            if self[next..<(next + wanted.count)].elementsEqual(wanted) { return true }
            start = next + 1
        }
        return false
    }
}
