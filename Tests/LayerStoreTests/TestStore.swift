import Archives
import EnginePorts
import Foundation
import LinuxSystem
import OCIFormat
import SystemPackage

@testable import LayerStore

/// Why tests that mount can't run everywhere.
let mayMount = getuid() == 0
let mountReason: String = "mounting overlays needs root"

/// A store in a temporary folder, with helpers to fill and look at layers.
final class TestStore {
    let folder: FilePath
    let store: OverlayStore

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("strata-layers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = FilePath(url.path)
        store = try OverlayStore(root: folder.appending("store"), process: "test")
    }

    /// Ends mounts and removes everything.
    func close() async {
        await store.close()
        // A folder that cannot be removed is the test machine's matter.
        try? FileManager.default.removeItem(atPath: folder.string)
    }

    /// Makes a layer by running a shell script in a mount of layers, as RUN would.
    func layer(on layers: [LayerID] = [], digesting: Bool = false, _ script: String) async throws -> CommittedLayer {
        let mount = try await store.mountWritable(on: layers)
        try shell(script, in: mount.root)
        return try await store.commit(mount, digesting: digesting, previous: nil)
    }

    /// Makes a layer by copying, as COPY would.
    func copied(_ request: CopyRequest, on layers: [LayerID] = []) async throws -> CommittedLayer {
        let mount = try await store.mountWritable(on: layers)
        do {
            try await store.copy(request, into: mount)
        } catch {
            await store.unmount(mount)
            throw error
        }
        return try await store.commit(mount, digesting: false, previous: nil)
    }

    /// What the filesystem of a stack of layers holds, a line an entry: path, type and mode, owner, and contents.
    func listing(_ layers: [LayerID]) async throws -> [String] {
        let mount = try await store.mountReadOnly(layers)
        let lines = try shell("find . -mindepth 1 -printf '%P %M %U:%G %l\\n' | sort", in: mount.root)
        await store.unmount(mount)
        return lines
    }

    func contents(_ path: String, _ layers: [LayerID]) async throws -> String? {
        let mount = try await store.mountReadOnly(layers)
        let bytes = try await store.readFile(path, in: mount, limit: 1 << 20)
        await store.unmount(mount)
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    func changes(_ layer: LayerID, below: [LayerID] = []) async throws -> [String] {
        let marks: [LayerChange.Kind: String] = [.added: "+", .changed: "~", .removed: "-"]
        return try await store.changes(of: layer, below: below).map { marks[$0.kind, default: "?"] + $0.path }
    }

    /// Files made by a script, as a build context gives them.
    func source(_ script: String) throws -> FilePath {
        let path = folder.appending("source")
        try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
        try shell(script, in: path)
        return path
    }

    func archive(_ layer: LayerID, below: [LayerID] = [], latestTime: Int64? = nil) async throws -> [UInt8] {
        let bytes = Collected()
        try await store.archive(layer, below: below, latestTime: latestTime) { bytes.append($0) }
        return bytes.all
    }

    func unpack(_ archive: [UInt8]) async throws -> UnpackedLayer {
        let unpacking = try await store.beginUnpacking()
        for start in stride(from: 0, to: archive.count, by: 1000) {
            try await unpacking.write(Array(archive[start..<min(start + 1000, archive.count)]))
        }
        return try await unpacking.finish()
    }
}

/// Bytes that a sink gets.
final class Collected: Sendable {
    private let bytes = Locked([UInt8]())
    func append(_ more: [UInt8]) { bytes.change { $0 += more } }
    var all: [UInt8] { bytes.change { $0 } }
}

/// Runs a script with sh in a folder and gives its lines.
@discardableResult
func shell(_ script: String, in folder: FilePath) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-ec", "umask 022; " + script]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.string)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ScriptFailed(script: script, status: process.terminationStatus) }
    return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
}

struct ScriptFailed: Error {
    let script: String
    let status: Int32
}

/// Selects a path below a folder with all that is below it, as ContextFiles does.
func select(_ path: String, in root: FilePath, parents: [String] = []) throws -> SelectedFiles {
    let place = path.isEmpty ? root : root.appending(path)
    var inodes: [UInt64: Int] = [:]
    var entries = try shell("find . -printf '%P\\n' | LC_ALL=C sort", in: place.lastIsFolder ? place : root)
        .map { FilePath($0) }
    if !place.lastIsFolder { entries = [] }
    if entries.first != FilePath("") { entries.insert(FilePath(""), at: 0) }
    var files = try entries.map { try entry($0, at: $0.isEmpty ? place : place.appending($0.components)) }
    for (file, inode) in files { if file.linkGroup > 1 { inodes[inode, default: 0] += 1 } }
    for index in files.indices {
        files[index].0.linkGroup = inodes[files[index].1, default: 0] > 1 ? files[index].1 : 0
    }
    let name = FilePath(FilePath(path).lastComponent?.string ?? "")
    let folders = try parents.map { try entry(FilePath($0), at: root.appending($0)).0 }
    let source = SelectedSource(path: FilePath(path), name: name, parents: folders, entries: files.map(\.0))
    return SelectedFiles(root: root, sources: [source], digest: .sha256(of: ""))
}

private func entry(_ path: FilePath, at place: FilePath) throws -> (FileEntry, UInt64) {
    let status = try FileDescriptor.workingDirectory.status(at: place)
    let kind = FileEntry.Kind(rawValue: status.kind.rawValue) ?? .regular
    var entry = FileEntry(
        path: path, kind: kind, mode: status.permissions, uid: status.owner, gid: status.group,
        size: kind == .regular ? status.size : 0, mtime: status.modificationTime.totalNanoseconds)
    entry.linkGroup = status.linkCount
    entry.device = DeviceNumber(major: status.deviceMajor, minor: status.deviceMinor)
    let folder = FileDescriptor.workingDirectory
    switch kind {
    case .regular:
        let file = try folder.openAt(place)
        defer { file.closeQuietly() }
        entry.contents = Digest.sha256(of: try file.readToEnd())
        entry.attributes = try file.attributeNames().filter { $0 == "security.capability" }.compactMap { name in
            try file.attribute(name).map { ExtendedAttribute(name: name, value: $0) }
        }
    case .symbolicLink: entry.linkTarget = FilePath(String(decoding: try folder.readLink(at: place), as: UTF8.self))
    default: break
    }
    return (entry, status.inode)
}

extension FilePath {
    fileprivate var lastIsFolder: Bool {
        (try? FileDescriptor.workingDirectory.status(at: self).kind == .directory) ?? false  // what is missing is none
    }
}
