import CNcurses
import Glibc
import TerminalCells

/// What the thread of a terminal does: it waits for keys and for what it is asked, and paints.
struct CursesLoop {
    private let screen: CursesScreen
    private let mailbox: ScreenMailbox
    private let inputs: AsyncStream<TerminalInput>.Continuation
    private var decoder = InputDecoder()
    private var isConnected = true
    private var shown: Screen?
    private var mustRepaint = false

    /// Begins with an open terminal.
    init(_ screen: CursesScreen, _ mailbox: ScreenMailbox, _ inputs: AsyncStream<TerminalInput>.Continuation) {
        self.screen = screen
        self.mailbox = mailbox
        self.inputs = inputs
        mailbox.size = screen.size
        inputs.yield(.resize(screen.size))
    }

    /// Runs until the terminal is closed.
    mutating func run() {
        while true {
            let isReadable = wait()
            let requests = mailbox.takeRequests()
            if requests.contains(.close) { break }
            handleSignals()
            handle(requests)
            if isReadable { read() }
            paint()
        }
        mailbox.close()
        screen.close()
        inputs.finish()
    }

    /// Waits for keys, requests and signals; gives whether there may be keys.
    private mutating func wait() -> Bool {
        var waiting = [
            pollfd(fd: mailbox.wakeDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isConnected ? screen.device.descriptor : -1, events: Int16(POLLIN), revents: 0),
        ]
        let ready = poll(&waiting, 2, decoder.isMidway ? 500 : -1)
        if ready == 0, let event = decoder.giveUp() { tell(event) }
        guard ready > 0 else { return false }
        if waiting[1].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 {
            isConnected = false
            mailbox.close()
            inputs.yield(.closed)
        }
        return waiting[1].revents & Int16(POLLIN) != 0
    }

    private mutating func read() {
        while let event = screen.read(&decoder) { tell(event) }
    }

    private func tell(_ event: InputDecoder.Event) {
        if case .input(let input) = event { inputs.yield(input) }
    }

    private mutating func handleSignals() {
        let signals = strata_signals_take()
        guard signals != 0, isConnected else { return }
        if signals & CInt(strata_signal_stop) != 0 {
            stop { $0.suspend() }
        } else if signals & CInt(strata_signal_continued) != 0 {
            stop { $0.takeBack() }
        } else if screen.fitSize() {
            tellSize()
        }
    }

    private mutating func handle(_ requests: ScreenMailbox.Requests) {
        guard isConnected else { return }
        if requests.contains(.suspend) { stop { $0.suspend() } }
        if requests.contains(.repaint) {
            screen.repaint()
            mustRepaint = true
        }
        if requests.contains(.beep) { screen.ring() }
    }

    /// Lets go of the terminal for a while; what was signalled meanwhile is done with when it is back.
    private mutating func stop(_ interruption: (CursesScreen) -> Void) {
        let size = screen.size
        interruption(screen)
        _ = strata_signals_take()
        if screen.fitSize() || screen.size != size { tellSize() }
        mustRepaint = true
        inputs.yield(.resumed)
    }

    private func tellSize() {
        mailbox.size = screen.size
        inputs.yield(.resize(screen.size))
    }

    // MARK: Painting

    private mutating func paint() {
        if let next = mailbox.takeScreen() {
            shown = next
        } else if !mustRepaint {
            return
        }
        mustRepaint = false
        if let shown { screen.paint(shown) }
        mailbox.finishPainting()
    }
}
