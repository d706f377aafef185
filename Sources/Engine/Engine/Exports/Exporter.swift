package import BuildEvents
package import BuildGraph
import Diagnostics
package import EnginePorts
package import OCIFormat
package import SystemPackage

/// Where a build's result goes.
package enum ExportDestination: Sendable {
    /// The store, under names; with no name the image is there by its digest.
    case store(names: [ImageReference])
    /// An image archive, written to a sink.
    case archive(ArchiveFormat, names: [ImageReference], sink: @Sendable ([UInt8]) throws -> Void)
    /// An OCI image layout in a folder.
    case layout(FilePath, names: [ImageReference])
    /// The files of the filesystem, in a folder.
    case files(FilePath)
    /// The files of the filesystem, as a tar stream.
    case tar(sink: @Sendable ([UInt8]) throws -> Void)

    /// The name of the step that writes it, as BuildKit has it.
    var stepName: String {
        switch self {
        case .store: "exporting to image"
        case .archive(.oci, _, _), .layout: "exporting to oci image format"
        case .archive(.docker, _, _): "exporting to docker image format"
        case .files: "exporting to client directory"
        case .tar: "exporting to client tarball"
        }
    }
}

/// Writes what a build made to its destinations.
package struct Exporter: Sendable {
    let services: BuildServices
    let build: String
    let graph: Graph
    let stacks: [[LayerID]]

    /// Makes an exporter for a built graph; `stacks` has each target's layers, lowest first.
    package init(services: BuildServices, build: String, graph: Graph, stacks: [[LayerID]]) {
        self.services = services
        self.build = build
        self.graph = graph
        self.stacks = stacks
    }

    /// Writes to one destination.
    ///
    /// - Throws: `BuildFailure` with the exporting step.
    package func export(
        to destination: ExportDestination, options: AssemblyOptions
    ) async throws(BuildFailure) -> BuildResult {
        let step = StepID.task("\(destination.stepName) \(destination)", build: build)
        services.events.emit(
            .stepsAnnounced([StepDescription(id: step, name: destination.stepName, kind: "export")]))
        services.events.emit(.stepStarted(step))
        let watch = SinkWatch()
        do {
            let result = try await write(to: watch.watching(destination), options: options, step: step)
            services.events.emit(.stepFinished(step, .done(StepResult())))
            return result
        } catch {
            if error is CancellationError || Task.isCancelled {
                services.events.emit(.stepFinished(step, .cancelled))
                throw .cancelled
            }
            let cause = watch.error ?? error
            let diagnostic =
                (cause as? any DiagnosticConvertible)?.diagnostic
                ?? Diagnostic(code: "export.failed", message: "\(destination.stepName): \(cause)")
            let failure = StepFailure(diagnostic: diagnostic)
            services.events.emit(.stepFinished(step, .failed(failure)))
            throw .failed(step: step, failure)
        }
    }

    private func write(
        to destination: ExportDestination, options: AssemblyOptions, step: StepID
    ) async throws -> BuildResult {
        switch destination {
        case .files(let folder):
            try await services.watch.metering("copying files", of: step) { meter in
                try await services.layers.exportTrees(parts(options), to: folder, time: options.epoch) { meter.add($0) }
            }
            return BuildResult()
        case .tar(let sink):
            try await services.watch.metering("sending tarball", of: step) { meter in
                try await services.layers.exportArchive(parts(options), time: options.epoch) { bytes in
                    try sink(bytes)
                    meter.add(Int64(bytes.count))
                }
            }
            return BuildResult()
        case .store(let names):
            var result = try await assemble(options, names, step)
            let names = result.image.map { options.digestNames.names(of: $0.digest, given: names) } ?? names
            result.names = names.map(\.canonical)
            for name in names {
                // Another strata may hold the lock of the names.
                let meter = TransferMeter(
                    id: "naming to \(name.canonical)", total: nil, step: step, watch: services.watch)
                if let image = result.image { try await services.images.tag(image, as: name) }
                meter.finish()
            }
            return result
        case .archive(let format, let names, let sink):
            let result = try await assemble(options, names, step)
            guard let image = result.image else { return result }
            let meter = TransferMeter(id: "sending tarball", total: nil, step: step, watch: services.watch)
            try await services.images.exportArchive(image, names: names, format: format) { bytes in
                try sink(bytes)
                meter.add(Int64(bytes.count))
            }
            meter.finish()
            return result
        case .layout(let folder, let names):
            let result = try await assemble(options, names, step)
            if let image = result.image {
                try await services.watch.showing("copying blobs", of: step) {
                    try await services.images.exportLayout(image, names: names, to: folder)
                }
            }
            return result
        }
    }

    private func assemble(
        _ options: AssemblyOptions, _ names: [ImageReference], _ step: StepID
    ) async throws -> BuildResult {
        let assembler = ImageAssembler(services: services, options: options, step: step)
        let (image, config) = try await assembler.assemble(graph.targets, stacks: stacks)
        return BuildResult(image: image, config: config, names: names.map(\.canonical))
    }

    /// Each platform's files, in a folder of its own if there are several or it is asked for.
    private func parts(_ options: AssemblyOptions) -> [PlatformFiles] {
        zip(graph.targets, stacks).map { target, stack in
            let name = target.platform.description
            let folder = name.split(separator: "/").joined(separator: "_")
            let isSplit = options.splitsPlatforms ?? options.isMultiPlatform
            return PlatformFiles(platform: name, folder: isSplit ? folder : nil, layers: stack)
        }
    }
}
