import BuildEvents
import EnginePorts
import OCIFormat

/// Bind mounts of build contexts.
extension GraphBuild {
    /// A layer that holds selected files of a context below `content`.
    ///
    /// A step must see the files that its key was made of, without those that .dockerignore hides and whatever happens
    /// to the folder meanwhile; so it gets a copy, kept for later builds under the files' digest.
    func snapshot(of files: SelectedFiles, for step: StepID) async throws -> LayerID {
        var hasher = DigestHasher()
        hasher.update(field: "snapshot")
        hasher.update(field: files.digest.description)
        let key = hasher.finish()
        let known = try await services.stored(for: step) { try await $0.lookUp([key]) }
        if let layer = known?.layers.last, services.layers.contains(layer) { return layer }
        let mount = try await services.layers.mountWritable(on: [])
        do {
            let isFolder = files.sources.first?.entries.first?.kind == .directory
            let request = CopyRequest(items: [.files(files)], destination: isFolder ? "/content/" : "/content")
            let layer = try await services.watch.showing("copying files of the build context", of: step) {
                try await services.layers.copy(request, into: mount)
                return try await services.layers.commit(mount, digesting: false, previous: nil)
            }
            var record = NewCacheRecord(keys: [key], result: key, layers: [layer.id])
            record.kind = "context"
            record.name = "files of the build context for a bind mount"
            record.size = layer.size
            record.build = options.build
            record.created = services.clock.wall()
            let finished = record
            _ = try await services.stored(for: step) { try await $0.insert(finished) }
            return layer.id
        } catch {
            await services.layers.unmount(mount)
            throw error
        }
    }
}
