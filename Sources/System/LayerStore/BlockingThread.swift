import Dispatch
import EnginePorts
import Synchronization
import SystemPackage

/// Runs what blocks on a thread of its own, away from the threads that tasks share.
enum BlockingThread {
    /// Runs a closure to its end; `path` is named where its errors name none.
    ///
    /// When the calling task is cancelled, the closure sees it in the `Cancellation` that it is given.
    static func run<Value: Sendable>(
        _ path: FilePath, _ body: @escaping @Sendable (Cancellation) throws -> Value
    ) async throws(LayerError) -> Value {
        let cancellation = Cancellation()
        let result: Result<Value, LayerError> = await withTaskCancellationHandler {
            await onThread {
                Result { () throws(LayerError) in try LayerFailure.translating(path) { try body(cancellation) } }
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }

    private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "strata.layers").async { continuation.resume(returning: body()) }
        }
    }

    /// Runs a closure for each index, several at a time; the first error that one throws is thrown at the end.
    static func forEach(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: count) { index in
            if failure.withLock({ $0 != nil }) { return }
            do {
                try body(index)
            } catch {
                failure.withLock { first in if first == nil { first = error } }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}

/// Tells blocking work that nobody wants its result any more.
final class Cancellation: Sendable {
    private let isCancelled = Atomic(false)

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// Throws `CancellationError` once `cancel` was called.
    func check() throws {
        if isCancelled.load(ordering: .relaxed) { throw CancellationError() }
    }
}
