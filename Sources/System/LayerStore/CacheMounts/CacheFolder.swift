import EnginePorts
import LinuxSystem
import OCIFormat
import SystemPackage

/// Makes and finds the folders of cache mounts, which outlive builds.
struct CacheFolder {
    let folders: StoreFolders
    let cancellation: Cancellation

    /// The folder's name below `caches/`.
    static func name(of id: String) -> String { String(Digest.sha256(of: id).hex.prefix(24)) }

    func open(_ id: String, _ owner: FileOwner, _ mode: UInt32, _ seed: FilePath?) throws -> FilePath {
        let name = Self.name(of: id)
        let path = folders.root.appending("caches").appending(name)
        if try folders.caches.descriptor.statusIfPresent(at: name) != nil { return path }
        let new = "cache-\(name)-\(UInt32.random(in: .min ... .max))"
        try folders.own.descriptor.makeDirectory(at: new, mode: 0o700)
        let folder = try folders.own.folder(FileName(new))
        if let seed { try fill(folder, from: seed) }
        try FileAttributes(owner: owner, mode: mode).apply(to: folder.descriptor)
        do {
            try folders.own.descriptor.rename(new, to: folders.caches.descriptor, at: name, .keepTarget)
        } catch {
            guard error.code == .fileExists else { throw error }
            // Another process was faster; its folder is the one.
            try folders.own.descriptor.removeTree(at: new)
        }
        return path
    }

    private func fill(_ folder: OpenFolder, from seed: FilePath) throws {
        let copier = TreeDuplicator(target: folder, cancellation: cancellation)
        try LayerWalk(cancellation: cancellation).visit(try OpenFolder.folder(seed)) { visit in
            try copier.copy(visit)
        }
        try copier.finish()
    }
}

/// Copies a tree with owners, modes, times, attributes and hard links.
final class TreeDuplicator {
    private let target: OpenFolder
    private let writer: FileWriter
    private var inodes = InodeNames()
    private var times: [(PathBytes, FileTime)] = []

    init(target: OpenFolder, cancellation: Cancellation) {
        self.target = target
        writer = FileWriter(tally: LayerTally(), previous: nil, cancellation: cancellation)
    }

    func copy(_ visit: LayerWalk.Visit) throws {
        let parent = try target.descendant(visit.path.parent)
        let folder = parent.descriptor
        let attributes = FileAttributes(
            owner: FileOwner(uid: visit.status.owner, gid: visit.status.group), mode: visit.status.permissions,
            modified: visit.status.modificationTime,
            capability: try visit.folder.descriptor.attribute(FileAttributes.capabilityName, at: visit.name))
        if let earlier = inodes.earlierName(of: visit.status, at: visit.path), let name = earlier.lastName {
            let first = try target.descendant(earlier.parent)
            return try first.descriptor.makeHardLink(from: name, to: folder, at: visit.name)
        }
        switch visit.status.kind {
        case .directory:
            try folder.makeDirectory(at: visit.name, mode: 0o700)
            times.append((visit.path, visit.status.modificationTime))
            return try parent.folder(visit.name).with { try attributes.apply(to: $0) }
        case .regular:
            return try writer.write(
                FileJob(
                    source: visit.folder, sourceName: visit.name, destination: parent, name: visit.name,
                    path: visit.path, attributes: attributes))
        case .symbolicLink:
            let link = PathBytes(try visit.folder.descriptor.readLink(at: visit.name))
            try folder.makeSymbolicLink(at: visit.name, to: link)
        case .socket: return
        case .fifo, .characterDevice, .blockDevice:
            try folder.makeNode(
                at: visit.name, kind: visit.status.kind, permissions: 0o600, major: visit.status.deviceMajor,
                minor: visit.status.deviceMinor)
        }
        try folder.setOwner(at: visit.name, owner: attributes.owner.uid, group: attributes.owner.gid)
        if visit.status.kind != .symbolicLink { try folder.setPermissions(at: visit.name, attributes.mode) }
        try folder.setTimes(at: visit.name, access: nil, modification: attributes.modified)
    }

    /// Gives the folders their times.
    func finish() throws {
        for (path, time) in times.reversed() {
            try target.descendant(path).with { try $0.setTimes(access: nil, modification: time) }
        }
    }
}
