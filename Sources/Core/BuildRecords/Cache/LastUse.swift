/// When parts of a cache were used, by themselves or by what stands on them.
///
/// A build looks for steps from the target upward: of what it finds it never asks for the layers below.
package struct LastUse: Sendable {
    private var uses: [String: Double] = [:]

    /// Counts the uses of all items that there are; takes time in proportion to the layers that they name.
    package init(_ items: some Sequence<CacheItem>) {
        for item in items {
            for layer in item.layers where uses[layer.id] ?? -1 < item.lastUsed { uses[layer.id] = item.lastUsed }
        }
    }

    /// When an item was used last, in seconds since 1970.
    package subscript(item: CacheItem) -> Double {
        max(item.lastUsed, item.layers.last.flatMap { uses[$0.id] } ?? 0)
    }

    /// The items, each of them as used when one was that stands on it.
    package static func counted(_ items: [CacheItem]) -> [CacheItem] {
        let uses = LastUse(items)
        return items.map { item in
            var item = item
            item.lastUsed = uses[item]
            return item
        }
    }

    /// The items as `counted` gives them, in the order in which a pruning takes them: what was used longest ago first,
    /// and of what was used together what stands on most.
    static func order(_ items: [CacheItem]) -> [CacheItem] {
        counted(items).sorted { first, second in
            if first.lastUsed != second.lastUsed { return first.lastUsed < second.lastUsed }
            if first.layers.count != second.layers.count { return first.layers.count > second.layers.count }
            return first.created > second.created
        }
    }
}
