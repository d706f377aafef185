import BuildEvents
import Foundation
import Glibc
import OCIFormat
import Synchronization

/// Writes a build's events into a pipe: one step that writes so many lines a second, fifty in each event.
final class LogFeed: Sendable {
    private static let linesPerEvent = 50
    private static let step = StepID(Digest.sha256(of: "the step"))

    private let output: CInt
    private let interval: Duration
    private let isStopped = Mutex(false)
    private let written = Mutex(0.0)
    private let isDone = DispatchSemaphore(value: 0)

    /// Begins; `output` is closed at the end.
    init(into output: CInt, linesPerSecond: Int) {
        self.output = output
        interval = .seconds(1) / (linesPerSecond / Self.linesPerEvent)
        signal(SIGPIPE, SIG_IGN)
        Thread.detachNewThread { [self] in write() }
    }

    /// Ends the stream; gives how many lines a second were written indeed.
    func stop() -> Double {
        isStopped.withLock { $0 = true }
        isDone.wait()
        return written.withLock { $0 }
    }

    private func write() {
        var writer = RawJSONWriter()
        var sequence = 0
        let begin = ContinuousClock.now
        func send(_ payload: BuildEvent.Payload) {
            let time = Int64((ContinuousClock.now - begin) / .nanoseconds(1))
            let bytes = writer.write(BuildEvent(sequence: sequence, time: time, payload: payload))
            sequence += 1
            _ = bytes.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
        }
        send(.buildStarted(BuildStart(build: "bench", wallClock: 1e9, dockerfile: "Dockerfile", context: ".")))
        send(.stepsAnnounced([StepDescription(id: Self.step, name: "[1/1] RUN make", kind: "run")]))
        send(.stepStarted(Self.step))
        var lines = 0
        while !isStopped.withLock({ $0 }) {
            let text = (lines..<(lines + Self.linesPerEvent)).map { "line \($0) of a step that writes a lot\n" }
                .joined()
            send(.log(Self.step, .standardOutput, Array(text.utf8)))
            lines += Self.linesPerEvent
            let ahead = begin + interval * (lines / Self.linesPerEvent) - .now
            if ahead > .milliseconds(1) { usleep(UInt32(ahead / .microseconds(1))) }
        }
        written.withLock { $0 = Double(lines) / ((ContinuousClock.now - begin) / .seconds(1)) }
        Glibc.close(output)
        isDone.signal()
    }
}
