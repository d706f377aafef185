import BuildDatabase
import BuildRecords
import EnginePorts
import Foundation
import LayerStore
import LinuxSystem
import SystemPackage

/// A store opened to look at its cache and to remove parts of it.
struct CacheStore {
    let paths: StorePaths
    let folder: ProcessFolder
    let database: StoreDatabase
    let layers: OverlayStore
    let clock = SystemClock()

    /// Opens the store, made where it is missing.
    static func open(root: String?) throws -> CacheStore {
        let paths = try StorePaths(flag: root)
        try paths.create()
        let database = try StoreDatabase(root: paths.root)
        let folder = try ProcessFolder(in: paths.temporary)
        return CacheStore(
            paths: paths, folder: folder, database: database,
            layers: try OverlayStore(root: paths.root, process: folder.name))
    }

    /// Removes this process's own folder.
    func close() async {
        await layers.close()
        folder.remove()
    }

    private var locks: CacheMountLocks { CacheMountLocks(folder: paths.root.appending("locks")) }
    private var fetched: FetchedFiles { FetchedFiles(folder: paths.root.appending("remote")) }

    /// Everything that can be removed by itself.
    func items() async throws -> [CacheItem] {
        var items = try await database.cacheItems()
        let known = items.filter { $0.kind == "mount" }.map(\.name)
        let folders = Set(try await layers.cacheMounts(known))
        items.removeAll { $0.kind == "mount" && !folders.contains($0.name) }
        for id in folders.subtracting(known).sorted() {
            // Made before cache mounts were noted: the folder's name is all there is.
            items.append(CacheItem(id: .mount(id), kind: "mount", name: id, created: 0))
        }
        for index in items.indices where items[index].kind == "mount" {
            items[index].otherSize = try await layers.cacheMountSize(items[index].name) ?? 0
            if locks.isUsed(items[index].name) { items[index].holders = ["a running step"] }
        }
        let isAlone = try await database.livingSessions() == 0
        for var item in fetched.items() {
            // What is fetched is not locked while it is read.
            if !isAlone { item.holders = ["a running build"] }
            items.append(item)
        }
        return items
    }

    /// What goes by some policies.
    func plan(_ policies: [PrunePolicy]) async throws -> PrunePlan {
        PrunePlan(try await items(), policies: policies, free: freeSpace, now: clock.wall())
    }

    /// Removes what a plan says, but for what came into use meanwhile.
    ///
    /// - Returns: Bytes of layers that running builds may still be using: they go when those have ended.
    func carryOut(_ plan: PrunePlan) async throws -> Int64 {
        // A cache mount that a step has taken into use meanwhile is not even forgotten.
        var held: [CacheItem.ID: any CacheLock] = [:]
        let removals = try plan.removals.filter { removal in
            guard case .mount(let id) = removal.item.id else { return true }
            held[removal.item.id] = try locks.tryAcquireWhole(id)
            return held[removal.item.id] != nil
        }
        defer { for lock in held.values { lock.release() } }
        for item in try await database.evict(removals, at: clock.wall()) {
            switch item {
            case .mount(let id): try await layers.removeCacheMount(id)
            case .fetched(let name): try fetched.remove(name)
            case .record, .image, .imageLayer: break
            }
        }
        try await database.condemnUnused(onDisk: try await layers.list())
        try await Self.removeUnusable(database, layers, besides: nil)
        return try await database.condemnedSize()
    }

    /// Removes condemned layers that no build can be using any more.
    static func removeUnusable(
        _ database: StoreDatabase, _ layers: OverlayStore, besides session: String?
    ) async throws {
        for layer in try await database.takeUnusable(besides: session) where layers.contains(layer) {
            try await layers.remove(layer)
        }
    }

    /// Bytes that are free on the store's disk; as good as none are missing where the kernel does not tell.
    var freeSpace: Int64 { DiskSpace(paths.root)?.free ?? .max }
}

/// How large a disk is.
struct DiskSpace {
    /// All its bytes.
    let total: Int64
    /// Those that may be written.
    let free: Int64

    /// Asks for the disk of a folder.
    init?(_ folder: FilePath) {
        // A folder whose disk tells nothing is one without limits.
        guard let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.string),
            let total = (attributes[.systemSize] as? NSNumber)?.int64Value,
            let free = (attributes[.systemFreeSize] as? NSNumber)?.int64Value
        else { return nil }
        self.total = total
        self.free = free
    }
}
