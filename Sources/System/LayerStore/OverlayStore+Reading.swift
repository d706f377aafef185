package import EnginePorts
import LinuxSystem
package import SystemPackage

extension OverlayStore {
    /// Writes a layer's own entries; opaque folders and whiteouts become OCI's.
    ///
    /// `below` is not needed for that, as layers hold the parents of what they change with their attributes.
    package func archive(
        _ layer: LayerID, below: [LayerID], latestTime: Int64?, into sink: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws(LayerError) {
        try await BlockingThread.run(folders.root) { [folders] cancellation in
            try TreeArchiver(times: .latest(latestTime), cancellation: cancellation, sink: sink)
                .archive(try folders.open(layer))
        }
    }

    /// Writes merged filesystems into a folder, made if missing; files that are there and not in them stay.
    package func exportTrees(
        _ parts: [PlatformFiles], to folder: FilePath, time: Int64?,
        onWrite: @escaping @Sendable (_ count: Int64) -> Void
    ) async throws(LayerError) {
        try await BlockingThread.run(folder) { [folders] cancellation in
            try PlatformConflicts(cancellation: cancellation).check(parts) { try Self.view($0, in: folders) }
            for part in parts {
                let target = part.folder.map { folder.appending($0) } ?? folder
                try Self.makeFolders(target)
                let place = try OpenFolder.folder(target)
                try TreeExporter(to: place, times: .same(time), cancellation: cancellation, onWrite: onWrite)
                    .export(try Self.view(part.layers, in: folders))
            }
        }
    }

    /// Writes merged filesystems; of no layers, an empty archive.
    package func exportArchive(
        _ parts: [PlatformFiles], time: Int64?, into sink: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws(LayerError) {
        try await BlockingThread.run(folders.root) { [folders] cancellation in
            try PlatformConflicts(cancellation: cancellation).check(parts) { try Self.view($0, in: folders) }
            let archiver = try TreeArchiver(times: .same(time), cancellation: cancellation, sink: sink)
            for part in parts {
                try archiver.add(try Self.view(part.layers, in: folders), below: part.folder)
            }
            try archiver.finish()
        }
    }

    /// A read-only view of layers that is mounted nowhere; an empty folder for none.
    private static func view(_ layers: [LayerID], in folders: StoreFolders) throws -> OpenFolder {
        try LayerView.open(layers, in: folders)
    }

    private static func makeFolders(_ path: FilePath) throws {
        let parent = path.removingLastComponent()
        if !parent.isEmpty, parent != path,
            try FileDescriptor.workingDirectory.statusIfPresent(at: parent, followingLinks: true) == nil
        {
            try makeFolders(parent)
        }
        try FileDescriptor.workingDirectory.makeDirectoryIfMissing(at: path, mode: 0o755)
    }

    /// Reads a regular file, links resolved inside the root; nil where there is none or something else.
    package func readFile(_ path: String, in mount: LayerMount, limit: Int) async throws(LayerError) -> [UInt8]? {
        try await BlockingThread.run(mount.root) { [self] _ in
            try find(mount).attach()
            let root = try OpenFolder.folder(mount.root)
            do {
                let file = try root.descriptor.openInRoot(path, .nonBlocking)
                defer { file.closeQuietly() }
                guard try file.status().kind == .regular else { return nil }
                return try file.readToEnd(limit: limit)
            } catch {
                guard Self.meansNoFile(error) else { throw error }
                return nil
            }
        }
    }

    private static func meansNoFile(_ error: any Error) -> Bool {
        guard let error = error as? SystemError else { return false }
        return [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels, .noSuchAddressOrDevice]
            .contains(error.code)
    }

    /// Compares a layer with what it stands on.
    package func changes(of layer: LayerID, below: [LayerID]) async throws(LayerError) -> [LayerChange] {
        try await BlockingThread.run(folders.root) { [folders] cancellation in
            try LayerChanges(cancellation: cancellation).list(
                try folders.open(layer), below: below.isEmpty ? nil : try Self.view(below, in: folders))
        }
    }

    /// A folder below `caches/`, named by a digest of the id; a new one is filled before it appears.
    package func cacheFolder(
        _ id: String, owner: FileOwner, mode: UInt32, seed: FilePath?
    ) async throws(LayerError) -> FilePath {
        try await BlockingThread.run(folders.root) { [folders] cancellation in
            try CacheFolder(folders: folders, cancellation: cancellation).open(id, owner, mode, seed)
        }
    }
}
