import BuildEvents
import BuildGraph
package import BuildPlanner
package import Diagnostics
import EnginePorts
import OCIFormat
import SystemPackage

/// Finds out what images a Dockerfile's names stand for: manifests and configs, no layers.
///
/// A name that the store has an image for means that image; else what the name was last resolved to is remembered, so
/// that a cached build needs no network; a registry is asked for new names and with `--pull`.
package struct ImageResolver: Sendable {
    let services: BuildServices
    let options: BuildOptions
    let file: SourceFile?
    /// Whether the steps' names begin with the platform.
    package var namesPlatforms = false

    /// Makes a resolver; `file` is the Dockerfile, for messages.
    package init(services: BuildServices, options: BuildOptions, file: SourceFile?) {
        self.services = services
        self.options = options
        self.file = file
    }

    /// Resolves several images at once, each shown as a step of the build.
    package func resolve(
        _ requests: [ImageRequest]
    ) async throws(BuildFailure) -> [ImageRequest: ResolvedImage] {
        let answers = await withTaskGroup(of: (ImageRequest, Result<ResolvedImage, BuildFailure>).self) { group in
            for request in requests {
                group.addTask { (request, await resolve(request)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var resolved: [ImageRequest: ResolvedImage] = [:]
        for (request, answer) in answers { resolved[request] = try answer.get() }
        return resolved
    }

    private func resolve(_ request: ImageRequest) async -> Result<ResolvedImage, BuildFailure> {
        let platform = namesPlatforms ? "\(request.platform) " : ""
        let name = "[\(platform)internal] load metadata for \(request.reference.canonical)"
        let step = StepID.task("\(name) \(request.platform)", build: options.build)
        services.events.emit(.stepsAnnounced([StepDescription(id: step, name: name)]))
        services.events.emit(.stepStarted(step))
        do {
            let (image, isRemembered) = try await find(request, step: step)
            services.events.emit(.stepFinished(step, isRemembered ? .cached : .done(StepResult())))
            return .success(image)
        } catch {
            guard let failure = failure(of: error, request) else {
                services.events.emit(.stepFinished(step, .cancelled))
                return .failure(.cancelled)
            }
            services.events.emit(.stepFinished(step, .failed(failure)))
            return .failure(.failed(step: step, failure))
        }
    }

    private func failure(of error: any Error, _ request: ImageRequest) -> StepFailure? {
        if error is CancellationError || (error as? RegistryError) == .cancelled { return nil }
        var diagnostic =
            (error as? any DiagnosticConvertible)?.diagnostic
            ?? Diagnostic(code: "image.unresolved", message: "\(request.name): \(error)")
        let name = request.reference.canonical
        let message = diagnostic.message
        let reason = message.hasPrefix("\(name): ") ? String(message.dropFirst(name.count + 2)) : message
        diagnostic.message = "failed to resolve source metadata for \(name): \(reason)"
        diagnostic.file = file
        diagnostic.range = request.range
        if let stage = request.nearestStage { diagnostic.notes.append("did you mean the stage \(stage)?") }
        return StepFailure(diagnostic: diagnostic)
    }

    private func find(_ request: ImageRequest, step: StepID) async throws -> (ResolvedImage, isRemembered: Bool) {
        if case .layout(let path) = request.location {
            return (try await findInLayout(request, path: path), false)
        }
        if !options.pullsAgain, let stored = try await services.images.lookUp(request.reference) {
            let documents = StoreDocuments(images: services.images)
            return (try await choose(stored, request, documents), true)
        }
        let key = "\(request.reference.canonical) \(request.platform)"
        if !options.pullsAgain, let known = try await services.stored(for: step, { try await $0.resolution(of: key) }),
            let image = try? image(from: known, request)  // a record that can't be read is asked for anew
        {
            sayAge(of: known, step: step)
            return (image, true)
        }
        let answer = try await services.watch.asking(request.reference.registry, for: step) { try await ask(request) }
        if !options.leavesStoreAlone {
            try await services.stored(for: step) { try await $0.setResolution(answer.resolution, of: key) }
        }
        return (answer.image, false)
    }

    private func sayAge(of resolution: ImageResolution, step: StepID) {
        let seconds = max(0, services.clock.wall() - resolution.resolved)
        let note = "resolved \(Self.age(seconds)) ago; --pull asks again\n"
        services.events.emit(.log(step, .standardError, Array(note.utf8)))
    }

    private static func age(_ seconds: Double) -> String {
        let units: [(Double, String)] = [(86400, "day"), (3600, "hour"), (60, "minute")]
        for (length, name) in units where seconds >= length {
            let count = Int(seconds / length)
            return "\(count) \(name)\(count == 1 ? "" : "s")"
        }
        return "less than a minute"
    }

    private func ask(_ request: ImageRequest) async throws -> (image: ResolvedImage, resolution: ImageResolution) {
        let top = try await services.registry.resolve(request.reference)
        let documents = RegistryDocuments(
            registry: services.registry, images: services.images, reference: request.reference, top: top,
            isKeeping: !options.leavesStoreAlone)
        let image = try await choose(top.descriptor, request, documents)
        let manifest = try await documents.read(image.source.manifest)
        let config = try await documents.read(try OCIDocument.decode(Manifest.self, from: manifest).config)
        let resolution = ImageResolution(
            manifest: image.source.manifest, manifestBytes: manifest, configBytes: config,
            resolved: services.clock.wall())
        return (image, resolution)
    }

    private func findInLayout(_ request: ImageRequest, path: String) async throws -> ResolvedImage {
        let layout = try await services.images.openLayout(FilePath(path))
        let top = try await layout.resolve(tag: request.layoutTag, digest: request.layoutDigest)
        return try await choose(top.descriptor, request, LayoutDocuments(layout: layout))
    }

    /// Goes from a name's manifest or index to the manifest and config of the platform.
    private func choose(
        _ top: Descriptor, _ request: ImageRequest, _ documents: any DocumentReading
    ) async throws -> ResolvedImage {
        var manifest = top
        while manifest.mediaType.isIndex {
            let index = try OCIDocument.decode(ImageIndex.self, from: try await documents.read(manifest))
            guard let match = index.bestMatch(for: request.platform) else {
                throw NoMatchingPlatform(
                    name: request.name, wanted: request.platform, offered: index.manifests.compactMap(\.platform))
            }
            manifest = match
        }
        let document = try OCIDocument.decode(Manifest.self, from: try await documents.read(manifest))
        let config = try OCIDocument.decode(ImageConfig.self, from: try await documents.read(document.config))
        let source = ImageSource(
            reference: request.reference, location: request.location, manifest: manifest, layers: document.layers,
            diffIDs: config.rootfs.diffIDs)
        return ResolvedImage(source: source, config: config, digest: top.digest)
    }

    private func image(from known: ImageResolution, _ request: ImageRequest) throws -> ResolvedImage {
        let document = try OCIDocument.decode(Manifest.self, from: known.manifestBytes)
        let config = try OCIDocument.decode(ImageConfig.self, from: known.configBytes)
        let source = ImageSource(
            reference: request.reference, location: request.location, manifest: known.manifest,
            layers: document.layers, diffIDs: config.rootfs.diffIDs)
        return ResolvedImage(source: source, config: config)
    }
}

/// An index that has nothing for a platform.
struct NoMatchingPlatform: Error, DiagnosticConvertible {
    var name: String
    var wanted: Platform
    var offered: [Platform]

    var diagnostic: Diagnostic {
        Diagnostic(
            code: "image.no-matching-platform",
            message: "\(name): no match for platform \(wanted) in manifest: not found",
            remedy: "it is there for \(offered.map(\.description).joined(separator: ", "))")
    }
}
