import BuildDatabase
import BuildEvents
import BuildScreens
import Diagnostics
import EnginePorts
import OCIFormat
import Synchronization

/// Finds the layers of a build's steps by what its events name, and lists what is in them.
final class StepLayers: Sendable {
    private enum Place {
        /// Its own layer is the last of a cache record's.
        case record(Int64)
        /// All of an image's layers are its own, named by the digests of their contents.
        case image([Digest])
    }

    private let database: StoreDatabase
    private let layers: any LayerStorage
    private let places = Mutex<[StepID: Place]>([:])

    /// Lists layers that a database knows of.
    init(database: StoreDatabase, layers: any LayerStorage) {
        self.database = database
        self.layers = layers
    }

    /// Takes the next event of the build.
    func note(_ event: BuildEvent) {
        switch event.payload {
        case .stepsAnnounced(let steps):
            for step in steps {
                if let image = step.facts?.image { note(.image(image.diffIDs), of: step.id) }
            }
        case .verdict(let step, .hit(let hit)):
            note(.record(hit.record), of: step)
        case .stepFinished(let step, .done(let result)):
            if let record = result.record { note(.record(record), of: step) }
        default:
            break
        }
    }

    /// What a step's own layers added, changed and removed.
    func listing(of step: StepID) async -> FileListing {
        guard let place = places.withLock({ $0[step] }) else {
            return FileListing(entries: [], failure: "this step has no layer of its own")
        }
        do {
            guard let changes = try await changes(at: place) else {
                return FileListing(entries: [], failure: "its layer is no longer in the store")
            }
            return FileListing(entries: changes.map { FileListing.Entry($0) })
        } catch let error as any DiagnosticConvertible {
            return FileListing(entries: [], failure: "its layer can't be read: \(error.diagnostic.message)")
        } catch {
            return FileListing(entries: [], failure: "its layer can't be read: \(error)")
        }
    }

    private func note(_ place: Place, of step: StepID) {
        places.withLock { places in
            // A FROM is its image, whatever record there is of it.
            if case .image = places[step] { return }
            places[step] = place
        }
    }

    private func changes(at place: Place) async throws -> [LayerChange]? {
        switch place {
        case .record(let record):
            guard let stack = try await database.layers(ofRecord: record), let own = stack.last else { return nil }
            return try await layers.changes(of: own, below: stack.dropLast())
        case .image(let diffIDs):
            guard let stack = try await database.layers(ofImage: diffIDs) else { return nil }
            var changes: [[LayerChange]] = []
            for (index, layer) in stack.enumerated() {
                changes.append(try await layers.changes(of: layer, below: Array(stack[..<index])))
            }
            return LayerChange.merged(changes)
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
