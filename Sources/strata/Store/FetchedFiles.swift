import BuildRecords
import Foundation
import SystemPackage

/// What builds fetched from the network and the store keeps: files of web servers, and git repositories.
struct FetchedFiles {
    /// The store's folder of them.
    let folder: FilePath

    /// Each file and repository, by its name below the folder.
    func items() -> [CacheItem] {
        ["http", "git"].flatMap { kind in
            // A folder that is not there holds nothing.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(kind).string)) ?? []
            return names.sorted().map { item("\(kind)/\($0)") }
        }
    }

    /// Removes what `items` named.
    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: folder.appending(FilePath(name).components).string)
    }

    private func item(_ name: String) -> CacheItem {
        let path = folder.appending(FilePath(name).components)
        let changed = attributes(path)[.modificationDate] as? Date
        var item = CacheItem(
            id: .fetched(name), kind: "fetched", name: name, created: changed?.timeIntervalSince1970 ?? 0)
        item.otherSize = size(path)
        return item
    }

    private func size(_ path: FilePath) -> Int64 {
        guard attributes(path)[.type] as? FileAttributeType == .typeDirectory else { return fileSize(path) }
        let names = FileManager.default.enumerator(atPath: path.string)?.compactMap { $0 as? String } ?? []
        return names.reduce(0) { $0 + fileSize(path.appending(FilePath($1).components)) }
    }

    private func fileSize(_ path: FilePath) -> Int64 {
        let attributes = attributes(path)
        guard attributes[.type] as? FileAttributeType == .typeRegular else { return 0 }
        return (attributes[.size] as? NSNumber)?.int64Value ?? 0
    }

    private func attributes(_ path: FilePath) -> [FileAttributeKey: Any] {
        // What has gone meanwhile has no size.
        (try? FileManager.default.attributesOfItem(atPath: path.string)) ?? [:]
    }
}
