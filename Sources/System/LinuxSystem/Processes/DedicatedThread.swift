import CLinux

/// Threads for calls that block, which the concurrency runtime's own few threads must never make.
package enum DedicatedThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// Runs a closure on a new thread; the thread ends with it.
    package static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let context = Unmanaged.passRetained(Body(body))
        do {
            try perform("pthread_create") {
                linux_start_thread(
                    { context in
                        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                        return nil
                    }, context.toOpaque())
            }
        } catch {
            context.release()
            throw error
        }
    }

    /// Runs a closure on a new thread and suspends until it is done.
    package static func run<Result: Sendable>(
        _ body: @escaping @Sendable () -> Result
    ) async throws(SystemError) -> Result {
        let outcome: Swift.Result<Result, SystemError> = await withCheckedContinuation { continuation in
            do throws(SystemError) {
                try start { continuation.resume(returning: .success(body())) }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        return try outcome.get()
    }
}
