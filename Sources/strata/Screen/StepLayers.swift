import BuildDatabase
import BuildEvents
import BuildScreens
import Diagnostics
import EnginePorts
import OCIFormat
import Synchronization

/// Finds the layers of a build's steps by the cache records that its events name, and lists what is in them.
final class StepLayers: Sendable {
    private let database: StoreDatabase
    private let layers: any LayerStorage
    private let records = Mutex<[StepID: Int64]>([:])

    /// Lists layers of an open store.
    init(store: OpenStore) {
        database = store.database
        layers = store.layers
    }

    /// Takes the next event of the build.
    func note(_ event: BuildEvent) {
        switch event.payload {
        case .verdict(let step, .hit(let hit)):
            records.withLock { $0[step] = hit.record }
        case .stepFinished(let step, .done(let result)):
            if let record = result.record { records.withLock { $0[step] = record } }
        default:
            break
        }
    }

    /// What a step's own layer added, changed and removed.
    func listing(of step: StepID) async -> FileListing {
        guard let record = records.withLock({ $0[step] }) else {
            return FileListing(entries: [], failure: "this step has no layer of its own")
        }
        do {
            guard let stack = try await database.layers(ofRecord: record), let own = stack.last else {
                return FileListing(entries: [], failure: "its layer is no longer in the store")
            }
            let changes = try await layers.changes(of: own, below: stack.dropLast())
            return FileListing(entries: changes.map { FileListing.Entry($0) })
        } catch let error as any DiagnosticConvertible {
            return FileListing(entries: [], failure: "its layer can't be read: \(error.diagnostic.message)")
        } catch {
            return FileListing(entries: [], failure: "its layer can't be read: \(error)")
        }
    }
}

extension FileListing.Entry {
    init(_ change: LayerChange) {
        let kind: Change =
            switch change.kind {
            case .added: .added
            case .changed: .changed
            case .removed: .removed
            }
        self.init(path: "/\(change.path)", change: kind, mode: change.mode, size: change.size)
    }
}
