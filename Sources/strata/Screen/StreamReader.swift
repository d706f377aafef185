import BuildEvents
import Diagnostics
import Dispatch
import Synchronization
import SystemPackage

/// Reads a recorded stream on a queue of its own, as fast as it comes.
final class StreamReader: Sendable {
    private let name: String
    private let input: FileDescriptor
    private let queue = DispatchQueue(label: "strata.stream")
    private let state = Mutex<Diagnostic?>(nil)

    /// Reads from a descriptor that stays the caller's; `name` is what errors call it.
    init(name: String, input: FileDescriptor) {
        self.name = name
        self.input = input
    }

    /// Why the stream could not be read to its end.
    var failure: Diagnostic? { state.withLock { $0 } }

    /// Begins to read: gives each event, then the end with what went wrong.
    func start(
        _ body: @escaping @Sendable (BuildEvent) -> Void, end: @escaping @Sendable (Diagnostic?) -> Void
    ) {
        queue.async { [self] in
            var failure: Diagnostic?
            do throws(Diagnostic) {
                try readAll(body)
            } catch {
                failure = error
                state.withLock { $0 = error }
            }
            end(failure)
        }
    }

    private func readAll(_ body: (BuildEvent) -> Void) throws(Diagnostic) {
        var stream = RecordedStream(name: name)
        while true {
            let bytes: [UInt8]
            do {
                bytes = try input.nextBytes()
            } catch {
                throw Diagnostic(code: "view.unreadable", message: "\(name): \(error)")
            }
            for event in try bytes.isEmpty ? stream.finish() : stream.read(bytes) { body(event) }
            if bytes.isEmpty { return }
        }
    }
}

extension FileDescriptor {
    /// The next bytes as they come; none at the end.
    func nextBytes() throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
            count = try read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}
