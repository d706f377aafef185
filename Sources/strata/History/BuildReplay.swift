import BuildDatabase
import BuildEvents
import Foundation

/// Gives the events of a build of the history, as fast as they can be read or in the time that they took.
struct BuildReplay: Sendable {
    let build: RecordedBuild
    let database: StoreDatabase
    /// How much faster than the build was; nil does not wait.
    var speed: Double?

    /// The events; whoever calls it waits where the build waited.
    var source: StreamReader.Source {
        { [self] body in
            guard let events = try RecordedEvents(of: build.id, in: database) else {
                throw LogFault.withoutEvents(build)
            }
            let began = ContinuousClock.now
            while let event = try events.next() {
                if let speed { wait(until: Double(event.time) / speed, since: began) }
                try body(event)
            }
        }
    }

    private func wait(until time: Double, since began: ContinuousClock.Instant) {
        let passed = began.duration(to: .now).components
        let rest = time / 1e9 - Double(passed.seconds) - Double(passed.attoseconds) / 1e18
        if rest > 0 { Thread.sleep(forTimeInterval: rest) }
    }
}
