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
        let silence = NetworkSilence(host: image.reference.registry, step: step, watch: services.watch)
        return try await withThrowingTaskGroup(of: (Int, LayerID, Int64).self) { group in
            for (index, (descriptor, diffID)) in zip(image.layers, image.diffIDs).enumerated() {
                group.addTask {
                    if let known = try await present(diffID, for: step) { return (index, known, 0) }
                    let layer = try await fetch(descriptor, diffID, of: image, for: step, silence)
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
    private func present(_ diffID: Digest, for step: StepID) async throws -> LayerID? {
        try await services.stored(for: step) { database in
            guard let known = try await database.layer(ofDiffID: diffID) else { return nil }
            if services.layers.contains(known) { return known }
            try await database.dropLayers([known])
            return nil
        }
    }

    private func fetch(
        _ descriptor: Descriptor, _ diffID: Digest, of image: ImageSource, for step: StepID, _ silence: NetworkSilence
    ) async throws -> LayerID {
        let unpacking = try await services.layers.beginUnpacking()
        // What is in the store as a blob is only unpacked.
        let isHere = services.images.hasBlob(descriptor.digest)
        let unpackingName = "extracting \(descriptor.digest)"
        let meter = TransferMeter(
            id: isHere ? unpackingName : descriptor.digest.description, total: descriptor.size, step: step,
            watch: services.watch)
        do {
            try await transfer(descriptor, of: image, silence) { bytes in
                try await unpacking.write(bytes)
                meter.add(Int64(bytes.count))
            }
        } catch {
            meter.abandon()
            await services.watch.showing("removing what was unpacked", of: step) { await unpacking.abandon() }
            throw error
        }
        meter.finish()
        // Nearly all was unpacked while it came.
        let layer = try await services.watch.showing(unpackingName, of: step) { try await unpacking.finish() }
        return try await keep(layer, descriptor, diffID, of: image, for: step)
    }

    /// Records a layer that was unpacked, and gives the one to use if another process was first.
    private func keep(
        _ layer: UnpackedLayer, _ descriptor: Descriptor, _ diffID: Digest, of image: ImageSource, for step: StepID
    ) async throws -> LayerID {
        guard layer.diffID == diffID else {
            try await services.layers.remove(layer.id)
            throw RegistryError.digestMismatch(
                expected: diffID, actual: layer.diffID, host: image.reference.registry)
        }
        let blob = LayerBlob(descriptor: descriptor, diffID: diffID)
        let winner = try await services.stored(for: step) { database in
            let winner = try await database.setLayer(layer.id, ofDiffID: diffID, size: layer.size)
            try await database.setBlob(blob, ofLayer: winner, compression: LayerBlob.defaultKey)
            return winner
        }
        if winner != layer.id { try await services.layers.remove(layer.id) }
        return winner
    }

    /// Gives a blob's bytes to `consume`, from the store where it is, else from its source, keeping it in the store.
    private func transfer(
        _ descriptor: Descriptor, of image: ImageSource, _ silence: NetworkSilence,
        consume: @escaping @Sendable ([UInt8]) async throws -> Void
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
                try await read(descriptor, of: image, silence, consume: both)
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
        _ descriptor: Descriptor, of image: ImageSource, _ silence: NetworkSilence,
        consume: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        switch image.location {
        case .registry:
            try await silence.during {
                try await services.registry.fetchBlob(descriptor, from: image.reference) { bytes in
                    try await silence.heard { try await consume(bytes) }
                }
            }
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
