import EnginePorts
import Foundation
import OCIFormat
import Synchronization
import SystemPackage

@testable import ImageStore

/// A store in a folder of its own that goes away with it.
final class TestStore {
    let folder: FilePath
    let store: LayoutImageStore

    init() throws {
        let base = FileManager.default.temporaryDirectory.appendingPathComponent("images-\(UUID().uuidString)")
        folder = FilePath(base.path)
        store = try LayoutImageStore(folder: folder.appending("images"), temporary: folder.appending("tmp"))
    }

    deinit {
        // What stays behind in the temporary folder does no harm.
        try? FileManager.default.removeItem(atPath: folder.string)
    }

    /// A name in the folder.
    func path(_ name: String) -> FilePath { folder.appending(name) }

    /// Stores bytes as a blob.
    @discardableResult
    func putBlob(_ bytes: [UInt8]) async throws -> Digest {
        let writer = try await store.beginBlob()
        try await writer.write(bytes)
        return try await writer.finish(expected: .sha256(of: bytes)).digest
    }

    /// Makes an image with one gzipped layer that holds the file `hello`, and names it.
    func putImage(_ name: String, text: String = "hello\n", platform: Platform = .host) async throws -> Descriptor {
        try write(text, to: "root/hello")
        try Shell.run("tar", "-C", path("root").string, "-cf", path("root.tar").string, "hello")
        let tar = try read("root.tar")
        let layer = try await store.putLayer(LayerPacking(.gzip)) { sink in try sink(tar) }
        var config = ImageConfig(
            platform: platform, rootfs: .init(diffIDs: [layer.diffID]), history: [HistoryEntry(createdBy: "test")],
            created: "2024-02-29T12:00:00.5Z")
        config.config.command = ["/hello"]
        let descriptor = try store.putImage(config, layers: [layer.descriptor])
        try await store.tag(descriptor, as: try ImageReference(parsing: name))
        return descriptor
    }

    func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: path(name).string)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path(name).string)))
    }

    /// Writes an export into a file of the folder.
    func export(
        _ image: Descriptor, names: [String], format: ArchiveFormat, to name: String
    ) async throws -> FilePath {
        let collected = Collected()
        try await store.exportArchive(image, names: try names.map { try ImageReference(parsing: $0) }, format: format) {
            chunk in collected.bytes.withLock { $0 += chunk }
        }
        try Data(collected.bytes.withLock { $0 }).write(to: URL(fileURLWithPath: path(name).string))
        return path(name)
    }

    /// Names of what is in the temporary folder.
    func leftovers() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path("tmp").string)
    }
}

/// Bytes that come in pieces.
final class Collected: Sendable {
    let bytes = Mutex<[UInt8]>([])
}

/// Other programs that read and write images.
enum Shell {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static func isInstalled(_ program: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/\(program)")
    }

    /// Runs a program and gives its standard output; throws what it said where it fails.
    @discardableResult
    static func run(_ program: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "\(program) \(arguments): \(said)") }
        return text
    }
}
