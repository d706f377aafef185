package import BuildRecords
package import EnginePorts
import FoundationEssentials
import GRDB
import OCIFormat

extension StoreDatabase {
    /// What of the store's cache can be removed by itself: usable records, images that were unpacked, cache mounts.
    ///
    /// The sizes of cache mounts are not known here. Records come first. What others stand on counts as used with them.
    package func cacheItems() async throws(EnginePorts.DatabaseError) -> [CacheItem] {
        let images = try await imageItems()
        return try await perform { [self] database in
            let sizes = try Self.sizes(in: database)
            let holders = try self.holders(in: database)
            var items = try Self.recordItems(sizes, in: database)
            for image in images { items.append(try Self.item(of: image, sizes, in: database)) }
            items += try Self.unnamedLayers(items, sizes, in: database)
            for index in items.indices {
                guard let own = items[index].layers.last else { continue }
                items[index].holders = holders[own.id] ?? []
            }
            return LastUse.counted(items) + (try Self.mountItems(in: database))
        }
    }

    /// The records used last, at most `limit`, with their own layers alone, how many entries there are in all, and what
    /// all layers take: enough to show a list before everything was added up.
    package func newestCacheItems(
        limit: Int
    ) async throws(EnginePorts.DatabaseError) -> (items: [CacheItem], count: Int, size: Int64) {
        try await perform { database in
            let items = try Self.newestItems(limit, in: database)
            let counted = try database.row(
                """
                SELECT (SELECT count(*) FROM cache_record WHERE is_evicted = 0) + (SELECT count(*) FROM cache_mount)
                    + (SELECT count(*) FROM image_resolution), (SELECT coalesce(sum(size), 0) FROM layer)
                """, [])
            return (items, counted?[0] ?? items.count, counted?[1] ?? 0)
        }
    }

    private static func newestItems(_ limit: Int, in database: Database) throws -> [CacheItem] {
        let sql = """
            SELECT id, kind, name, created, last_used, use_count, build, size, dockerfile, stage, line
            FROM cache_record WHERE is_evicted = 0 ORDER BY last_used DESC, id DESC LIMIT ?
            """
        return try database.rows(sql, [limit]).map { row in
            var item = CacheItem(id: .record(row[0]), kind: row[1], name: row[2], created: row[3])
            (item.lastUsed, item.useCount, item.build) = (row[4], row[5], row[6])
            item.otherSize = row[7]
            (item.dockerfile, item.stage, item.line) = (row[8], row[9], row[10])
            return item
        }
    }

    private static func sizes(in database: Database) throws -> [String: Int64] {
        let rows = try Row.fetchCursor(database.cachedStatement(sql: "SELECT id, size FROM layer"))
        var sizes: [String: Int64] = [:]
        while let row = try rows.next() { sizes[row[0]] = row[1] }
        return sizes
    }

    /// The running builds whose sessions hold layers, by layer.
    private func holders(in database: Database) throws -> [String: [String]] {
        let sql = """
            SELECT lease.session, layer, build.id FROM lease
            LEFT JOIN build ON build.session = lease.session AND build.outcome = 'running'
            """
        var isLiving: [String: Bool] = [:]
        var holders: [String: [String]] = [:]
        for row in try database.rows(sql) {
            let session: String = row[0]
            let living = isLiving[session] ?? isAlive(session: session)
            isLiving[session] = living
            if living { holders[row[1], default: []].append(row[2] ?? session) }
        }
        return holders
    }

    private static func recordItems(_ sizes: [String: Int64], in database: Database) throws -> [CacheItem] {
        let sql = """
            SELECT id, kind, name, created, last_used, use_count, build, layers, dockerfile, stage, line
            FROM cache_record WHERE is_evicted = 0 ORDER BY last_used DESC, id DESC
            """
        let rows = try Row.fetchCursor(database.cachedStatement(sql: sql))
        var items: [CacheItem] = []
        while let row = try rows.next() {
            var item = CacheItem(id: .record(row[0]), kind: row[1], name: row[2], created: row[3])
            item.lastUsed = row[4]
            item.useCount = row[5]
            item.build = row[6]
            item.layers = LayerID.list(row[7]).map { .init(id: $0.rawValue, size: sizes[$0.rawValue] ?? 0) }
            item.dockerfile = row[8]
            item.stage = row[9]
            item.line = row[10]
            items.append(item)
        }
        return items
    }

    /// An image that a name was resolved to.
    private struct NamedImage: Sendable {
        var name: String
        var diffIDs: [Digest]
        var resolved: Double
    }

    private func imageItems() async throws(EnginePorts.DatabaseError) -> [NamedImage] {
        try await perform { database in
            try database.rows("SELECT name, config_bytes, resolved FROM image_resolution ORDER BY resolved DESC")
                .map { row in
                    // A config that can't be read names no layers; its name can be removed all the same.
                    let config = try? JSONDecoder().decode(RootFilesystemOnly.self, from: row[1] as Data)
                    return NamedImage(name: row[0], diffIDs: config?.rootfs.diffIDs ?? [], resolved: row[2])
                }
        }
    }

    private static func item(
        of image: NamedImage, _ sizes: [String: Int64], in database: Database
    ) throws -> CacheItem {
        var item = CacheItem(id: .image(image.name), kind: "image", name: image.name, created: image.resolved)
        for diffID in image.diffIDs {
            let row = try database.row("SELECT layer FROM image_layer WHERE diff_id = ?", [diffID.description])
            guard let id = row.map({ $0[0] as String }) else { continue }
            item.layers.append(.init(id: id, size: sizes[id] ?? 0))
        }
        return item
    }

    /// Layers of images whose names were resolved anew since, or were given by their digest.
    private static func unnamedLayers(
        _ items: [CacheItem], _ sizes: [String: Int64], in database: Database
    ) throws -> [CacheItem] {
        var named: Set<String> = []
        for item in items where item.kind == "image" { named.formUnion(item.layers.map(\.id)) }
        let sql = """
            SELECT diff_id, layer, created FROM image_layer JOIN layer ON layer.id = image_layer.layer
            """
        return try database.rows(sql).compactMap { row in
            let layer: String = row[1]
            guard !named.contains(layer) else { return nil }
            let digest: String = row[0]
            var item = CacheItem(id: .imageLayer(digest), kind: "image", name: "layer \(digest)", created: row[2])
            item.layers = [.init(id: layer, size: sizes[layer] ?? 0)]
            return item
        }
    }

    private static func mountItems(in database: Database) throws -> [CacheItem] {
        try database.rows("SELECT id, created, last_used, use_count FROM cache_mount ORDER BY last_used DESC")
            .map { row in
                var item = CacheItem(id: .mount(row[0]), kind: "mount", name: row[0], created: row[1])
                item.lastUsed = row[2]
                item.useCount = row[3]
                return item
            }
    }

    /// Notes that a build used a cache mount, at a time in seconds since 1970.
    package func noteCacheMount(_ id: String, at time: Double) async throws(EnginePorts.DatabaseError) {
        try await write { database in
            try database.run(
                """
                INSERT INTO cache_mount (id, created, last_used, use_count) VALUES (?, ?, ?, 1)
                ON CONFLICT(id) DO UPDATE SET last_used = max(last_used, excluded.last_used), use_count = use_count + 1
                """,
                [id, time, time])
        }
    }
}

/// What of an image's config names its layers.
private struct RootFilesystemOnly: Decodable {
    struct Layers: Decodable {
        enum CodingKeys: String, CodingKey { case diffIDs = "diff_ids" }
        var diffIDs: [Digest]
    }

    var rootfs: Layers
}
