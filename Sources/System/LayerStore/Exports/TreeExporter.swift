import EnginePorts
import LinuxSystem
import SystemPackage

/// Writes a merged filesystem as files of this machine (`type=local`), over what is there: owned by who builds, hard
/// links kept.
///
/// What a user may not make (devices) is left out.
final class TreeExporter {
    private let cancellation: Cancellation
    private let target: OpenFolder
    private let onWrite: (Int64) -> Void
    private var inodes = InodeNames()
    private let times: EntryTimes
    private var folderTimes: [(PathBytes, FileTime)] = []

    /// `onWrite` is told of the bytes of each file that was written.
    init(
        to target: OpenFolder, times: EntryTimes, cancellation: Cancellation, onWrite: @escaping (Int64) -> Void
    ) {
        self.target = target
        self.times = times
        self.onWrite = onWrite
        self.cancellation = cancellation
    }

    func export(_ root: OpenFolder) throws {
        try LayerWalk(cancellation: cancellation).visit(root) { visit in
            do {
                try write(visit)
            } catch {
                throw LayerFailure.translate(error, path: visit.path)
            }
        }
        for (path, time) in folderTimes.reversed() {
            try target.descendant(path).with { try $0.setTimes(access: nil, modification: time) }
        }
    }

    private func write(_ visit: LayerWalk.Visit) throws {
        let folder = try target.descendant(visit.path.parent)
        if visit.status.kind == .directory {
            try makeFolder(visit, in: folder.descriptor)
            folderTimes.append((visit.path, times.time(of: visit.status)))
        } else {
            try make(visit, in: folder.descriptor)
        }
    }

    private func makeFolder(_ visit: LayerWalk.Visit, in folder: FileDescriptor) throws {
        let existing = try folder.statusIfPresent(at: visit.name)
        if existing?.kind != .directory {
            if existing != nil { try folder.removeFile(at: visit.name) }
            try folder.makeDirectory(at: visit.name, mode: 0o700)
        }
        // Folders without write permission must still take what belongs into them.
        try folder.setPermissions(at: visit.name, visit.status.permissions | 0o700)
    }

    private func make(
        _ visit: LayerWalk.Visit, in folder: FileDescriptor
    ) throws {
        if visit.status.kind == .socket || visit.status.isWhiteout { return }
        try folder.removeTree(at: visit.name)
        if let earlier = inodes.earlierName(of: visit.status, at: visit.path), let name = earlier.lastName {
            let first = try target.descendant(earlier.parent)
            return try first.descriptor.makeHardLink(from: name, to: folder, at: visit.name)
        }
        guard try create(visit, in: folder) else { return }
        if visit.status.kind != .symbolicLink {
            try folder.setPermissions(at: visit.name, visit.status.permissions)
        }
        try folder.setTimes(at: visit.name, access: nil, modification: times.time(of: visit.status))
    }

    private func create(_ visit: LayerWalk.Visit, in folder: FileDescriptor) throws -> Bool {
        switch visit.status.kind {
        case .directory, .socket: return false
        case .regular: try copy(visit, into: folder)
        case .symbolicLink:
            let target = PathBytes(try visit.folder.descriptor.readLink(at: visit.name))
            try folder.makeSymbolicLink(at: visit.name, to: target)
        case .fifo: try folder.makeNode(at: visit.name, kind: .fifo, permissions: 0o600)
        case .characterDevice, .blockDevice:
            do {
                try folder.makeNode(
                    at: visit.name, kind: visit.status.kind, permissions: 0o600, major: visit.status.deviceMajor,
                    minor: visit.status.deviceMinor)
            } catch {
                guard error.code == .notPermitted else { throw error }
                return false
            }
        }
        return true
    }

    private func copy(_ visit: LayerWalk.Visit, into folder: FileDescriptor) throws {
        let source = try visit.folder.descriptor.openAt(visit.name, [.noFollow, .nonBlocking])
        defer { source.closeQuietly() }
        let file = try folder.openAt(visit.name, [.create, .exclusive, .writeOnly], mode: 0o600)
        defer { file.closeQuietly() }
        try file.copyContents(of: source, size: visit.status.size) { [cancellation] in try cancellation.check() }
        onWrite(visit.status.size)
    }
}
