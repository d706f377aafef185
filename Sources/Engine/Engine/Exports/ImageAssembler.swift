package import BuildEvents
package import BuildGraph
package import EnginePorts
package import OCIFormat

/// Makes images in the store: blobs of layers, a config and a manifest for each platform, an index over several.
package struct ImageAssembler: Sendable {
    let services: BuildServices
    let options: AssemblyOptions
    let step: StepID

    /// Makes an assembler whose progress is that of `step`.
    package init(services: BuildServices, options: AssemblyOptions, step: StepID) {
        self.services = services
        self.options = options
        self.step = step
    }

    /// Assembles the image of a graph's targets.
    ///
    /// - Parameters:
    ///   - targets: The targets.
    ///   - stacks: For each target its layers, lowest first.
    /// - Returns: The manifest, or an index over the manifests; and the config's digest of a single one.
    /// - Throws: Errors of the ports.
    package func assemble(
        _ targets: [Target], stacks: [[LayerID]]
    ) async throws -> (image: Descriptor, config: Digest?) {
        try options.check(targets.map(\.platform))
        var manifests: [(manifest: Descriptor, config: Digest)] = []
        for (target, stack) in zip(targets, stacks) {
            manifests.append(try await manifest(of: target, stack: stack))
        }
        if manifests.count == 1, !options.isMultiPlatform, let only = manifests.first {
            return (only.manifest, only.config)
        }
        let index = ImageIndex(
            mediaType: options.hasDockerTypes ? .dockerIndex : .index, manifests: manifests.map(\.manifest),
            annotations: options.annotations.notes(on: .index))
        var descriptor = try await put(index, options.hasDockerTypes ? .dockerIndex : .index)
        descriptor.annotations = options.annotations.notes(on: .indexDescriptor)
        say("exporting manifest list \(descriptor.digest)")
        return (descriptor, nil)
    }

    private func manifest(of target: Target, stack: [LayerID]) async throws -> (Descriptor, Digest) {
        say("exporting layers", isComplete: false)
        var blobs: [LayerBlob] = []
        // The layers of a base image are somebody else's: they keep their times, and their digests with them.
        let baseCount = target.config.rootfs.diffIDs.count
        for index in stack.indices {
            let name = "packing layer \(index + 1) of \(stack.count)"
            let latest = options.rewritesTimes && index >= baseCount ? options.epoch : nil
            let plan = PackingPlan(layer: stack[index], below: Array(stack[..<index]), latestTime: latest)
            blobs.append(try await blob(plan, name: name))
        }
        say("exporting layers")
        let times = try await services.stored(for: step) { try await $0.creationTimes(of: stack) }
        let config = ImageHistory(target: target, epoch: options.epoch).config(
            diffIDs: blobs.map(\.diffID), times: stack.map { times[$0] })
        let hasDockerTypes = options.hasDockerTypes
        let configDescriptor = try await put(config, hasDockerTypes ? .dockerConfig : .config)
        let manifest = Manifest(
            mediaType: hasDockerTypes ? .dockerManifest : .manifest, config: configDescriptor,
            layers: blobs.map(\.descriptor).map(options.typed),
            annotations: options.annotations.notes(on: .manifest, of: target.platform))
        var descriptor = try await put(manifest, hasDockerTypes ? .dockerManifest : .manifest)
        descriptor.platform = target.platform
        descriptor.annotations = options.annotations.notes(on: .manifestDescriptor, of: target.platform)
        say("exporting manifest \(descriptor.digest)")
        say("exporting config \(configDescriptor.digest)")
        return (descriptor, configDescriptor.digest)
    }

    /// A layer to be packed, with those below it and the time that newer files get.
    private struct PackingPlan {
        let layer: LayerID
        let below: [LayerID]
        let latestTime: Int64?
    }

    private func blob(_ plan: PackingPlan, name: String) async throws -> LayerBlob {
        let key = blobKey(plan)
        let layer = plan.layer
        if let known = try await services.stored(for: step, { try await $0.blob(ofLayer: layer, compression: key) }),
            services.images.hasBlob(known.descriptor.digest)
        {
            return known
        }
        let blob = try await services.watch.metering(name, of: step) { meter in
            try await pack(plan, meter)
        }
        try await services.stored(for: step) { try await $0.setBlob(blob, ofLayer: layer, compression: key) }
        return blob
    }

    private func pack(_ plan: PackingPlan, _ meter: TransferMeter) async throws -> LayerBlob {
        let failure = FirstError()
        do {
            return try await services.images.putLayer(options.packing) { sink in
                do {
                    try await services.layers.archive(
                        plan.layer, below: plan.below, latestTime: plan.latestTime
                    ) { bytes in
                        try sink(bytes)
                        meter.add(Int64(bytes.count))
                    }
                } catch {
                    failure.note(error)
                    throw error
                }
            }
        } catch {
            throw failure.error ?? error
        }
    }

    /// Under what name a packed layer is remembered: what was pulled serves where nothing special is asked for.
    private func blobKey(_ plan: PackingPlan) -> String {
        var key = LayerBlob.defaultKey
        if options.forcesPacking || options.packing != LayerPacking(.gzip) {
            key = "\(options.packing.compression.rawValue) \(options.packing.level.map(String.init) ?? "")"
        }
        if let latest = plan.latestTime { key += " until \(latest)" }
        return key
    }

    private func put(_ document: some Encodable, _ type: MediaType) async throws -> Descriptor {
        try await services.images.putDocument(try OCIDocument.encode(document), mediaType: type)
    }

    private func say(_ text: String, isComplete: Bool = true) {
        let item = ProgressItem(id: text, current: 0, total: nil, isComplete: isComplete)
        services.events.emit(.progress(step, item))
    }
}
