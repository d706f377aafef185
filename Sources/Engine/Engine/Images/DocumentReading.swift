import EnginePorts
import OCIFormat

/// Where manifests, indexes and configs are read from.
protocol DocumentReading: Sendable {
    func read(_ descriptor: Descriptor) async throws -> [UInt8]
}

/// Documents of strata's own store.
struct StoreDocuments: DocumentReading {
    let images: any ImageStorage

    func read(_ descriptor: Descriptor) async throws -> [UInt8] {
        try await images.readDocument(descriptor.digest)
    }
}

/// Documents of an OCI image layout elsewhere.
struct LayoutDocuments: DocumentReading {
    let layout: any ImageLayoutReading

    func read(_ descriptor: Descriptor) async throws -> [UInt8] {
        try await layout.readDocument(descriptor.digest)
    }
}

/// Documents of a registry; what was fetched is kept in the store, where that may be, and not fetched again.
struct RegistryDocuments: DocumentReading {
    let registry: any ImageRegistry
    let images: any ImageStorage
    let reference: ImageReference
    let top: ResolvedManifest
    let isKeeping: Bool

    func read(_ descriptor: Descriptor) async throws -> [UInt8] {
        if descriptor.digest == top.descriptor.digest { return top.bytes }
        if images.hasBlob(descriptor.digest) { return try await images.readDocument(descriptor.digest) }
        let bytes = try await registry.fetchDocument(descriptor, from: reference)
        if isKeeping { _ = try await images.putDocument(bytes, mediaType: descriptor.mediaType) }
        return bytes
    }
}
