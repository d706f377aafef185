import CNcurses
import Dispatch
import Glibc
import Synchronization
package import TerminalCells

/// The terminal: screens out through ncurses, keys and mouse in.
///
/// A thread of its own makes every call to ncurses. The terminal is put back as it was found when this is closed or let
/// go, when the process exits, and when a signal ends it; `restoreNow` is for those who end the process otherwise.
package final class CursesTerminal: Sendable {
    /// How many colours are shown.
    package let depth: ColorDepth
    /// Whether the environment says that text is UTF-8; elsewhere only ASCII is sure to be seen as meant.
    package let isUTF8: Bool
    /// What comes from the terminal, first its size.
    ///
    /// It ends when the terminal is closed.
    package let inputs: AsyncStream<TerminalInput>

    private let mailbox: ScreenMailbox
    private let finished: DispatchSemaphore

    /// Opens the terminal, switches it to a screen of its own and clears that.
    package init(_ options: TerminalOptions) throws(TerminalError) {
        guard Self.isOpen.withLock({ $0.take(true) }) else { throw .alreadyOpen }
        let mailbox: ScreenMailbox
        let start: Start
        let finished = DispatchSemaphore(value: 0)
        let (inputs, continuation) = AsyncStream.makeStream(of: TerminalInput.self)
        do {
            mailbox = try ScreenMailbox()
            start = try Self.startThread(options, mailbox, continuation, finished)
        } catch {
            Self.isOpen.withLock { $0 = false }
            throw error
        }
        // For the signal handlers, in case that this thread's stack overflows.
        strata_signal_stack()
        depth = start.depth
        isUTF8 = start.isUTF8
        self.inputs = inputs
        self.mailbox = mailbox
        self.finished = finished
    }

    deinit {
        close()
    }

    /// The terminal's size.
    package var size: Size { mailbox.size }

    /// Hands a screen over to be shown and returns at once.
    ///
    /// One that was not painted yet is never shown.
    package func draw(_ screen: Screen) {
        mailbox.put(screen)
    }

    /// Whether the last screen was not sent yet; a new one would replace it.
    package var isBehind: Bool { mailbox.isBehind }

    /// Returns when the last screen was sent, or when none will be any more.
    package func whenPainted() async {
        await mailbox.whenPainted()
    }

    /// Sends the next screen whole, whatever others have written over the last one.
    package func repaint() {
        mailbox.ask(.repaint)
    }

    /// Sounds the bell.
    package func beep() {
        mailbox.ask(.beep)
    }

    /// Gives the terminal to the shell and stops the process group, as Ctrl-Z does; `.resumed` tells that it goes on.
    package func suspend() {
        mailbox.ask(.suspend)
    }

    /// Puts the terminal back and ends the inputs.
    ///
    /// Waits until that is done; what is called afterwards does nothing.
    package func close() {
        mailbox.ask(.close)
        // A terminal that takes nothing more holds its thread; what can be put back without it is.
        switch finished.wait(timeout: .now() + 2) {
        case .success: finished.signal()
        case .timedOut: strata_restore_now()
        }
    }

    /// Puts the terminal back at once, whoever asks; nothing is drawn after that.
    ///
    /// For ways out that run no clean-up.
    package static func restoreNow() {
        strata_restore_now()
    }

    // MARK: The thread

    /// ncurses knows one terminal at a time, and so do the signal handlers.
    private static let isOpen = Mutex(false)

    private struct Start: Sendable {
        var depth: ColorDepth
        var isUTF8: Bool
    }

    private static func startThread(
        _ options: TerminalOptions, _ mailbox: ScreenMailbox, _ inputs: AsyncStream<TerminalInput>.Continuation,
        _ finished: DispatchSemaphore
    ) throws(TerminalError) -> Start {
        let result = ThreadResult()
        try CursesThread.start {
            do throws(TerminalError) {
                let screen = try CursesScreen(options, wakeDescriptor: mailbox.wakeDescriptor)
                var loop = CursesLoop(screen, mailbox, inputs)
                result.set(.success(Start(depth: screen.type.depth, isUTF8: screen.isUTF8)))
                loop.run()
                isOpen.withLock { $0 = false }
            } catch {
                result.set(.failure(error))
            }
            finished.signal()
        }
        return try result.wait()
    }

    private final class ThreadResult: Sendable {
        private let value = Mutex<Result<Start, TerminalError>?>(nil)
        private let isSet = DispatchSemaphore(value: 0)

        func set(_ result: Result<Start, TerminalError>) {
            value.withLock { $0 = result }
            isSet.signal()
        }

        func wait() throws(TerminalError) -> Start {
            isSet.wait()
            return try value.withLock { $0 ?? .failure(.system(call: "pthread_create", errno: EAGAIN)) }.get()
        }
    }
}

extension Bool {
    /// Sets it; gives whether it was not set before.
    fileprivate mutating func take(_ value: Bool) -> Bool {
        defer { self = value }
        return self != value
    }
}
