import BuildEvents
import BuildGraph
import EnginePorts
import OCIFormat
import Synchronization

/// What one build knows of its vertices while it goes on; the solver knows only their results' identities.
final class BuildMemory: Sendable {
    private struct State {
        var records: [VertexID: CacheRecord] = [:]
        var layers: [VertexID: [LayerID]] = [:]
        var results: [VertexID: Digest] = [:]
        var selections: [SelectionKey: SelectedFiles] = [:]
        var started: Set<VertexID> = []
        var failure: (step: StepID?, failure: StepFailure)?
        var readers: [VertexID: Int] = [:]
        var usedRecords: [Int64] = []
        var keys: [VertexID: Digest] = [:]
        var meters: [VertexID: TransferMeter] = [:]
        var remotes: [VertexID: ResolvedSource] = [:]
        var gates: [VertexID: SlotPool] = [:]
        var roots: [VertexID: StepID] = [:]
        var seenLayers: Set<LayerID> = []
        var ran: Set<VertexID> = []
    }

    private struct SelectionKey: Hashable {
        var vertex: VertexID
        var read: Int
    }

    private let state = Mutex(State())

    /// The step that began what made a vertex run; nil for one that ran for itself.
    func root(of id: VertexID) -> StepID? {
        state.withLock { $0.roots[id] }
    }

    /// Notes the step that began what makes a vertex run.
    func setRoot(_ root: StepID, of id: VertexID) {
        state.withLock { $0.roots[id] = root }
    }

    /// Whether a vertex did its work in this build.
    func hasRun(_ id: VertexID) -> Bool {
        state.withLock { $0.ran.contains(id) }
    }

    /// Notes that a vertex did its work.
    func setRun(_ id: VertexID) {
        state.withLock { _ = $0.ran.insert(id) }
    }

    /// The record that was last found for a vertex.
    func record(of id: VertexID) -> CacheRecord? {
        state.withLock { $0.records[id] }
    }

    /// The key that the record of a vertex was found by.
    func key(of id: VertexID) -> Digest? {
        state.withLock { $0.keys[id] }
    }

    /// Takes a record that was found by a key as a vertex's result.
    func setRecord(_ record: CacheRecord, foundBy key: Digest, of id: VertexID) {
        state.withLock {
            $0.records[id] = record
            $0.keys[id] = key
            $0.layers[id] = record.layers
            $0.results[id] = record.result
        }
    }

    /// Whether a layer is on disk; records share most of theirs, so each is looked for once.
    func isThere(_ layer: LayerID, _ layers: any LayerStorage) -> Bool {
        if state.withLock({ $0.seenLayers.contains(layer) }) { return true }
        guard layers.contains(layer) else { return false }
        state.withLock { _ = $0.seenLayers.insert(layer) }
        return true
    }

    /// The layers of a vertex's result, lowest first; nil while it has none on disk.
    func layers(of id: VertexID) -> [LayerID]? {
        state.withLock { $0.layers[id] }
    }

    /// The identity of a vertex's result.
    func result(of id: VertexID) -> Digest? {
        state.withLock { $0.results[id] }
    }

    func setResult(_ result: Digest, layers: [LayerID], of id: VertexID) {
        state.withLock {
            $0.layers[id] = layers
            $0.results[id] = result
        }
    }

    /// The files that a read of a vertex selected, if they were selected in this build.
    func selection(_ id: VertexID, _ read: Int) -> SelectedFiles? {
        state.withLock { $0.selections[SelectionKey(vertex: id, read: read)] }
    }

    func setSelection(_ files: SelectedFiles, _ id: VertexID, _ read: Int) {
        state.withLock { $0.selections[SelectionKey(vertex: id, read: read)] = files }
    }

    /// Frees the lists of files of a vertex that has its result.
    func dropSelections(of id: VertexID) {
        state.withLock { state in
            for key in state.selections.keys where key.vertex == id { state.selections[key] = nil }
        }
    }

    /// Notes that a step has started; false if it had before.
    func begin(_ id: VertexID) -> Bool {
        state.withLock { $0.started.insert(id).inserted }
    }

    func hasBegun(_ id: VertexID) -> Bool {
        state.withLock { $0.started.contains(id) }
    }

    /// Notes that a record served this build.
    func noteUse(of record: Int64) {
        state.withLock { $0.usedRecords.append(record) }
    }

    /// The records that served this build.
    var usedRecords: [Int64] {
        state.withLock(\.usedRecords)
    }

    /// Notes a failure; the first one is the build's.
    func fail(_ step: StepID?, _ failure: StepFailure) {
        state.withLock { if $0.failure == nil { $0.failure = (step, failure) } }
    }

    var failure: (step: StepID?, failure: StepFailure)? {
        state.withLock { $0.failure }
    }

    /// Counts a selection of a context that was made; gives the new count.
    func countReader(of context: VertexID) -> Int {
        state.withLock {
            $0.readers[context, default: 0] += 1
            return $0.readers[context, default: 0]
        }
    }

    /// How many selections of a context were made so far.
    func readers(of context: VertexID) -> Int {
        state.withLock { $0.readers[context, default: 0] }
    }

    /// The meter of a context, made when it is first asked for: all that read the context count together.
    func meter(of context: VertexID, _ make: () -> TransferMeter) -> TransferMeter {
        state.withLock { state in
            if let known = state.meters[context] { return known }
            let made = make()
            state.meters[context] = made
            return made
        }
    }

    /// What files from the network are in this build, if that was asked.
    func remote(_ id: VertexID) -> ResolvedSource? {
        state.withLock { $0.remotes[id] }
    }

    func setRemote(_ source: ResolvedSource, _ id: VertexID) {
        state.withLock { $0.remotes[id] = source }
    }

    /// Lets one task at a time ask about files from the network.
    func gate(of id: VertexID) -> SlotPool {
        state.withLock { state in
            if let known = state.gates[id] { return known }
            let made = SlotPool(count: 1)
            state.gates[id] = made
            return made
        }
    }

    func dropMeter(of context: VertexID) -> TransferMeter? {
        state.withLock { $0.meters.removeValue(forKey: context) }
    }
}
