package import BuildEvents
package import SystemPackage

/// Time as the engine sees it.
package protocol EngineClock: Sendable {
    /// Nanoseconds on a clock that never goes back.
    func monotonic() -> Int64
    /// Seconds since 1970.
    func wall() -> Double
}

/// Takes what the engine says; numbers and times it, and hands it to all readers in order.
///
/// `emit` may be called from any thread. It returns at once for everything but logs; for those it may block the calling
/// thread while readers are behind, so it is called for them on threads of the sandbox only.
package protocol EventSink: Sendable {
    /// Takes one event's payload.
    func emit(_ payload: BuildEvent.Payload)
}

/// Gives secrets by id.
package protocol SecretProvider: Sendable {
    /// The bytes of a secret; nil where the build was given none of that id.
    func secret(_ id: String) -> [UInt8]?
}

/// Gives SSH agents by id.
package protocol AgentProvider: Sendable {
    /// The socket of an agent, which is started if it has to be; nil where the build was given none of that id.
    func agent(_ id: String) async throws -> FilePath?
}

/// Gives no SSH agent.
package struct NoAgents: AgentProvider {
    /// Makes the provider.
    package init() {}

    /// There is none.
    package func agent(_ id: String) async throws -> FilePath? { nil }
}

/// Locks that hold between processes, for cache mounts.
package protocol CacheLocks: Sendable {
    /// Takes a lock by name, waiting until it is free; it ends by `release`, or with the process.
    func acquire(_ name: String) async throws -> any CacheLock

    /// Takes a lock by name if it is free; nil otherwise.
    func tryAcquire(_ name: String) throws -> (any CacheLock)?

    /// Takes part in the use of a cache mount's folder, so that it is not removed; others may use it too.
    func use(_ name: String) async throws -> any CacheLock
}

/// A lock that is held.
package protocol CacheLock: Sendable {
    /// Gives the lock back.
    func release()
}
