import Dispatch
import EnginePorts

/// Runs work that reads and writes much on a thread of its own, away from the threads of tasks.
enum BlockingWork {
    private static let queue = DispatchQueue(label: "strata.images", attributes: .concurrent)

    static func run<Result: Sendable>(
        _ body: @escaping @Sendable () throws(ImageStoreError) -> Result
    ) async throws(ImageStoreError) -> Result {
        let outcome = await withCheckedContinuation {
            (continuation: CheckedContinuation<Swift.Result<Result, ImageStoreError>, Never>) in
            queue.async {
                continuation.resume(returning: Swift.Result(catching: body))
            }
        }
        return try outcome.get()
    }
}
