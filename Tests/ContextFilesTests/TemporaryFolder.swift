import ContextFiles
import EnginePorts
import FoundationEssentials
import LinuxSystem
import SystemPackage

/// A folder of files for one test, removed with the value.
final class TemporaryFolder: Sendable {
    let path: FilePath

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = FilePath(folder.path)
    }

    deinit {
        // A folder that stays behind harms no test.
        try? FileManager.default.removeItem(atPath: path.string)
    }

    /// Makes a folder whose files hold their own path.
    convenience init(_ files: String...) throws {
        try self.init()
        for file in files { try write(file, file) }
    }

    func write(_ name: String, _ text: String, mode: UInt32 = 0o644) throws {
        let file = path.appending(name)
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
        let descriptor = try FileDescriptor.open(
            file, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        try descriptor.closeAfter {
            try descriptor.writeAll(text.utf8)
            try descriptor.setPermissions(mode)
        }
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: path.appending(name).string, withDestinationPath: target)
    }

    func hardLink(_ name: String, to other: String) throws {
        try FileManager.default.linkItem(atPath: path.appending(other).string, toPath: path.appending(name).string)
    }

    func makeFolder(_ name: String, mode: UInt32 = 0o755) throws {
        try FileManager.default.createDirectory(
            atPath: path.appending(name).string, withIntermediateDirectories: true)
        try openFile(path.appending(name), [.directory]).closingAfter { try $0.setPermissions(mode) }
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path.appending(name).string)
    }

    /// Sets modification times to a time long past, as a fresh clone of a repository would not have them.
    func setTimes(_ name: String, seconds: Int64) throws {
        let time = FileTime(seconds: seconds, nanoseconds: 0)
        try openFile(path.appending(name)).closingAfter { try $0.setTimes(access: time, modification: time) }
    }
}

extension BuildContexts {
    /// Opens a folder as the main context and selects from it.
    static func select(
        _ patterns: String..., in folder: TemporaryFolder, excluding excludes: [String] = [], parents: Bool = false
    ) async throws -> SelectedFiles {
        let contexts = BuildContexts()
        try await contexts.open("", folder: folder.path)
        return try await contexts.select(.init(patterns, excluding: excludes, parents: parents), in: .context(""))
    }
}

extension FileSelection {
    init(_ patterns: [String], excluding excludes: [String] = [], parents: Bool = false) {
        self.init(patterns: patterns)
        self.excludes = excludes
        keepsParents = parents
    }
}

extension SelectedFiles {
    /// Each source's name, and the paths of what is in it behind a colon.
    var outline: [String] {
        sources.map { source in
            let below = source.entries.dropFirst().map(\.path.string)
            return source.name.string + (below.isEmpty ? "" : ": " + below.joined(separator: " "))
        }
    }

    /// With `--parents`: the path of each source and what is in it, in the order in which they come.
    var parentOutline: [String] {
        sources.flatMap { source in
            let parents = source.parents.map(\.path.string)
            let folder = parents.last.map { $0 + "/" } ?? ""
            let own = folder + source.name.string
            return parents + source.entries.map { $0.path.isEmpty ? own : own + "/" + $0.path.string }
        }
    }
}
