import Archives
import FoundationEssentials
import GRDB
import OCIFormat

/// The blobs of the database: bytes that many rows name, stored once by their digest and compressed where it pays.
enum Blobs {
    /// Bytes ready to be stored.
    struct Prepared: Sendable {
        var digest: Digest
        var isPacked: Bool
        var stored: [UInt8]
    }

    /// Digests and compresses bytes; done before a transaction begins, since it may take a while.
    static func prepare(_ bytes: [UInt8]) -> Prepared {
        let digest = Digest.sha256(of: bytes)
        // What can't be compressed is stored as it is.
        if bytes.count > 512, let packed = try? Packing.pack(bytes), packed.count < bytes.count {
            return Prepared(digest: digest, isPacked: true, stored: packed)
        }
        return Prepared(digest: digest, isPacked: false, stored: bytes)
    }

    /// Stores a blob that is not there yet; gives its row.
    static func insert(_ blob: Prepared, in database: Database) throws -> Int64 {
        if let row = try database.row("SELECT id FROM blob WHERE digest = ?", [blob.digest.description]) {
            return row[0]
        }
        try database.run(
            "INSERT INTO blob (digest, is_packed, bytes) VALUES (?, ?, ?)",
            [blob.digest.description, blob.isPacked, Data(blob.stored)])
        return database.lastInsertedRowID
    }

    /// The bytes of a row; none where it is gone.
    static func bytes(_ id: Int64?, in database: Database) throws -> [UInt8] {
        guard let row = try database.row("SELECT bytes, is_packed FROM blob WHERE id = ?", [id]) else { return [] }
        let stored = [UInt8](row[0] as Data)
        return row[1] ? try Packing.unpack(stored) : stored
    }
}

/// Compresses and decompresses bytes in memory, one zstd frame each.
enum Packing {
    static func pack(_ bytes: [UInt8]) throws -> [UInt8] {
        var packed: [UInt8] = []
        let encoder = try Compression.zstd.encoder(level: 1, workers: 0) { packed.append(contentsOf: $0) }
        try bytes.withUnsafeBytes { try encoder.write($0) }
        try encoder.finish()
        return packed
    }

    static func unpack(_ packed: [UInt8]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try Compression.zstd.plainBytes(of: MemorySource(packed)).drain { bytes.append(contentsOf: $0) }
        return bytes
    }
}
