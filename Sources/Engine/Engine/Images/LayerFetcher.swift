package import BuildEvents
package import BuildGraph
package import EnginePorts
import OCIFormat
import Synchronization
import SystemPackage

/// Brings base images' layers into the store: each is unpacked while it arrives, and its blob kept for exports.
package struct LayerFetcher: Sendable {
    let services: BuildServices

    /// Makes a fetcher over the ports.
    package init(services: BuildServices) {
        self.services = services
    }

    /// Fetches the layers of an image that are not there, several at once.
    ///
    /// - Parameters:
    ///   - image: The image.
    ///   - step: The step whose progress it is.
    /// - Returns: The layers, lowest first, and the bytes that were fetched (0 if all were there).
    /// - Throws: Errors of the ports.
    package func fetch(_ image: ImageSource, for step: StepID) async throws -> (layers: [LayerID], fetched: Int64) {
        guard image.layers.count == image.diffIDs.count else {
            throw ImageStoreError.notAnImage(
                path: image.reference.familiar, reason: "its config and its manifest differ in the number of layers")
        }
        return try await withThrowingTaskGroup(of: (Int, LayerID, Int64).self) { group in
            for (index, (descriptor, diffID)) in zip(image.layers, image.diffIDs).enumerated() {
                group.addTask {
                    if let known = try await present(diffID) { return (index, known, 0) }
                    let layer = try await fetch(descriptor, diffID, of: image, for: step)
                    return (index, layer, descriptor.size)
                }
            }
            var layers: [Int: LayerID] = [:]
            var fetched: Int64 = 0
            for try await (index, layer, size) in group {
                layers[index] = layer
                fetched += size
            }
            return (image.layers.indices.compactMap { layers[$0] }, fetched)
        }
    }

    /// The layer of a diff id, if the store still has it.
    private func present(_ diffID: Digest) async throws -> LayerID? {
        guard let known = try await services.database.layer(ofDiffID: diffID) else { return nil }
        if services.layers.contains(known) { return known }
        try await services.database.dropLayers([known])
        return nil
    }

    private func fetch(
        _ descriptor: Descriptor, _ diffID: Digest, of image: ImageSource, for step: StepID
    ) async throws -> LayerID {
        let unpacking = try await services.layers.beginUnpacking()
        let meter = TransferMeter(
            id: descriptor.digest.description, total: descriptor.size, step: step, services: services)
        do {
            try await transfer(descriptor, of: image) { bytes in
                try await unpacking.write(bytes)
                meter.add(bytes.count)
            }
        } catch {
            await unpacking.abandon()
            throw error
        }
        let layer = try await unpacking.finish()
        meter.finish()
        guard layer.diffID == diffID else {
            try await services.layers.remove(layer.id)
            throw RegistryError.digestMismatch(
                expected: diffID, actual: layer.diffID, host: image.reference.registry)
        }
        let winner = try await services.database.setLayer(layer.id, ofDiffID: diffID, size: layer.size)
        if winner != layer.id { try await services.layers.remove(layer.id) }
        try await services.database.setBlob(
            LayerBlob(descriptor: descriptor, diffID: diffID), ofLayer: winner, compression: LayerBlob.defaultKey)
        return winner
    }

    /// Gives a blob's bytes to `consume`, from the store where it is, else from its source, keeping it in the store.
    private func transfer(
        _ descriptor: Descriptor, of image: ImageSource, consume: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        let failure = FirstError()
        do {
            if services.images.hasBlob(descriptor.digest) {
                try await services.images.readBlob(descriptor.digest, consume: failure.keeping(consume))
                return
            }
            let blob = try await services.images.beginBlob()
            do {
                let both = failure.keeping { bytes in
                    try await blob.write(bytes)
                    try await consume(bytes)
                }
                try await read(descriptor, of: image, consume: both)
                _ = try await blob.finish(expected: descriptor.digest)
            } catch {
                await blob.abandon()
                throw error
            }
        } catch {
            throw failure.error ?? error
        }
    }

    private func read(
        _ descriptor: Descriptor, of image: ImageSource, consume: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        switch image.location {
        case .registry:
            try await services.registry.fetchBlob(descriptor, from: image.reference, consume: consume)
        case .layout(let path):
            let layout = try await services.images.openLayout(FilePath(path))
            try await layout.readBlob(descriptor.digest, consume: consume)
        }
    }
}

extension LayerBlob {
    /// The name under which a layer's blob is remembered where no packing was asked for: as it came, or gzip.
    static let defaultKey = "default"
}

/// Keeps the first error of a callback whose caller reports only that it failed.
final class FirstError: Sendable {
    private let state = Mutex<(any Error)?>(nil)

    var error: (any Error)? { state.withLock(\.self) }

    func keeping(
        _ body: @escaping @Sendable ([UInt8]) async throws -> Void
    ) -> @Sendable ([UInt8]) async throws -> Void {
        { bytes in
            do {
                try await body(bytes)
            } catch {
                self.note(error)
                throw error
            }
        }
    }

    func note(_ error: any Error) {
        state.withLock { if $0 == nil { $0 = error } }
    }
}

/// Says how far a transfer has come, ten times a second at most.
final class TransferMeter: Sendable {
    private let id: String
    private let total: Int64?
    private let step: StepID
    private let services: BuildServices
    private let state: Mutex<(current: Int64, said: Int64)>

    init(id: String, total: Int64?, step: StepID, services: BuildServices) {
        self.id = id
        self.total = total
        self.step = step
        self.services = services
        state = Mutex((0, 0))
    }

    func add(_ count: Int) {
        let now = services.clock.monotonic()
        let current = state.withLock { state -> Int64? in
            state.current += Int64(count)
            guard now - state.said > 100_000_000 else { return nil }
            state.said = now
            return state.current
        }
        if let current { say(current, isComplete: false) }
    }

    func finish() {
        say(state.withLock(\.current), isComplete: true)
    }

    private func say(_ current: Int64, isComplete: Bool) {
        let item = ProgressItem(id: id, current: current, total: total, isComplete: isComplete)
        services.events.emit(.progress(step, item))
    }
}
