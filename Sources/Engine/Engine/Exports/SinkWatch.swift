import Synchronization

/// Remembers why a sink failed: what writes through layers and archives tells it as an error of theirs.
final class SinkWatch: Sendable {
    private let failure = Mutex<(any Error)?>(nil)

    /// The first error of the watched sink.
    var error: (any Error)? { failure.withLock { $0 } }

    /// The same destination with its sink watched.
    func watching(_ destination: ExportDestination) -> ExportDestination {
        switch destination {
        case .tar(let sink): .tar(sink: watching(sink))
        case .archive(let format, let names, let sink): .archive(format, names: names, sink: watching(sink))
        case .files, .layout, .store: destination
        }
    }

    private func watching(_ sink: @escaping @Sendable ([UInt8]) throws -> Void) -> @Sendable ([UInt8]) throws -> Void {
        { bytes in
            do {
                try sink(bytes)
            } catch {
                self.failure.withLock { $0 = $0 ?? error }
                throw error
            }
        }
    }
}
