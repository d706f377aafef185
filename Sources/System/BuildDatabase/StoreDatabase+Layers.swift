package import EnginePorts
import FoundationEssentials
import GRDB
package import OCIFormat

extension StoreDatabase {
    package func layer(ofDiffID diffID: Digest) async throws(EnginePorts.DatabaseError) -> LayerID? {
        try await perform { database in try Self.layer(ofDiffID: diffID, in: database) }
    }

    package func setLayer(
        _ layer: LayerID, ofDiffID diffID: Digest, size: Int64
    ) async throws(EnginePorts.DatabaseError) -> LayerID {
        let bootID = bootID
        return try await write { database in
            if let first = try Self.layer(ofDiffID: diffID, in: database),
                try database.row("SELECT 1 FROM layer WHERE id = ?", [first.rawValue]) != nil
            {
                return first
            }
            // None yet, or one whose layer was dropped.
            try database.run(
                "INSERT OR REPLACE INTO image_layer (diff_id, layer) VALUES (?, ?)",
                [diffID.description, layer.rawValue])
            try Self.insertLayer(layer, size: size, boot: bootID, in: database)
            try Self.pardon([layer], in: database)
            return layer
        }
    }

    package func blob(
        ofLayer layer: LayerID, compression: String
    ) async throws(EnginePorts.DatabaseError) -> LayerBlob? {
        try await perform { database in
            let sql = "SELECT descriptor, diff_id FROM layer_blob WHERE layer = ? AND compression = ?"
            guard let row = try database.row(sql, [layer.rawValue, compression]) else { return nil }
            let descriptor = try JSONText.decode(Descriptor.self, from: row[0])
            return LayerBlob(descriptor: descriptor, diffID: try Digest(parsing: row[1] as String))
        }
    }

    package func setBlob(
        _ blob: LayerBlob, ofLayer layer: LayerID, compression: String
    ) async throws(EnginePorts.DatabaseError) {
        try await write { database in
            try database.run(
                "INSERT OR REPLACE INTO layer_blob (layer, compression, descriptor, diff_id) VALUES (?, ?, ?, ?)",
                [layer.rawValue, compression, try JSONText.encode(blob.descriptor), blob.diffID.description])
        }
    }

    package func contentDigest(
        result: Digest, selection: Digest
    ) async throws(EnginePorts.DatabaseError) -> Digest? {
        try await perform { database in
            let sql = "SELECT digest FROM content_digest WHERE result = ? AND selection = ?"
            let row = try database.row(sql, [result.description, selection.description])
            return try row.map { try Digest(parsing: $0[0] as String) }
        }
    }

    package func setContentDigest(
        _ digest: Digest, result: Digest, selection: Digest
    ) async throws(EnginePorts.DatabaseError) {
        try await write { database in
            try database.run(
                "INSERT OR REPLACE INTO content_digest (result, selection, digest) VALUES (?, ?, ?)",
                [result.description, selection.description, digest.description])
        }
    }

    package func resolution(of name: String) async throws(EnginePorts.DatabaseError) -> ImageResolution? {
        try await perform { database in
            let sql = "SELECT manifest, manifest_bytes, config_bytes, resolved FROM image_resolution WHERE name = ?"
            guard let row = try database.row(sql, [name]) else { return nil }
            return ImageResolution(
                manifest: try JSONText.decode(Descriptor.self, from: row[0]), manifestBytes: [UInt8](row[1] as Data),
                configBytes: [UInt8](row[2] as Data), resolved: row[3])
        }
    }

    package func setResolution(
        _ resolution: ImageResolution, of name: String
    ) async throws(EnginePorts.DatabaseError) {
        try await write { database in
            try database.run(
                """
                INSERT OR REPLACE INTO image_resolution (name, manifest, manifest_bytes, config_bytes, resolved)
                VALUES (?, ?, ?, ?, ?)
                """,
                [
                    name, try JSONText.encode(resolution.manifest), Data(resolution.manifestBytes),
                    Data(resolution.configBytes), resolution.resolved,
                ])
        }
    }

    private static func layer(ofDiffID diffID: Digest, in database: Database) throws -> LayerID? {
        try database.row("SELECT layer FROM image_layer WHERE diff_id = ?", [diffID.description])
            .map { LayerID($0[0]) }
    }

    /// Lets layers stay that were condemned, since something leads to them again.
    static func pardon(_ layers: [LayerID], in database: Database) throws {
        guard try database.row("SELECT 1 FROM condemned_layer LIMIT 1", []) != nil else { return }
        for layer in layers { try database.run("DELETE FROM condemned_layer WHERE layer = ?", [layer.rawValue]) }
    }

    static func insertLayer(_ layer: LayerID, size: Int64, boot: String, in database: Database) throws {
        try database.run(
            "INSERT OR IGNORE INTO layer (id, size, created, boot) VALUES (?, ?, \(Database.now), ?)",
            [layer.rawValue, size, boot])
    }
}

/// Values kept as JSON text in a column.
enum JSONText {
    static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
