package import BuildEvents
package import BuildGraph
package import EnginePorts
import OCIFormat
import Synchronization

/// Files from the network as steps of a build.
extension GraphBuild {
    /// What a source is now, asked once in a build whoever reads it, and shown as work of its own step.
    func resolve(_ source: RemoteSource, _ id: VertexID) async throws -> ResolvedSource {
        try await memory.gate(of: id).withSlot(onWait: {}) { _ in
            if let known = memory.remote(id) { return known }
            let resolved = try await fetch(source, id)
            memory.setRemote(resolved, id)
            return resolved
        }
    }

    private func fetch(_ source: RemoteSource, _ id: VertexID) async throws -> ResolvedSource {
        let step = steps[id]
        // Who comes after a failure finds a build that ends.
        guard memory.begin(id) else { throw CancellationError() }
        services.events.emit(.stepStarted(step))
        let watcher = FetchWatcher(source.name, step: step, watch: services.watch)
        do {
            let resolved = try await services.watch.asking(source.host, for: step) {
                try await services.remote.resolve(source, watcher: watcher)
            }
            watcher.finish()
            services.events.emit(.stepFinished(step, resolved.isKnown ? .cached : .done(StepResult())))
            return resolved
        } catch {
            watcher.abandon()
            end(id, with: error)
            // The step that wanted the files is not at fault: it ends as cancelled.
            throw CancellationError()
        }
    }

    /// Selects among the files of a source that was resolved.
    func select(
        _ selection: FileSelection, of source: RemoteSource, _ input: VertexID, for id: VertexID
    ) async throws -> SelectedFiles {
        let resolved = try await resolve(source, input)
        let watcher = FetchWatcher(source.name, step: steps[id], watch: services.watch)
        let folder = try await services.watch.showing("laying out \(source.name)", of: steps[id]) {
            try await services.remote.folder(of: resolved, watcher: watcher)
        }
        watcher.finish()
        return try await services.watch.metering(Self.digesting, of: steps[id]) { meter in
            try await services.files.select(selection, in: .folder(folder)) { meter.add($0) }
        }
    }
}

extension BuildServices {
    /// Tells what comes of a fetch as progress and log of a step, for those who fetch before there is a graph.
    package func watcher(of source: RemoteSource, for step: StepID) -> any RemoteWatcher {
        FetchWatcher(source.name, step: step, watch: watch)
    }

    /// The same for what comes from nowhere on the network.
    package func watcher(named name: String, for step: StepID) -> any RemoteWatcher {
        FetchWatcher(name, step: step, watch: watch)
    }
}

/// Tells what comes of a fetch as progress and log of a step.
private final class FetchWatcher: RemoteWatcher {
    private let name: String
    private let step: StepID
    private let watch: SlowWatch
    private let meter = Mutex<TransferMeter?>(nil)

    init(_ name: String, step: StepID, watch: SlowWatch) {
        self.name = name
        self.step = step
        self.watch = watch
    }

    func received(_ count: Int64, total: Int64?) {
        let meter = meter.withLock { meter in
            if let known = meter { return known }
            let made = TransferMeter(id: name, total: total, step: step, watch: watch)
            meter = made
            return made
        }
        meter.add(count)
    }

    func said(_ bytes: [UInt8]) {
        if !bytes.isEmpty { watch.events.emit(.log(step, .standardError, bytes)) }
    }

    func finish() {
        meter.withLock { $0 }?.finish()
    }

    func abandon() {
        meter.withLock { $0 }?.abandon()
    }
}
