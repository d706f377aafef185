import Dispatch
import Synchronization

/// A bounded queue of bytes between one writer, a task or a thread, and one reading thread, which blocks while it is
/// empty: how a layer is unpacked while its download arrives.
///
/// Writing waits while more than `capacity` bytes lie in it.
package final class BytePipe: Sendable {
    private let capacity: Int
    private let state = Mutex(State())
    private let readerWake = DispatchSemaphore(value: 0)
    private let writerWake = DispatchSemaphore(value: 0)

    fileprivate struct State {
        var chunks: [[UInt8]] = []
        var offsetInFirst = 0
        var queued = 0
        var ending: Ending?
        var readerStopped = false
        var readerWaits = false
        var writerThreadWaits = false
        var writerTask: CheckedContinuation<Void, any Error>?
    }

    fileprivate enum Ending {
        case finished
        case failed(any Error)
    }

    /// Makes an empty pipe that holds about `capacity` bytes before writers wait.
    package init(capacity: Int = 4 << 20) { self.capacity = capacity }

    /// Appends bytes; suspends while the pipe is full.
    ///
    /// Throws `ArchiveError.readerStopped` when nobody will read them, and `CancellationError` when the task is
    /// cancelled while it waits.
    package func write(_ chunk: [UInt8]) async throws {
        try append(chunk)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                // Asked under the lock: a cancellation before it is seen here, one after it finds the continuation.
                let goesOn = state.withLock { state in
                    if state.queued <= capacity || state.readerStopped || Task.isCancelled { return true }
                    state.writerTask = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
            try Task.checkCancellation()
        } onCancel: {
            state.withLock { $0.takeWriterTask() }?.resume(throwing: CancellationError())
        }
    }

    /// Appends bytes; blocks the calling thread while the pipe is full.
    ///
    /// Throws as `write` does.
    package func writeBlocking(_ chunk: [UInt8]) throws {
        try append(chunk)
        while true {
            let mustWait = state.withLock { state in
                state.writerThreadWaits = state.queued > capacity && !state.readerStopped
                return state.writerThreadWaits
            }
            if !mustWait { return }
            writerWake.wait()
        }
    }

    /// Says that no more bytes come; with an error, the reader gets that error after the bytes that are there.
    package func finish(throwing error: (any Error)? = nil) {
        change { state in
            if state.ending == nil { state.ending = error.map { .failed($0) } ?? .finished }
        }
    }

    /// Says that nothing will be read any more; whoever writes gets `ArchiveError.readerStopped`.
    package func stopReading() {
        change { state in
            state.readerStopped = true
            state.chunks = []
            state.queued = 0
        }
    }

    private func append(_ chunk: [UInt8]) throws {
        let stopped = state.withLock(\.readerStopped)
        if stopped { throw ArchiveError.readerStopped }
        if chunk.isEmpty { return }
        change { state in
            state.chunks.append(chunk)
            state.queued += chunk.count
        }
    }

    /// Changes the state and then wakes those whom the change concerns.
    private func change(_ body: (inout State) -> Void) {
        let (wakesReader, wakesWriter, task) = state.withLock { state in
            body(&state)
            let somethingToRead = state.ending != nil || !state.chunks.isEmpty
            let roomToWrite = state.queued <= capacity || state.readerStopped
            let reader = state.readerWaits && somethingToRead
            let writer = state.writerThreadWaits && roomToWrite
            if reader { state.readerWaits = false }
            if writer { state.writerThreadWaits = false }
            return (reader, writer, roomToWrite ? state.takeWriterTask() : nil)
        }
        if wakesReader { readerWake.signal() }
        if wakesWriter { writerWake.signal() }
        task?.resume()
    }
}

extension BytePipe.State {
    fileprivate mutating func takeWriterTask() -> CheckedContinuation<Void, any Error>? {
        defer { writerTask = nil }
        return writerTask
    }

    fileprivate mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, chunks[0].count - offsetInFirst)
        buffer.copyBytes(from: chunks[0][offsetInFirst..<offsetInFirst + count])
        offsetInFirst += count
        queued -= count
        if offsetInFirst == chunks[0].count {
            chunks.removeFirst()
            offsetInFirst = 0
        }
        return count
    }
}

extension BytePipe: ByteSource {
    /// Blocks the calling thread until there are bytes or the writer is done.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            var taken: Int?
            var failure: (any Error)?
            change { state in
                if !state.chunks.isEmpty {
                    taken = state.take(into: buffer)
                } else if let ending = state.ending {
                    taken = 0
                    if case .failed(let error) = ending { failure = error }
                } else {
                    state.readerWaits = true
                }
            }
            if let failure { throw failure }
            if let taken { return taken }
            readerWake.wait()
        }
    }
}
