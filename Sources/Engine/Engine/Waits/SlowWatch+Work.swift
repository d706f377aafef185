import BuildEvents
import EnginePorts

extension SlowWatch {
    /// Does a piece of a step's work that has no figures, shown by its name if it turns out slow.
    func showing<T>(_ name: String, of step: StepID, _ body: () async throws -> T) async rethrows -> T {
        let events = events
        let ticket = begin { isSlow in
            let item = ProgressItem(id: name, current: 0, total: nil, isComplete: !isSlow)
            events.emit(.progress(step, item))
        }
        defer { end(ticket) }
        return try await body()
    }

    /// Does a piece of a step's work whose bytes `body` counts, shown if it turns out slow.
    func metering<T>(_ name: String, of step: StepID, _ body: (TransferMeter) async throws -> T) async throws -> T {
        let meter = TransferMeter(id: name, total: nil, step: step, watch: self, appearance: .ifSlow)
        do {
            let value = try await body(meter)
            meter.finish()
            return value
        } catch {
            meter.abandon()
            throw error
        }
    }

    /// Asks the network for a step, which is told to wait while no answer comes.
    func asking<T>(_ host: String, for step: StepID, _ body: () async throws -> T) async rethrows -> T {
        let events = events
        let ticket = begin { isSlow in events.emit(.waiting(step, isSlow ? .network(host) : nil)) }
        defer { end(ticket) }
        return try await body()
    }
}

extension BuildServices {
    /// Tells what takes long, until the task is cancelled; to be run beside the build by whoever starts it.
    package func tellOfWaits() async {
        await watch.look()
    }

    /// Calls the database for a step, which is told to wait while another strata keeps the store to itself.
    func stored<T>(for step: StepID, _ body: (any CacheDatabase) async throws -> T) async rethrows -> T {
        let (database, events) = (database, events)
        let ticket = watch.begin(
            isStuck: { _ in database.isHeldElsewhere },
            tell: { isSlow in events.emit(.waiting(step, isSlow ? .store : nil)) })
        defer { watch.end(ticket) }
        return try await body(database)
    }
}
