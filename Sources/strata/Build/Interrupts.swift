import Dispatch
import Glibc
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into requests: the first asks, the second ends the process at once.
///
/// What the process leaves when it ends so dies with it: the keeper and all below it, and the mounts of its namespace.
final class Interrupts {
    private let sources: [any DispatchSourceSignal]

    /// Begins to listen; `onFirst` is called once, on a queue of its own.
    init(onFirst: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "strata.signals")
        let count = Counter()
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if count.next() == 1 { onFirst() } else { _exit(130) }
            }
            source.resume()
            return source
        }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }
}
