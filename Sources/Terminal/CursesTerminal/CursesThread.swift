import Glibc

/// A thread for calls that wait.
enum CursesThread {
    private final class Work {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Runs something on a new thread.
    static func start(_ body: @escaping @Sendable () -> Void) throws(TerminalError) {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let error = pthread_create(
            &thread, nil,
            { pointer in
                if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard error == 0 else {
            work.release()
            throw .system(call: "pthread_create", errno: error)
        }
        pthread_detach(thread)
    }
}
