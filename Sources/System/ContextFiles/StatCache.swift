import Archives
import Glibc
import LinuxSystem
import OCIFormat
import Synchronization

/// Keeps the digests of a context's files between builds.
///
/// Implemented by whoever wires the database to it.
package protocol StatCacheStorage: Sendable {
    /// The bytes that were saved for a context; nil where there are none or they can't be had.
    func load(_ name: String) async -> [UInt8]?
    /// Saves the bytes for a context; what fails to be saved is digested again another time.
    func save(_ bytes: [UInt8], _ name: String) async
}

/// The digests of files by inode, with size, mtime and ctime: a file that has all of them unchanged is not read again.
///
/// Records are 80 bytes each, sorted by device and inode, and searched as they lie; loading costs nothing but unpacking.
final class StatCache: Sendable {
    /// What is known of a file.
    struct Known {
        var digest: Digest
        var hasCapability: Bool
    }

    private static let header: [UInt8] = Array("strata stat cache 1\n".utf8)
    /// Older records are dropped where there would be more than so many; those of this build never are.
    private static let limit = 200_000

    private let records: [UInt8]
    private let added = Mutex<[Record]>([])

    /// Takes what was saved; anything unreadable counts as nothing.
    init(packed: [UInt8]?) {
        // A cache that can't be unpacked is filled anew.
        let bytes = packed.flatMap { try? Self.unpack($0) } ?? []
        let isOurs = bytes.starts(with: Self.header) && (bytes.count - Self.header.count) % Record.size == 0
        records = isOurs ? Array(bytes[Self.header.count...]) : []
    }

    func find(_ status: FileStatus) -> Known? {
        let wanted = Record.Key(status)
        var low = 0
        var high = records.count / Record.size
        return records.withUnsafeBytes { bytes in
            while low < high {
                let middle = (low + high) / 2
                let offset = middle * Record.size
                let key = Record.Key(bytes, at: offset)
                if key == wanted { return Record.known(bytes, at: offset, if: status) }
                if key < wanted { low = middle + 1 } else { high = middle }
            }
            return nil
        }
    }

    /// Remembers a file that was read while it had this status, unless a change since then could go unseen because
    /// the clock of its filesystem is too coarse.
    func remember(_ status: FileStatus, digest: Digest, hasCapability: Bool) {
        guard Self.isSettled(status.changeTime),
            let record = Record(status: status, digest: digest, hasCapability: hasCapability)
        else { return }
        added.withLock { $0.append(record) }
    }

    /// The bytes to save; nil if nothing was added.
    ///
    /// Others may have saved meanwhile, what they learned is then lost.
    func packed() throws -> [UInt8]? {
        let added = added.withLock { $0 }
        if added.isEmpty { return nil }
        var all: [Record.Key: Record] = [:]
        if records.count / Record.size + added.count <= Self.limit {
            records.withUnsafeBytes { bytes in
                for offset in stride(from: 0, to: bytes.count, by: Record.size) {
                    all[Record.Key(bytes, at: offset)] = Record(bytes: Array(bytes[offset..<(offset + Record.size)]))
                }
            }
        }
        for record in added { all[record.key] = record }
        var bytes = Self.header
        for record in all.values.sorted(by: { $0.key < $1.key }) { bytes += record.bytes }
        return try Self.pack(bytes)
    }

    private static func isSettled(_ changed: FileTime) -> Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let age = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) - changed.totalNanoseconds
        // Kernels stamp files at their tick, at most 10 ms; filesystems that keep whole seconds show it.
        return age > (changed.nanoseconds == 0 ? 2_100_000_000 : 50_000_000)
    }

    private static func pack(_ bytes: [UInt8]) throws -> [UInt8] {
        var packed: [UInt8] = []
        let encoder = try Compression.zstd.encoder(level: 1, workers: 0) { packed.append(contentsOf: $0) }
        try bytes.withUnsafeBytes { try encoder.write($0) }
        try encoder.finish()
        return packed
    }

    private static func unpack(_ packed: [UInt8]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(packed.count * 2)
        try Compression.zstd.plainBytes(of: MemorySource(packed)).drain { bytes.append(contentsOf: $0) }
        return bytes
    }
}

/// One file in the stat cache: device, inode, size, mtime, ctime and flags as 64-bit numbers, little end first, and
/// the 32 bytes of its SHA-256.
private struct Record {
    static let size = 80
    private static let digestOffset = 48

    struct Key: Hashable, Comparable {
        var device: UInt64
        var inode: UInt64

        init(_ status: FileStatus) {
            device = status.device
            inode = status.inode
        }

        init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
            device = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            inode = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
        }

        static func < (left: Key, right: Key) -> Bool {
            (left.device, left.inode) < (right.device, right.inode)
        }
    }

    let bytes: [UInt8]

    var key: Key { bytes.withUnsafeBytes { Key($0, at: 0) } }

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    init?(status: FileStatus, digest: Digest, hasCapability: Bool) {
        guard digest.algorithm == .sha256 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.size)
        for number in Self.numbers(status) + [hasCapability ? 1 : 0] {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
        var high: UInt8?
        for digit in digest.hex.utf8 {
            let value = digit < UInt8(ascii: "a") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
            if let first = high { bytes.append(first << 4 | value) }
            high = high == nil ? value : nil
        }
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }

    static func known(_ bytes: UnsafeRawBufferPointer, at offset: Int, if status: FileStatus) -> StatCache.Known? {
        for (index, number) in numbers(status).enumerated() {
            let kept = bytes.loadUnaligned(fromByteOffset: offset + index * 8, as: UInt64.self)
            if UInt64(littleEndian: kept) != number { return nil }
        }
        let flags = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 40, as: UInt64.self))
        let start = offset + digestOffset
        let digest = Digest(sha256: UnsafeRawBufferPointer(rebasing: bytes[start..<(start + 32)]))
        return StatCache.Known(digest: digest, hasCapability: flags & 1 != 0)
    }

    private static func numbers(_ status: FileStatus) -> [UInt64] {
        [
            status.device, status.inode, UInt64(bitPattern: status.size),
            UInt64(bitPattern: status.modificationTime.totalNanoseconds),
            UInt64(bitPattern: status.changeTime.totalNanoseconds),
        ]
    }
}
