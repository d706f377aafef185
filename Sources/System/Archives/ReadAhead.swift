import Dispatch
import Synchronization

/// Another source that is read on a thread of its own, a few megabytes ahead, so that its work (as inflating) and its
/// reader's (as unpacking) go on at the same time.
package final class ReadAhead: ByteSource {
    private let pipe: BytePipe
    private static let chunkSize = 256 << 10

    /// Starts to read `source`, which belongs to this object from here on, at once.
    package init(of source: sending any ByteSource, capacity: Int = 4 << 20) {
        let pipe = BytePipe(capacity: capacity)
        let handoff = Handoff(source)
        DispatchQueue(label: "strata.read-ahead").async {
            guard let source = handoff.take() else { return }
            Self.pump(source, into: pipe)
        }
        self.pipe = pipe
    }

    deinit { pipe.stopReading() }

    /// Blocks until the other thread has read something; its error comes after the bytes before it.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try pipe.read(into: buffer) }

    private static func pump(_ source: any ByteSource, into pipe: BytePipe) {
        do {
            while true {
                let chunk = try [UInt8](unsafeUninitializedCapacity: chunkSize) { buffer, count in
                    count = try source.readFully(into: UnsafeMutableRawBufferPointer(buffer))
                }
                if chunk.isEmpty { return pipe.finish() }
                try pipe.writeBlocking(chunk)
            }
        } catch {
            pipe.finish(throwing: error)
        }
    }
}

/// Carries a value that only one thread may have to the thread that takes it.
final class Handoff<Value>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: sending Value) { self.value = Mutex(value) }

    func take() -> sending Value? {
        value.withLock { stored in
            let taken = stored
            stored = nil
            return taken
        }
    }
}
