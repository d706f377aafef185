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

    /// Plans the policies in their order, for the items of `wanted` alone where it is given; `free` is what the disk has free, in bytes, `now` in seconds since 1970.
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
            for (item, lastUse) in order where !passed.contains(item.id) && wanted?.contains(item.id) ?? true {
                let room = free + (before - usage.total)
                if let target = policy.target(used: usage.total, free: room), usage.total <= target { break }
                if let keep = policy.keepDuration, now - lastUse < keep { continue }
                guard policy.filters.allSatisfy({ $0.matches(item, now: now) }) else { continue }
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

/// When items were used, by themselves or by what stands on them.
private enum LastUse {
    /// The items with their last use, in the order in which they go.
    static func order(_ items: [CacheItem]) -> [(item: CacheItem, lastUse: Double)] {
        var uses: [String: Double] = [:]
        for item in items {
            for layer in item.layers { uses[layer.id] = max(uses[layer.id] ?? 0, item.lastUsed) }
        }
        let used = items.map { item in
            (item: item, lastUse: max(item.lastUsed, item.layers.last.flatMap { uses[$0.id] } ?? 0))
        }
        return used.sorted { first, second in
            if first.lastUse != second.lastUse { return first.lastUse < second.lastUse }
            if first.item.layers.count != second.item.layers.count {
                return first.item.layers.count > second.item.layers.count
            }
            return first.item.created > second.item.created
        }
    }
}
