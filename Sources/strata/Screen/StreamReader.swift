import BuildEvents
import Diagnostics
import Dispatch
import Synchronization

/// Reads a recorded build on a queue of its own, as fast as it comes.
final class StreamReader: Sendable {
    /// Gives all events of a build in their order, on the thread that calls it.
    typealias Source = @Sendable (_ body: (BuildEvent) throws -> Void) throws -> Void

    private let source: Source
    private let queue = DispatchQueue(label: "strata.stream")
    private let state = Mutex<Diagnostic?>(nil)

    /// Reads from a source.
    init(_ source: @escaping Source) {
        self.source = source
    }

    /// Why the stream could not be read to its end.
    var failure: Diagnostic? { state.withLock { $0 } }

    /// Begins to read: gives each event, then the end with what went wrong.
    func start(
        _ body: @escaping @Sendable (BuildEvent) -> Void, end: @escaping @Sendable (Diagnostic?) -> Void
    ) {
        queue.async { [self] in
            var failure: Diagnostic?
            do {
                try source(body)
            } catch let error as any DiagnosticConvertible {
                failure = error.diagnostic
            } catch {
                failure = Diagnostic(code: "view.unreadable", message: "\(error)")
            }
            state.withLock { $0 = failure }
            end(failure)
        }
    }
}
