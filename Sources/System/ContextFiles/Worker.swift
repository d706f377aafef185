import Dispatch
import Synchronization

/// Runs what blocks on threads of its own, away from those that tasks share, until nobody wants the result any more.
final class Worker: Sendable {
    private let isCancelled = Atomic(false)

    /// Runs a closure on a thread that may block.
    ///
    /// When the calling task is cancelled, `check` throws in it.
    static func run<Value: Sendable, Failure: Error>(
        _ body: @escaping @Sendable (Worker) throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let worker = Worker()
        let result: Result<Value, Failure> = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                DispatchQueue(label: "strata.context").async {
                    continuation.resume(returning: Result { () throws(Failure) in try body(worker) })
                }
            }
        } onCancel: {
            worker.isCancelled.store(true, ordering: .relaxed)
        }
        return try result.get()
    }

    /// Throws `CancellationError` once the task is cancelled.
    func check() throws {
        if isCancelled.load(ordering: .relaxed) { throw CancellationError() }
    }

    /// Runs a closure for each index, as many at a time as there are processors; gives the results in order, or throws
    /// the first error.
    func map<Value: Sendable>(_ count: Int, _ body: @Sendable (Int) throws -> Value) throws -> [Value] {
        if count == 1 { return [try body(0)] }
        let results = Mutex<[Value?]>(Array(repeating: nil, count: count))
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: count) { index in
            if failure.withLock({ $0 != nil }) { return }
            do {
                try check()
                let value = try body(index)
                results.withLock { $0[index] = value }
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        return results.withLock { $0.compactMap(\.self) }
    }

    /// Runs a closure for pieces of a range of indices, a few for each processor.
    func forEachPiece(of count: Int, least: Int, _ body: @Sendable (Range<Int>) throws -> Void) throws {
        if count == 0 { return }
        let size = max(least, (count + 31) / 32)
        _ = try map((count + size - 1) / size) { piece in
            try body((piece * size)..<min(count, (piece + 1) * size))
        }
    }
}
