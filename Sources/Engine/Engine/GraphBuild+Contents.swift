import BuildEvents
package import BuildGraph
package import EnginePorts
import OCIFormat
import SystemPackage

/// Selecting and digesting the files that steps read.
extension GraphBuild {
    /// Digests what a vertex reads of build contexts, showing it as work of the contexts' own steps.
    func digestContexts(of id: VertexID) async throws -> [Digest] {
        let vertex = graph[id]
        var digests: [Digest] = []
        for (index, read) in vertex.operation.reads.enumerated() {
            let input = vertex.inputs[read.input]
            if case .remote(let source) = graph[input].operation {
                digests.append(try await resolve(source, input).digest)
                continue
            }
            guard case .context(let context) = graph[input].operation else { continue }
            let files = try await selecting(from: input) { meter in
                try await services.files.select(FileSelection(read), in: .context(context.name)) { meter.add($0) }
            }
            memory.setSelection(files, id, index)
            digests.append(files.digest)
        }
        return digests
    }

    /// Shows a selection as work of its context's step, which ends with the last selection of the build.
    private func selecting<T>(from context: VertexID, _ body: (TransferMeter) async throws -> T) async throws -> T {
        let step = steps[context]
        if memory.begin(context) { services.events.emit(.stepStarted(step)) }
        let meter = memory.meter(of: context) {
            TransferMeter(
                id: "transferring context:", total: nil, step: step, watch: services.watch, appearance: .ifSlow)
        }
        let value = try await body(meter)
        if memory.countReader(of: context) == readerCount(of: context) {
            meter.finish()
            services.events.emit(.stepFinished(step, .done(StepResult())))
        }
        return value
    }

    /// Ends the steps of contexts that not all readers came to read.
    func endContexts() {
        for vertex in graph.vertices {
            guard case .context = vertex.operation, memory.hasBegun(vertex.id) else { continue }
            if memory.readers(of: vertex.id) < readerCount(of: vertex.id) {
                memory.dropMeter(of: vertex.id)?.abandon()
                services.events.emit(.stepFinished(steps[vertex.id], .cancelled))
            }
        }
    }

    private func readerCount(of context: VertexID) -> Int {
        graph.vertices.reduce(0) { count, vertex in
            count + vertex.operation.reads.count { vertex.inputs[$0.input] == context }
        }
    }

    /// Digests what a vertex reads of other stages; a digest that is remembered needs no mount.
    func digestContents(of id: VertexID) async throws -> [Digest] {
        let vertex = graph[id]
        var digests: [Digest] = []
        for (index, read) in vertex.operation.reads.enumerated() {
            let input = vertex.inputs[read.input]
            if !graph[input].operation.makesLayers { continue }
            let result = memory.result(of: input)
            let selection = FileSelection(read)
            if let result,
                let known = try await services.stored(
                    for: steps[id], { try await $0.contentDigest(result: result, selection: selection.key) })
            {
                digests.append(known)
                continue
            }
            let files = try await select(selection, ofStage: input, for: id)
            memory.setSelection(files, id, index)
            digests.append(files.digest)
            if let result {
                try await services.stored(for: steps[id]) { database in
                    try await database.setContentDigest(files.digest, result: result, selection: selection.key)
                }
            }
        }
        return digests
    }

    /// The files of a read, selected again where only their digest is known so far.
    func selection(of id: VertexID, read index: Int) async throws -> SelectedFiles {
        if let known = memory.selection(id, index) { return known }
        let vertex = graph[id]
        let read = vertex.operation.reads[index]
        let input = vertex.inputs[read.input]
        let files: SelectedFiles
        if case .context(let context) = graph[input].operation {
            files = try await services.watch.metering(Self.digesting, of: steps[id]) { meter in
                try await services.files.select(FileSelection(read), in: .context(context.name)) { meter.add($0) }
            }
        } else if case .remote(let source) = graph[input].operation {
            files = try await select(FileSelection(read), of: source, input, for: id)
        } else {
            files = try await select(FileSelection(read), ofStage: input, for: id)
        }
        memory.setSelection(files, id, index)
        return files
    }

    private func select(
        _ selection: FileSelection, ofStage input: VertexID, for id: VertexID
    ) async throws -> SelectedFiles {
        let mount = try await mounts.mount(memory.layers(of: input) ?? [])
        return try await services.watch.metering(Self.digesting, of: steps[id]) { meter in
            try await services.files.select(selection, in: .folder(mount.root)) { meter.add($0) }
        }
    }

    /// What a step is shown to do while the files are read that it will copy or mount.
    static let digesting = "digesting files:"
}

extension FileSelection {
    /// What a vertex reads of an input.
    package init(_ read: FileRead) {
        self.init(patterns: read.patterns)
        excludes = read.excludes
        keepsParents = read.keepsParents
        isPlainPath = read.isPlainPath
    }

    /// A digest that tells selections apart.
    var key: Digest {
        var hasher = DigestHasher()
        for pattern in patterns { hasher.update(field: pattern) }
        hasher.update(field: "excludes")
        for pattern in excludes { hasher.update(field: pattern) }
        hasher.update(field: "\(keepsParents) \(isPlainPath)")
        return hasher.finish()
    }
}
