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
    /// Folders made here and their times, which writing into them would change.
    private var times: [(path: PathBytes, time: FileTime)] = []

    init(copier: TreeCopier, source: OpenFolder, destination: DestinationFolder) {
        self.copier = copier
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
    func finish() throws {
        let root = try copier.tree.root.materialized()
        for (path, time) in times.reversed() {
            try root.descendant(path).with { try $0.setTimes(access: nil, modification: time) }
        }
    }

    private mutating func enter(_ entry: FileEntry, _ path: PathBytes, _ name: FileName) throws {
        guard let level = levels.last else { return }
        try copier.cancellation.check()
        try copier.jobs.folderOpened()
        let attributes = copier.attributes(of: entry)
        let folder = try copier.enter(name, of: level.destination, attributes)
        if folder.isNew, let time = attributes.modified { times.append((folder.path, time)) }
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
