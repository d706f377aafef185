import EnginePorts
import OCIFormat
import Synchronization

/// Counts what is written to a layer, and lists its files for the next version of the same copy.
final class LayerTally: Sendable {
    private struct State {
        var size: Int64 = 0
        var entryCount = 0
        var index = LayerIndex()
        var isMerged = false
    }

    private let state = Mutex(State())

    var size: Int64 { state.withLock { $0.size } }
    var entryCount: Int { state.withLock { $0.entryCount } }
    var index: LayerIndex { state.withLock { $0.index } }

    /// Whether something was written through the overlay, so that the counts do not tell what the layer holds.
    var isMerged: Bool { state.withLock { $0.isMerged } }

    func markMerged() { state.withLock { $0.isMerged = true } }

    func count(bytes: Int64) {
        state.withLock { state in
            state.size += bytes
            state.entryCount += 1
        }
    }

    func list(_ path: [UInt8], _ file: LayerIndex.File) {
        state.withLock { $0.index.files[path] = file }
    }
}
