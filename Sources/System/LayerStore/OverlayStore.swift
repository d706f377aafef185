package import EnginePorts
import LinuxSystem
import Synchronization
package import SystemPackage

/// Layers as overlayfs upper directories below a store's `layers/`.
///
/// What a process is making lies in its folder below `tmp/` until a rename commits it. Blocking work runs on threads of
/// its own; a cancelled task ends it at the next file.
package final class OverlayStore: Sendable {
    let folders: StoreFolders
    private let state = Mutex(State())

    private struct State {
        var lastMount: UInt64 = 0
        var mounts: [UInt64: OpenMount] = [:]
    }

    /// Opens the layers of a store.
    ///
    /// `process` names the folder below `tmp/` that is this process's own; whoever makes and locks it removes it when
    /// the process is gone.
    package init(root: FilePath, process: String) throws(LayerError) {
        folders = try LayerFailure.translating(root) { try StoreFolders(root: root, process: process) }
    }

    /// Ends all mounts that are left, as at the end of a process.
    package func close() async {
        let left = state.withLock { state in
            defer { state.mounts = [:] }
            return Array(state.mounts.values)
        }
        for mount in left { await drop(mount) }
    }

    func openMount(_ layers: [LayerID], isWritable: Bool) throws -> LayerMount {
        let id = state.withLock { state in
            state.lastMount += 1
            return state.lastMount
        }
        let open = try OpenMount(id: id, layers: layers, isWritable: isWritable, in: folders)
        state.withLock { $0.mounts[id] = open }
        return open.mount
    }

    /// The mount behind a value that this store gave out and that has not ended.
    func find(_ mount: LayerMount) throws -> OpenMount {
        guard let open = state.withLock({ $0.mounts[mount.id] }) else {
            throw LayerError.system(call: "mount", path: mount.root.string, errno: Errno.badFileDescriptor.rawValue)
        }
        return open
    }

    func forget(_ mount: LayerMount) -> OpenMount? {
        state.withLock { $0.mounts.removeValue(forKey: mount.id) }
    }

    func drop(_ mount: OpenMount) async {
        do throws(LayerError) {
            try await BlockingThread.run(folders.root) { _ in try mount.drop() }
        } catch {
            // What cannot be removed now lies in the process's folder, which is removed with the process.
        }
    }
}

extension OverlayStore: LayerStorage {
    /// Mounts layers with a new upper directory; a stack of none is that directory itself.
    package func mountWritable(on layers: [LayerID]) async throws(LayerError) -> LayerMount {
        try await BlockingThread.run(folders.root) { [self] _ in try openMount(layers, isWritable: true) }
    }

    /// Mounts layers for reading.
    package func mountReadOnly(_ layers: [LayerID]) async throws(LayerError) -> LayerMount {
        try await BlockingThread.run(folders.root) { [self] _ in try openMount(layers, isWritable: false) }
    }

    /// Ends a mount and drops what was not committed.
    package func unmount(_ mount: LayerMount) async {
        if let open = forget(mount) { await drop(open) }
    }

    /// Commits by rename; the mount is ended also when this fails.
    package func commit(
        _ mount: LayerMount, digesting: Bool, previous: LayerID?
    ) async throws(LayerError) -> CommittedLayer {
        try await BlockingThread.run(folders.root) { [self] cancellation in
            let open = try find(mount)
            _ = forget(mount)
            defer { discard(open) }
            return try LayerCommit(
                mount: open, folders: folders, digesting: digesting, previous: previous, cancellation: cancellation
            ).perform()
        }
    }

    private func discard(_ mount: OpenMount) {
        do {
            try mount.drop()
        } catch {
            // As in `drop`: the process's folder is removed later.
        }
    }

    /// Unpacks on two threads of its own, one that decompresses and one that writes files.
    package func beginUnpacking() async throws(LayerError) -> any LayerUnpacking {
        try await BlockingThread.run(folders.root) { [self] _ in
            let id = state.withLock { state in
                state.lastMount += 1
                return state.lastMount
            }
            return try LayerUnpacker(name: "u\(id)", folders: folders)
        }
    }

    /// Copies past the overlay where nothing that lower layers hold has to be removed.
    package func copy(_ request: CopyRequest, into mount: LayerMount) async throws(LayerError) {
        try await BlockingThread.run(mount.root) { [self] cancellation in
            try CopyWork(mount: try find(mount), folders: folders, cancellation: cancellation).perform(request)
        }
    }

    /// Makes a folder with mode 0755, as WORKDIR does.
    package func makeDirectory(_ path: String, owner: FileOwner, in mount: LayerMount) async throws(LayerError) {
        try await BlockingThread.run(mount.root) { [self] _ in
            let open = try find(mount)
            try open.attach()
            let root = DestinationFolder(root: try OpenFolder.folder(mount.root), below: nil, tally: open.tally)
            open.tally.markMerged()
            let tree = DestinationTree(root: root, folderAttributes: FileAttributes(owner: owner))
            _ = try tree.folder(PathBytes(path.utf8))
        }
    }

    /// Whether a layer is there; one that cannot be looked at is not.
    package func contains(_ layer: LayerID) -> Bool {
        do {
            return try folders.contains(layer)
        } catch {
            return false
        }
    }

    /// All committed layers, sorted.
    package func list() async throws(LayerError) -> [LayerID] {
        try await BlockingThread.run(folders.root) { [folders] _ in try folders.list() }
    }

    /// Removes a layer and its index.
    package func remove(_ layer: LayerID) async throws(LayerError) {
        try await BlockingThread.run(folders.root) { [folders] _ in try folders.remove(layer) }
    }
}
