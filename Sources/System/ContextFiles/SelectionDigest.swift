import EnginePorts
import OCIFormat

/// The content key of a selection: a digest of a flat list in which every text stands after its length, so that no two
/// selections are written alike.
///
/// Times do not enter.
struct SelectionDigest {
    private static let flushSize = 1 << 16

    private var hasher = DigestHasher()
    private var buffer: [UInt8] = []

    init() {
        buffer.reserveCapacity(Self.flushSize + 4096)
        append(Array("strata selection 1".utf8))
    }

    mutating func begin(name: [UInt8], parentCount: Int, entryCount: Int) {
        append(name)
        append(UInt64(parentCount))
        append(UInt64(entryCount))
    }

    /// Adds an entry, with its path as bytes and the place of its group of hard links in its source (0 for none).
    mutating func add(_ entry: FileEntry, path: [UInt8], linkTarget: [UInt8]?, group: UInt64) {
        append(path)
        buffer.append(entry.kind.rawValue)
        append(UInt64(entry.mode))
        append(UInt64(entry.uid) << 32 | UInt64(entry.gid))
        append(UInt64(bitPattern: entry.size))
        append(entry.contents)
        append(linkTarget ?? [])
        append(entry.device.map { UInt64($0.major) << 32 | UInt64($0.minor) } ?? 0)
        append(UInt64(entry.attributes.count))
        for attribute in entry.attributes {
            append(Array(attribute.name.utf8))
            append(attribute.value)
        }
        append(group)
        if buffer.count >= Self.flushSize { flush() }
    }

    mutating func finish() -> Digest {
        flush()
        return hasher.finish()
    }

    private mutating func append(_ bytes: [UInt8]) {
        append(UInt64(bytes.count))
        buffer.append(contentsOf: bytes)
    }

    private mutating func append(_ digest: Digest?) {
        guard let digest else { return buffer.append(0) }
        buffer.append(digest.algorithm == .sha256 ? 1 : 2)
        buffer.append(contentsOf: digest.hex.utf8)
    }

    private mutating func append(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { buffer.append(contentsOf: $0) }
    }

    private mutating func flush() {
        hasher.update(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
