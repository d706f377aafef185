import EnginePorts
import LinuxSystem
import SystemPackage

/// Goes through the entries below one source, each folder before its contents, and copies them; keeps only the folders
/// on the way to the current entry open.
struct SourceWalk {
    private struct Level {
        let path: PathBytes
        let source: OpenFolder
        let destination: DestinationFolder
    }

    private let copier: TreeCopier
    private var levels: [Level]
    private let links = LinkGroups()
    private var times: FolderTimes

    init(copier: TreeCopier, source: OpenFolder, destination: DestinationFolder) {
        self.copier = copier
        times = FolderTimes(root: copier.tree.root)
        levels = [Level(path: PathBytes(), source: source, destination: destination)]
    }

    mutating func copy(_ entry: FileEntry) throws {
        let path = PathBytes(entry.path)
        guard let name = path.lastName else { return }
        try ascend(to: path.parent)
        guard let level = levels.last else { return }
        if entry.kind == .directory { return try enter(entry, path, name) }
        try EntryCopier(copier: copier, source: level.source)
            .copy(entry, called: name, to: level.destination, name, links)
    }

    /// Gives the folders their times, after everything in them was written.
    func finish() throws { try times.set() }

    private mutating func enter(_ entry: FileEntry, _ path: PathBytes, _ name: FileName) throws {
        guard let level = levels.last else { return }
        try copier.cancellation.check()
        try copier.jobs.folderOpened()
        let attributes = copier.attributes(of: entry)
        let folder = try copier.enter(name, of: level.destination, attributes)
        if let time = attributes.modified { times.add(folder.path, time) }
        levels.append(
            Level(path: path, source: try level.source.folder(name), destination: folder))
    }

    /// Makes the folder of a path the current one.
    ///
    /// Folders that were left out of the selection while something in them was not are made like the source's.
    private mutating func ascend(to path: PathBytes) throws {
        while let last = levels.last, !path.isInside(last.path) { levels.removeLast() }
        guard let last = levels.last, last.path != path else { return }
        for name in path.names.dropFirst(last.path.names.count) {
            guard let level = levels.last else { return }
            let path = level.path.appending(name)
            let status = try level.source.descriptor.status(at: name)
            try enter(
                FileEntry(
                    path: FilePath(), kind: .directory, mode: status.permissions,
                    uid: status.owner, gid: status.group, size: 0, mtime: status.modificationTime.totalNanoseconds),
                path, name)
        }
    }
}

/// Folders that were copied to and their times, which writing into them would change.
struct FolderTimes {
    let root: DestinationFolder
    private var times: [(path: PathBytes, time: FileTime)] = []

    init(root: DestinationFolder) { self.root = root }

    mutating func add(_ path: PathBytes, _ time: FileTime) { times.append((path, time)) }

    /// Sets the times, innermost folders first.
    ///
    /// One that is not in the new layer, since nothing in it changed, does not come into it for its time alone.
    func set() throws {
        let root = try root.materialized()
        for (path, time) in times.reversed() where !path.bytes.isEmpty {
            let folder: OpenFolder
            do {
                folder = try root.descendant(path)
            } catch {
                guard error.code == .noSuchFileOrDirectory else { throw error }
                continue
            }
            try folder.with { try $0.setTimes(access: nil, modification: time) }
        }
    }
}
