import BuildGraph
import BuildPlanner
import Diagnostics
import DockerfileSyntax
import Engine
import EnginePorts
import OCIFormat

/// Plans a Dockerfile with what is known of its images here; an image that is not counts as empty.
struct OfflinePlanner {
    let request: BuildRequest
    let store: OpenStore
    let file: SourceFile

    /// The graph, and the names of the images that nothing was known of.
    func plan(_ dockerfile: Dockerfile) async throws -> (Graph, unknown: [String]) {
        var services = store.services(events: NoEvents(), secrets: request.secrets)
        services.registry = NoRegistry()
        var options = BuildOptions(build: "context", project: request.context, jobs: request.jobs)
        options.leavesStoreAlone = true
        let resolver = ImageResolver(services: services, options: options, file: file)
        var plan = request.planRequest(dockerfile)
        plan.allowAll()
        var images: [ImageRequest: ResolvedImage] = [:]
        var unknown: [String] = []
        while true {
            switch try Planner.plan(plan, images: images) {
            case .ready(let graph, _): return (graph, unknown)
            case .needsImages(let requests):
                for wanted in requests { images.merge(try await find(wanted, resolver, &unknown)) { $1 } }
            }
        }
    }

    private func find(
        _ wanted: ImageRequest, _ resolver: ImageResolver, _ unknown: inout [String]
    ) async throws -> [ImageRequest: ResolvedImage] {
        do {
            return try await resolver.resolve([wanted])
        } catch {
            try Task.checkCancellation()
            if !unknown.contains(wanted.name) { unknown.append(wanted.name) }
            return [wanted: ResolvedImage(emptyFor: wanted)]
        }
    }
}

extension ResolvedImage {
    /// An image without layers and with a config that says nothing.
    fileprivate init(emptyFor request: ImageRequest) {
        let nothing = Descriptor(mediaType: .manifest, digest: Digest.sha256(of: []), size: 0)
        self.init(
            source: ImageSource(
                reference: request.reference, location: request.location, manifest: nothing, layers: [], diffIDs: []),
            config: ImageConfig(platform: request.platform))
    }
}

/// A registry that is not asked.
private struct NoRegistry: ImageRegistry {
    func resolve(_ reference: ImageReference) async throws(RegistryError) -> ResolvedManifest {
        throw .unreachable(reference: reference.familiar, asked: [])
    }

    func fetchDocument(
        _ descriptor: Descriptor, from reference: ImageReference
    ) async throws(RegistryError) -> [UInt8] {
        throw .unreachable(reference: reference.familiar, asked: [])
    }

    func fetchBlob(
        _ descriptor: Descriptor, from reference: ImageReference,
        consume: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws(RegistryError) {
        throw .unreachable(reference: reference.familiar, asked: [])
    }
}
