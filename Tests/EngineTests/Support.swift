import BuildEvents
import EnginePorts
import OCIFormat
import Synchronization

/// A clock that goes on only when it is told to.
final class HandClock: EngineClock {
    private let now = Mutex<Int64>(0)

    func monotonic() -> Int64 { now.withLock(\.self) }

    func wall() -> Double { 0 }

    func advance(milliseconds: Int64) {
        now.withLock { $0 += milliseconds * 1_000_000 }
    }
}

/// Keeps what it is told, and lets a test wait for the next.
final class EventLog: EventSink {
    private let all = Mutex<[BuildEvent.Payload]>([])
    private let coming: AsyncStream<BuildEvent.Payload>
    private let continuation: AsyncStream<BuildEvent.Payload>.Continuation

    init() {
        (coming, continuation) = AsyncStream.makeStream()
    }

    var payloads: [BuildEvent.Payload] { all.withLock(\.self) }

    func emit(_ payload: BuildEvent.Payload) {
        all.withLock { $0.append(payload) }
        continuation.yield(payload)
    }

    /// Waits until something more is told than `count` payloads.
    func next() async -> BuildEvent.Payload? {
        var iterator = coming.makeAsyncIterator()
        return await iterator.next()
    }
}

let step = StepID(Digest.sha256(of: Array("step".utf8)))

func part(_ id: String, _ current: Int64 = 0, of total: Int64? = nil, isComplete: Bool = false) -> BuildEvent.Payload {
    .progress(step, ProgressItem(id: id, current: current, total: total, isComplete: isComplete))
}
