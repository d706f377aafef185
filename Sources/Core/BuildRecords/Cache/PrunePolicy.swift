/// What may be removed from the cache, and how much of it is to stay: a `[[gc.policy]]` of config.toml, or the flags of
/// `cache prune`.
///
/// The names and their meaning are those of buildkitd.toml's `gcpolicy`.
package struct PrunePolicy: Sendable, Hashable {
    /// What the policy is called where it is told why something went.
    package var name: String
    /// What it applies to: everything, or what meets all filters of any of these groups.
    package var filters: [[CacheFilter]] = []
    /// Seconds since the last use for which items stay; nil for none.
    package var keepDuration: Double?
    /// Bytes above which items go.
    package var maxUsedSpace: Int64?
    /// Bytes that stay whatever else is asked for, and no entry goes that would leave fewer; alone, what the cache is
    /// brought down to.
    package var reservedSpace: Int64?
    /// Bytes that are to be free on the disk.
    package var minFreeSpace: Int64?

    /// Makes a policy that removes everything.
    package init(name: String) {
        self.name = name
    }

    /// The items that it applies to, in their order; `now` in seconds since 1970.
    func applying(to items: [CacheItem], now: Double) -> [CacheItem] {
        if filters.isEmpty { return items }
        let groups = filters.map { group in group.reduce(items) { $1.filter($0, now: now) } }
        if groups.count == 1 { return groups[0] }
        let wanted = Set(groups.joined().map(\.id))
        return items.filter { wanted.contains($0.id) }
    }

    /// Bytes of the cache that may stay; nil where everything that the policy applies to goes.
    package func target(used: Int64, free: Int64) -> Int64? {
        if maxUsedSpace == nil, reservedSpace == nil, minFreeSpace == nil { return nil }
        // Reserved space alone is what the cache is brought down to, as BuildKit has it.
        var target = maxUsedSpace ?? (minFreeSpace == nil ? 0 : used)
        if let minFreeSpace, minFreeSpace > free { target = min(target, used - (minFreeSpace - free)) }
        return max(target, reservedSpace ?? 0)
    }

    /// A text that is the same for policies that do the same.
    package var signature: String {
        let spaces = [maxUsedSpace, reservedSpace, minFreeSpace].map { $0.map(String.init) ?? "-" }
        let parts = [name, keepDuration.map { String($0) } ?? "-"] + spaces + filters.map(CacheFilter.text)
        return parts.joined(separator: "\n")
    }

    /// What strata does without a `[gc]` table: nothing goes that was used within a day, and the oldest goes while the
    /// cache takes more than `share` bytes or the disk has less than `reserve` free.
    package static func standard(share: Int64, reserve: Int64) -> [PrunePolicy] {
        var policy = PrunePolicy(name: "policy default")
        policy.keepDuration = 24 * 3600
        policy.maxUsedSpace = share
        policy.minFreeSpace = reserve
        return [policy]
    }
}
