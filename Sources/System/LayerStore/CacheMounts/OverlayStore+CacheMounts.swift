package import EnginePorts
import LinuxSystem
import OCIFormat
import SystemPackage

/// What cache mounts hold on the disk.
extension OverlayStore {
    /// The folders of cache mounts by the ids among `ids` that they belong to, and those that belong to none of them
    /// under `#` and their own names.
    package func cacheMounts(_ ids: [String]) async throws(LayerError) -> [String] {
        try await BlockingThread.run(folders.root) { [folders] _ in
            let known = Dictionary(ids.map { (CacheFolder.name(of: $0), $0) }) { first, _ in first }
            return try folders.caches.descriptor.directoryEntriesAnew().map(\.name.description)
                .filter(CacheFolder.isName).map { known[$0] ?? "#\($0)" }.sorted()
        }
    }

    /// The name of a cache mount's folder, whether it is given by its id or, behind `#`, by that name.
    package static func cacheMountFolder(of id: String) -> String { CacheFolder.folderName(of: id) }

    /// Bytes of the files of a cache mount; nil where it has no folder.
    package func cacheMountSize(_ id: String) async throws(LayerError) -> Int64? {
        try await BlockingThread.run(folders.root) { [folders] cancellation in
            guard let folder = try Self.cacheFolder(id, in: folders) else { return nil }
            var sizes = FileSizes()
            try LayerWalk(cancellation: cancellation).visit(folder) { sizes.add($0.status) }
            return sizes.total
        }
    }

    /// What a cache mount holds, as changes of nothing; nil where it has no folder.
    package func cacheMountContents(_ id: String) async throws(LayerError) -> [LayerChange]? {
        try await BlockingThread.run(folders.root) { [folders] cancellation in
            guard let folder = try Self.cacheFolder(id, in: folders) else { return nil }
            return try LayerChanges(cancellation: cancellation).list(folder, below: nil)
        }
    }

    /// Removes the folder of a cache mount: it vanishes at once, and then its files.
    package func removeCacheMount(_ id: String) async throws(LayerError) {
        try await BlockingThread.run(folders.root) { [folders] _ in
            let name = CacheFolder.folderName(of: id)
            let removed = "removed-\(name)"
            do throws(SystemError) {
                try folders.caches.descriptor.rename(name, to: folders.own.descriptor, at: removed)
            } catch {
                guard error.code == .noSuchFileOrDirectory else { throw error }
                return
            }
            try folders.own.descriptor.removeTree(at: removed)
        }
    }

    private static func cacheFolder(_ id: String, in folders: StoreFolders) throws -> OpenFolder? {
        let name = CacheFolder.folderName(of: id)
        guard try folders.caches.descriptor.statusIfPresent(at: name)?.kind == .directory else { return nil }
        return try folders.caches.folder(FileName(name))
    }
}

extension CacheFolder {
    /// The name of the folder of an id, or of a folder given by its own name behind `#`.
    static func folderName(of id: String) -> String {
        if id.hasPrefix("#"), isName(String(id.dropFirst())) { return String(id.dropFirst()) }
        return name(of: id)
    }

    static func isName(_ text: String) -> Bool {
        text.utf8.count == 24 && text.allSatisfy { $0.isHexDigit && !$0.isUppercase }
    }
}

/// Adds up the sizes of files, each inode once.
private struct FileSizes {
    private(set) var total: Int64 = 0
    private var seen: Set<UInt64> = []

    mutating func add(_ status: FileStatus) {
        guard status.kind == .regular, status.linkCount == 1 || seen.insert(status.inode).inserted else { return }
        total += status.size
    }
}
