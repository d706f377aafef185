import Synchronization

/// Lets only so many callers at a time through for each key, in the order of their coming.
final class RequestGate: Sendable {
    private struct Waiter {
        var ticket: UInt64
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var inside: [String: Int] = [:]
        var waiting: [String: [Waiter]] = [:]
        var nextTicket: UInt64 = 0
        var cancelled: Set<UInt64> = []
    }

    private let width: Int
    private let state = Mutex(State())

    init(width: Int) {
        self.width = width
    }

    /// Waits for a place; false if the task was cancelled, and then there is nothing to leave.
    func enter(_ key: String) async -> Bool {
        let ticket = state.withLock { state in
            defer { state.nextTicket += 1 }
            return state.nextTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let outcome: Bool? = state.withLock { state in
                    if state.cancelled.remove(ticket) != nil { return false }
                    if state.inside[key, default: 0] < width {
                        state.inside[key, default: 0] += 1
                        return true
                    }
                    state.waiting[key, default: []].append(Waiter(ticket: ticket, continuation: continuation))
                    return nil
                }
                if let outcome { continuation.resume(returning: outcome) }
            }
        } onCancel: {
            cancel(ticket, key)
        }
    }

    /// Gives a place back.
    func leave(_ key: String) {
        let next: Waiter? = state.withLock { state in
            if state.waiting[key]?.isEmpty == false { return state.waiting[key]?.removeFirst() }
            state.inside[key, default: 1] -= 1
            return nil
        }
        next?.continuation.resume(returning: true)
    }

    private func cancel(_ ticket: UInt64, _ key: String) {
        let waiter: Waiter? = state.withLock { state in
            guard let index = state.waiting[key]?.firstIndex(where: { $0.ticket == ticket }) else {
                // It has not come to wait yet, or is inside already; a mark left behind costs eight bytes.
                state.cancelled.insert(ticket)
                return nil
            }
            return state.waiting[key]?.remove(at: index)
        }
        waiter?.continuation.resume(returning: false)
    }
}
