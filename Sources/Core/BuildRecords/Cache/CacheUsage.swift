/// Who keeps which bytes of a cache: a layer goes when the last item that stands on it does.
package struct CacheUsage: Sendable, Hashable {
    private var users: [String: Int] = [:]
    private var sizes: [String: Int64] = [:]
    /// Bytes of all items together, each layer counted once.
    package private(set) var total: Int64 = 0

    /// Counts what the items keep.
    package init(_ items: some Sequence<CacheItem>) {
        for item in items {
            total += item.otherSize
            for layer in Set(item.layers) { add(layer) }
        }
    }

    /// Bytes that would go with this item alone.
    package func freedSize(of item: CacheItem) -> Int64 {
        item.layers.reduce(item.otherSize) { users[$1.id] == 1 ? $0 + $1.size : $0 }
    }

    /// Bytes of the layers that several items stand on.
    package var shared: Int64 {
        users.reduce(0) { $1.value > 1 ? $0 + (sizes[$1.key] ?? 0) : $0 }
    }

    /// Takes an item out; gives the bytes that go with it.
    package mutating func remove(_ item: CacheItem) -> Int64 {
        var freed = item.otherSize
        for layer in Set(item.layers) {
            guard let count = users[layer.id] else { continue }
            users[layer.id] = count > 1 ? count - 1 : nil
            if count == 1 { freed += sizes[layer.id] ?? 0 }
        }
        total -= freed
        return freed
    }

    private mutating func add(_ layer: CacheItem.Layer) {
        let count = users[layer.id] ?? 0
        users[layer.id] = count + 1
        guard count == 0 else { return }
        sizes[layer.id] = layer.size
        total += layer.size
    }
}
