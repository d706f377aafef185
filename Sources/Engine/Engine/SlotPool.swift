import Synchronization

/// A number of slots that tasks take in turn: at most so many steps run at once.
final class SlotPool: Sendable {
    private struct State {
        var free: Int
        var nextTicket = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(free: count))
    }

    /// Runs `body` once a slot is free and gives the slot back; `onWait` is called first if none is.
    ///
    /// - Throws: `CancellationError` if the task was cancelled before a slot was free, else what `body` throws.
    func withSlot<T: Sendable>(
        onWait: @Sendable () -> Void, _ body: @Sendable (_ hasWaited: Bool) async throws -> T
    ) async throws -> T {
        let hasWaited = try await take(onWait: onWait)
        defer { giveBack() }
        return try await body(hasWaited)
    }

    private func take(onWait: @Sendable () -> Void) async throws -> Bool {
        let ticket = state.withLock { state -> Int? in
            if state.free > 0 {
                state.free -= 1
                return nil
            }
            state.nextTicket += 1
            return state.nextTicket
        }
        guard let ticket else { return false }
        onWait()
        let isTaken = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in enqueue(ticket, continuation) }
        } onCancel: {
            cancel(ticket)
        }
        if !isTaken { throw CancellationError() }
        return true
    }

    private func enqueue(_ ticket: Int, _ continuation: CheckedContinuation<Bool, Never>) {
        let answer = state.withLock { state -> Bool? in
            if state.cancelled.remove(ticket) != nil { return false }
            if state.free > 0 {
                state.free -= 1
                return true
            }
            state.waiting.append((ticket, continuation))
            return nil
        }
        if let answer { continuation.resume(returning: answer) }
    }

    private func cancel(_ ticket: Int) {
        let continuation = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
                state.cancelled.insert(ticket)
                return nil
            }
            return state.waiting.remove(at: index).continuation
        }
        continuation?.resume(returning: false)
    }

    private func giveBack() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}
