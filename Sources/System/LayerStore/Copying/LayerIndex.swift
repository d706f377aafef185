import Archives
import EnginePorts
import OCIFormat

/// The regular files of a copied layer with their digests, kept beside the layer so that its next version can link what
/// both have in common without reading either.
///
/// Files with attributes or several names are not in it.
struct LayerIndex: Equatable, Sendable {
    /// What two files must share to be one inode.
    struct File: Equatable, Sendable {
        /// The digest's text.
        var digest: [UInt8]
        var owner: FileOwner
        var mode: UInt32
        var size: Int64
        /// Nanoseconds since 1970.
        var modified: Int64
    }

    /// By path relative to the layer.
    var files: [[UInt8]: File] = [:]

    private static let magic = Array("strata-files-1\n".utf8)

    /// The index as bytes, compressed and with a checksum.
    func encoded() throws -> [UInt8] {
        var plain = Self.magic
        for (path, file) in files {
            for field in [path, file.digest] {
                plain.append(number: UInt64(field.count))
                plain += field
            }
            plain.append(number: UInt64(file.owner.uid) << 32 | UInt64(file.owner.gid))
            plain.append(number: UInt64(file.mode))
            plain.append(number: UInt64(bitPattern: file.size))
            plain.append(number: UInt64(bitPattern: file.modified))
        }
        var packed: [UInt8] = []
        let encoder = try Compression.zstd.encoder(level: 1) { packed.append(contentsOf: $0) }
        try plain.withUnsafeBytes { try encoder.write($0) }
        try encoder.finish()
        return packed
    }

    init() {}

    /// Reads what `encoded` gave; nil for anything else, whose files are then copied anew.
    init?(decoding packed: [UInt8]) {
        guard let plain = Self.decompressed(packed), plain.starts(with: Self.magic) else { return nil }
        var reader = FieldReader(rest: plain.dropFirst(Self.magic.count))
        while !reader.rest.isEmpty {
            guard let path = reader.field(), let digest = reader.field(), let owner = reader.number(),
                let mode = reader.number(), let size = reader.number(), let modified = reader.number()
            else { return nil }
            files[path] = File(
                digest: digest,
                owner: FileOwner(uid: UInt32(owner >> 32), gid: UInt32(truncatingIfNeeded: owner)),
                mode: UInt32(truncatingIfNeeded: mode), size: Int64(bitPattern: size),
                modified: Int64(bitPattern: modified))
        }
    }

    private static func decompressed(_ packed: [UInt8]) -> [UInt8]? {
        do {
            var plain: [UInt8] = []
            try Compression.zstd.plainBytes(of: MemorySource(packed)).drain { plain.append(contentsOf: $0) }
            return plain
        } catch {
            return nil
        }
    }
}

/// Takes fields off the front of some bytes.
private struct FieldReader {
    var rest: ArraySlice<UInt8>

    mutating func number() -> UInt64? {
        guard rest.count >= 8 else { return nil }
        defer { rest = rest.dropFirst(8) }
        return rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func field() -> [UInt8]? {
        guard let count = number(), count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return Array(rest.prefix(Int(count)))
    }
}

extension [UInt8] {
    fileprivate mutating func append(number: UInt64) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
