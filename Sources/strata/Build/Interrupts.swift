import CursesTerminal
import Dispatch
import Glibc
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into requests: the first asks, the second ends the process at once.
///
/// A SIGHUP is no second one: of one terminal that goes away the kernel and the shell tell several times.
/// What the process leaves when it ends so dies with it: the keeper and all below it, and the mounts of its namespace.
final class Interrupts {
    private let requests = Requests()
    private let sources: [any DispatchSourceSignal]

    /// Begins to listen.
    init() {
        let queue = DispatchQueue(label: "strata.signals")
        sources = [SIGINT, SIGTERM, SIGHUP].map { [requests] number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { requests.take(number) }
            source.resume()
            return source
        }
    }

    /// Says what the first request does; it is done now if that has come already.
    func onFirst(_ action: @escaping @Sendable () -> Void) {
        requests.setAction(action)
    }

    /// Whether the process was asked to end.
    var isInterrupted: Bool { requests.isMade }

    /// Asks whether the terminal went away.
    var isHungUp: @Sendable () -> Bool { { [requests] in requests.isHungUp } }

    /// Ends the process at once, with the terminal as it was found.
    static func end() -> Never {
        CursesTerminal.restoreNow()
        _exit(130)
    }

    private final class Requests: Sendable {
        private struct State {
            var count = 0
            var isHungUp = false
            var action: (@Sendable () -> Void)?
        }

        private let state = Mutex(State())

        var isMade: Bool { state.withLock { $0.count > 0 } }

        var isHungUp: Bool { state.withLock(\.isHungUp) }

        func take(_ number: Int32) {
            let (count, action) = state.withLock { state in
                state.count += 1
                state.isHungUp = state.isHungUp || number == SIGHUP
                return (state.count, state.action)
            }
            if count == 1 {
                action?()
            } else if number != SIGHUP {
                Interrupts.end()
            }
        }

        func setAction(_ action: @escaping @Sendable () -> Void) {
            let isLate = state.withLock { state in
                state.action = action
                return state.count > 0
            }
            if isLate { action() }
        }
    }
}
