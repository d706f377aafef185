import BuildDatabase
import EnginePorts
import FoundationEssentials
import OCIFormat
import SystemPackage
import Testing

/// A store in a folder of its own, removed with the value.
final class TemporaryStore: Sendable {
    let root: FilePath

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        root = FilePath(folder.path)
    }

    deinit {
        // A folder that stays behind harms no test.
        try? FileManager.default.removeItem(atPath: root.string)
    }

    func open(bootID: String = "boot-1", busyTimeout: Double = 30) throws -> StoreDatabase {
        try StoreDatabase(root: root, bootID: bootID, busyTimeout: busyTimeout)
    }

    func size(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: root.appending(name).string)
        return (attributes[.size] as? Int) ?? 0
    }

    /// Bytes 60 to 63 of an SQLite file are its user_version.
    func patchVersion(_ version: UInt8) throws {
        let file = try FileDescriptor.open(root.appending("state.db"), .readWrite)
        try file.closeAfter { _ = try file.writeAll(toAbsoluteOffset: 60, [0, 0, 0, version]) }
    }

    func truncate(_ name: String, to size: Int) throws {
        let bytes = try #require(FileManager.default.contents(atPath: root.appending(name).string))
        try bytes.prefix(size).write(to: URL(fileURLWithPath: root.appending(name).string))
    }

    func overwrite(_ name: String, with bytes: [UInt8]) throws {
        let file = try FileDescriptor.open(
            root.appending(name), .writeOnly, options: [.create], permissions: .ownerReadWrite)
        try file.closeAfter { _ = try file.writeAll(bytes) }
    }
}

func digest(_ text: String) -> Digest { .sha256(of: text) }

func record(
    _ key: String, result: String, layers: [String], step: String = "step", build: String = "b"
) -> NewCacheRecord {
    var record = NewCacheRecord(
        keys: [digest(key)], result: digest(result), layers: layers.map { LayerID($0) })
    record.step = step
    record.name = "RUN \(key)"
    record.kind = "run"
    record.build = build
    record.created = 1000
    record.size = 7
    return record
}
