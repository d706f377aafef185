import BuildDatabase
import BuildRecords
import BuildScreens
import Diagnostics
import EnginePorts
import LayerStore
import Quantities

/// What the Cache screen asks for.
extension StoreBrowser {
    func cacheListing() async throws -> CacheListing {
        let items = try await cache.items()
        let disk = DiskSpace(cache.paths.root)
        let policies = gc.isEnabled ? gc.policies(diskSize: disk?.total ?? .max) : []
        let now = cache.clock.wall()
        let plan = PrunePlan(items, policies: policies, free: disk?.free ?? .max, now: now)
        let builds = Set(items.compactMap(\.build) + items.flatMap(\.holders))
        return CacheListing(
            items: items, policies: policies, plan: plan, free: disk?.free ?? .max, disk: disk?.total ?? .max,
            numbers: try await database.numbers(ofBuilds: builds), now: now)
    }

    /// What was used last, before mounts are measured and layers added up.
    func quickListing() async throws -> CacheListing {
        let found = try await database.newestCacheItems(limit: Self.quickEntries)
        guard found.items.count == Self.quickEntries else { return try await cacheListing() }
        let disk = DiskSpace(cache.paths.root)
        let builds = Set(found.items.compactMap(\.build))
        var listing = CacheListing(
            items: found.items, policies: [], plan: PrunePlan([], policies: [], free: 0, now: 0),
            free: disk?.free ?? .max, disk: disk?.total ?? .max,
            numbers: try await database.numbers(ofBuilds: builds), now: cache.clock.wall())
        listing.partly = (found.count, found.size)
        return listing
    }

    private static let quickEntries = 200

    /// The files that an entry keeps of its own.
    func contents(of item: CacheItem) async -> FileListing {
        do {
            guard let changes = try await changes(of: item) else {
                return FileListing(entries: [], failure: "its files are not in the store any more")
            }
            return FileListing(entries: changes.map { FileListing.Entry($0) })
        } catch let error as any DiagnosticConvertible {
            return FileListing(entries: [], failure: "its files can't be read: \(error.diagnostic.message)")
        } catch {
            return FileListing(entries: [], failure: "its files can't be read: \(error)")
        }
    }

    private func changes(of item: CacheItem) async throws -> [LayerChange]? {
        if case .mount = item.id { return try await cache.layers.cacheMountContents(item.name) }
        let stack = item.layers.map { LayerID($0.id) }
        guard !stack.isEmpty else { return nil }
        let below = stack.count - item.ownLayers.count
        var changes: [[LayerChange]] = []
        for index in below..<stack.count {
            changes.append(try await cache.layers.changes(of: stack[index], below: Array(stack[..<index])))
        }
        return LayerChange.merged(changes)
    }

    func prune(_ ids: [CacheItem.ID]) async throws -> String {
        let items = try await cache.items()
        let plan = PrunePlan(
            items, removing: Set(ids), policies: [PrunePolicy(name: "the Cache screen")], free: cache.freeSpace,
            now: cache.clock.wall())
        let waiting = try await cache.carryOut(plan)
        return PruneText.outcome(plan, waiting: waiting)
    }
}

/// What a pruning came to, in one line.
enum PruneText {
    static func outcome(_ plan: PrunePlan, waiting: Int64) -> String {
        let count = plan.removals.count
        guard count > 0 else { return "nothing was removed: builds work with it" }
        let freed = HumanSize.text(max(0, plan.freed - waiting))
        let rest = waiting > 0 ? ", \(HumanSize.text(waiting)) more when the builds that run have ended" : ""
        return "removed \(count) \(count == 1 ? "entry" : "entries"): \(freed) freed\(rest)"
    }
}
