import BuildEvents
import BuildRecords
import BuildScreens
import ScreenRuntime
import Synchronization
import TerminalCells

/// A clock that a test moves: the time until the next frame passes by itself, longer sleeps wait for the test.
final class StillClock: ScreenClock {
    private struct Sleeper {
        var instant: Int64
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var time: Int64 = 0
        var next = 0
        var isHeld = false
        var sleepers: [Int: Sleeper] = [:]
    }

    private let state = Mutex(State())

    var now: Int64 { state.withLock(\.time) }

    /// Lets no time pass by itself from now on.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Lets time pass by itself again.
    func release() {
        state.withLock { $0.isHeld = false }
        advance(by: 33_000_000)
    }

    func advance(by nanoseconds: Int64) {
        let due = state.withLock { state in
            state.time += nanoseconds
            let due = state.sleepers.filter { $0.value.instant <= state.time }
            for key in due.keys { state.sleepers[key] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    func pause(until instant: Int64) async {
        let number = state.withLock { state -> Int? in
            guard state.isHeld && instant > state.time || instant - state.time > 33_000_000 else {
                state.time = max(state.time, instant)
                return nil
            }
            state.next += 1
            return state.next
        }
        guard let number else { return await Task.yield() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.sleepers[number] = Sleeper(instant: instant, continuation: continuation) }
                if Task.isCancelled { wake(number) }
            }
        } onCancel: {
            wake(number)
        }
    }

    private func wake(_ number: Int) {
        state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume()
    }
}

/// A terminal that keeps every screen, and whose keys a test types.
final class RecordingTerminal: ScreenTerminal {
    fileprivate struct State {
        var screens: [Screen] = []
        var times: [Int64] = []
        var busyDraws = 0
        var waiter: (text: String, continuation: CheckedContinuation<Void, Never>)?
    }

    let inputs: AsyncStream<TerminalInput>
    private let typing: AsyncStream<TerminalInput>.Continuation
    private let state = Mutex(State())
    private let clock: Mutex<(any ScreenClock)?> = Mutex(nil)

    init() {
        (inputs, typing) = AsyncStream.makeStream()
    }

    var isBehind: Bool {
        state.withLock { state in
            state.busyDraws -= 1
            return state.busyDraws >= 0
        }
    }

    /// Is still busy as often as it is asked from now on.
    func beBusy(times: Int) { state.withLock { $0.busyDraws = times } }

    var screens: [Screen] { state.withLock(\.screens) }
    var times: [Int64] { state.withLock(\.times) }

    func send(_ input: TerminalInput) { typing.yield(input) }

    func use(_ clock: any ScreenClock) { self.clock.withLock { $0 = clock } }

    func draw(_ screen: Screen) {
        let now = clock.withLock { $0?.now ?? 0 }
        let waiter = state.withLock { state in
            state.screens.append(screen)
            state.times.append(now)
            return state.takeWaiter()
        }
        waiter?.resume()
    }

    func redraw() {}

    func suspend() {}

    /// Returns once the newest screen holds a text.
    func shows(_ text: String) async {
        await withCheckedContinuation { continuation in
            let waiter = state.withLock { state in
                state.waiter = (text, continuation)
                return state.takeWaiter()
            }
            waiter?.resume()
        }
    }
}

extension RecordingTerminal.State {
    fileprivate mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
        guard let waiter, let screen = screens.last, screen.text.contains(where: { $0.contains(waiter.text) }) else {
            return nil
        }
        self.waiter = nil
        return waiter.continuation
    }
}

/// Services that note what they are told and know nothing.
final class RecordingServices: ScreenServices {
    private let commands = Mutex<[BuildCommand]>([])

    var sent: [BuildCommand] { commands.withLock { $0 } }

    func send(_ command: BuildCommand) { commands.withLock { $0.append(command) } }

    func readLog(_ request: LogRequest) async -> LogPart { LogPart(request: request, lines: [], total: 0) }

    func search(_ search: LogSearch) async -> Int64? { nil }

    func saveLog(of step: StepID, to path: String) async -> String { "saved" }

    func listFiles(of step: StepID) async -> FileListing { FileListing(entries: []) }
}

/// A store with builds, though none of any folder; or one that never answers.
struct RecordingStore: StoreServices {
    var builds: [BuildSummary]?

    func answer(_ request: StoreRequest) async -> Message {
        guard let builds else {
            // Nothing ever comes; the task's cancellation ends the loop.
            let never = AsyncStream<Void>.makeStream()
            for await _ in never.stream {}
            never.continuation.finish()
            return .notice("left")
        }
        guard case .builds(let query, _) = request else { return .notice("nothing else is known") }
        return .store(.builds(BuildListing(query: query, builds: query.scope == .all ? builds : [], now: 0)))
    }

    func open(_ build: String) async -> Result<OpenedRecording, OpeningFailure> { .failure(OpeningFailure("gone")) }
}
