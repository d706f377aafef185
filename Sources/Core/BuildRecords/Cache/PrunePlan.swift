/// What of a cache goes by some policies, and what that frees.
package struct PrunePlan: Sendable, Hashable {
    /// An item that goes.
    package struct Removal: Sendable, Hashable {
        /// The item.
        package var item: CacheItem
        /// The name of the policy by which it goes.
        package var policy: String
        /// Bytes that go with it, once those before it in the plan are gone.
        package var freed: Int64
    }

    /// What goes, in this order.
    package private(set) var removals: [Removal] = []
    /// What would have gone, but that running builds work with it.
    package private(set) var held: [CacheItem] = []
    /// Bytes of the cache before.
    package private(set) var before: Int64
    /// Bytes of the cache after.
    package private(set) var after: Int64

    /// Bytes that are freed.
    package var freed: Int64 { before - after }

    /// Plans the policies in their order, for the items of `wanted` alone where it is given; `free` is what the disk has
    /// free, in bytes, `now` in seconds since 1970.
    ///
    /// What was used longest ago goes first. An item counts as used whenever one that stands on it was, and goes after
    /// it: removing it alone would free nothing and cost a later build its result.
    package init(
        _ items: [CacheItem], removing wanted: Set<CacheItem.ID>? = nil, policies: [PrunePolicy], free: Int64,
        now: Double
    ) {
        var usage = CacheUsage(items)
        before = usage.total
        let order = LastUse.order(items)
        var passed: Set<CacheItem.ID> = []
        for policy in policies {
            let items = policy.applying(to: order, now: now)
            for item in items where !passed.contains(item.id) && wanted?.contains(item.id) ?? true {
                let room = free + (before - usage.total)
                if let target = policy.target(used: usage.total, free: room), usage.total <= target { break }
                if let keep = policy.keepDuration, now - item.lastUsed < keep { continue }
                if let least = policy.reservedSpace, usage.total - usage.freedSize(of: item) < least { break }
                passed.insert(item.id)
                if item.holders.isEmpty {
                    removals.append(Removal(item: item, policy: policy.name, freed: usage.remove(item)))
                } else {
                    held.append(item)
                }
            }
        }
        after = usage.total
    }
}
