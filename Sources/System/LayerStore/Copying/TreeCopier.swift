import BuildGraph
import EnginePorts
import LinuxSystem
import SystemPackage

/// Does what COPY and ADD ask: puts selected files into a destination.
struct TreeCopier {
    let request: CopyRequest
    let tree: DestinationTree
    let jobs: FileJobs
    let tally: LayerTally
    let cancellation: Cancellation

    init(
        _ request: CopyRequest, root: DestinationFolder, tally: LayerTally, previous: PreviousVersion?,
        cancellation: Cancellation
    ) {
        self.request = request
        self.tally = tally
        self.cancellation = cancellation
        tree = DestinationTree(
            root: root,
            folderAttributes: FileAttributes(
                owner: request.owner ?? .root, mode: request.mode?.modeOfNewFolders ?? 0o755))
        jobs = FileJobs(tally: tally, previous: previous, cancellation: cancellation)
    }

    /// Copies all items in order.
    func perform() throws {
        for item in request.items {
            switch item {
            case .inline(let name, let contents): try put(contents, called: FileName(name))
            case .files(let files): try copy(files, unpacking: request.unpacking != .never)
            case .whole(let files): try copy(files, unpacking: false)
            }
        }
        try jobs.flush()
    }

    var destination: PathBytes { PathBytes(request.destination.utf8.drop { $0 == UInt8(ascii: "/") }) }

    private var destinationIsFolder: Bool {
        let text = request.destination
        return request.keepsParents || text.hasSuffix("/") || text.hasSuffix("/.") || text == "."
    }

    private func copy(_ files: SelectedFiles, unpacking: Bool) throws {
        let root = try OpenFolder.folder(files.root)
        for source in files.sources {
            try jobs.flush()
            try copy(source, from: root, unpacking: unpacking)
        }
    }

    private func copy(_ source: SelectedSource, from root: OpenFolder, unpacking: Bool) throws {
        guard let first = source.entries.first else { return }
        if request.keepsParents { return try copyWithParents(source, from: root) }
        if first.kind == .directory {
            return try copyContents(of: source, from: root, into: try tree.folder(destination))
        }
        if unpacking, first.kind == .regular, try unpack(source, from: root) { return }
        switch try place() {
        case .folder(let folder): try copyFile(source, from: root, into: folder, source.fileName)
        case .file(let folder, let name): try copyFile(source, from: root, into: folder, name)
        }
    }

    /// Where a single file goes: into a folder under its own name, or to exactly the destination.
    private func place() throws -> DestinationTree.Place {
        destinationIsFolder ? .folder(try tree.folder(destination)) : try tree.place(destination)
    }

    private func copyWithParents(_ source: SelectedSource, from root: OpenFolder) throws {
        guard let first = source.entries.first else { return }
        var folder = try tree.folder(destination)
        var times = FolderTimes(root: tree.root)
        for parent in source.parents {
            guard let name = PathBytes(parent.path).lastName else { continue }
            folder = try enterParent(name, of: folder, parent)
            times.add(folder.path, FileTime(totalNanoseconds: parent.mtime))
        }
        if first.kind != .directory {
            try copyFile(source, from: root, into: folder, source.fileName)
            try jobs.flush()
        } else {
            if !source.name.isEmpty { folder = try enter(source.fileName, of: folder, attributes(of: first)) }
            try copyContents(of: source, from: root, into: folder)
        }
        try times.set()
    }

    /// Opens a folder above a source, made like the source's; of one that is there only the mode changes.
    private func enterParent(
        _ name: FileName, of folder: DestinationFolder, _ parent: FileEntry
    ) throws -> DestinationFolder {
        guard !folder.isNew, case .folder(let status) = try folder.find(name) else {
            return try enter(name, of: folder, attributes(of: parent))
        }
        let found = try folder.subfolder(name)
        let kept = FileAttributes(owner: FileOwner(uid: status.owner, gid: status.group), mode: parent.mode)
        if status.permissions != parent.mode { try found.setAttributes(kept) }
        return found
    }

    private func copyFile(
        _ source: SelectedSource, from root: OpenFolder, into folder: DestinationFolder, _ name: FileName
    ) throws {
        guard var entry = source.entries.first, let sourceName = PathBytes(source.path).lastName else { return }
        entry.linkGroup = 0
        let parent = try root.descendantInRoot(PathBytes(source.path).parent)
        try EntryCopier(copier: self, source: parent).copy(entry, called: sourceName, to: folder, name, LinkGroups())
    }

    private func copyContents(
        of source: SelectedSource, from root: OpenFolder, into folder: DestinationFolder
    ) throws {
        var walk = SourceWalk(
            copier: self, source: try root.descendantInRoot(PathBytes(source.path)), destination: folder)
        for entry in source.entries.dropFirst() { try walk.copy(entry) }
        try jobs.flush()
        try walk.finish()
        guard let first = source.entries.first else { return }
        // As in BuildKit, also the folder that is copied into gets the time of the one that is copied.
        var times = FolderTimes(root: tree.root)
        times.add(folder.path, FileTime(totalNanoseconds: first.mtime))
        try times.set()
    }

    /// Opens a folder in a destination, made or given these attributes.
    func enter(
        _ name: FileName, of folder: DestinationFolder, _ attributes: FileAttributes
    ) throws -> DestinationFolder {
        switch folder.isNew ? .nothing : try folder.find(name) {
        case .nothing: return try folder.makeSubfolder(name, attributes)
        case .other: throw CopyFailure.notAFolder(folder.path.appending(name))
        case .folder(let status):
            let found = try folder.subfolder(name)
            var wanted = attributes
            wanted.modified = nil
            if !wanted.match(status) { try found.setAttributes(wanted) }
            return found
        }
    }

    /// What an entry's copy gets.
    func attributes(of entry: FileEntry) -> FileAttributes {
        let kept = request.keepsOwners ? FileOwner(uid: entry.uid, gid: entry.gid) : .root
        return FileAttributes(
            owner: request.owner ?? kept,
            mode: request.mode?.applied(to: entry.mode, isDirectory: entry.kind == .directory) ?? entry.mode,
            modified: FileTime(totalNanoseconds: entry.mtime),
            capability: entry.attributes.first { $0.name == FileAttributes.capabilityName }?.value)
    }

    private func put(_ contents: [UInt8], called name: FileName) throws {
        switch try place() {
        case .folder(let folder): try put(contents, in: folder, name)
        case .file(let folder, let name): try put(contents, in: folder, name)
        }
    }

    private func put(_ contents: [UInt8], in folder: DestinationFolder, _ name: FileName) throws {
        try jobs.flush()
        try clear(name, of: folder)
        let file = try folder.materialized().with {
            try $0.openAt(name, [.create, .exclusive, .writeOnly], mode: 0o600)
        }
        defer { file.closeQuietly() }
        try file.writeAllBytes(contents)
        let mode = request.mode?.applied(to: 0o644, isDirectory: false) ?? 0o644
        try FileAttributes(owner: request.owner ?? .root, mode: mode).apply(to: file)
        tally.count(bytes: Int64(contents.count))
    }

    /// Makes way for a file: what this layer holds there is removed, what lies below it is hidden by the new one.
    func clear(_ name: FileName, of folder: DestinationFolder) throws {
        switch try folder.find(name) {
        case .nothing, .other(_, isOwn: false): return
        case .other(_, isOwn: true): try folder.materialized().with { try $0.removeFile(at: name) }
        case .folder: throw CopyFailure.folderInTheWay(folder.path.appending(name))
        }
    }
}

extension SelectedSource {
    /// The name as the kernel has it, be it text or not.
    var fileName: FileName { PathBytes(name).lastName ?? FileName("") }
}

extension OwnedDescriptor {
    /// Opens a folder below this one, links resolved inside it.
    func descendantInRoot(_ path: PathBytes) throws -> OpenFolder {
        path.bytes.isEmpty
            ? OpenFolder(try descriptor.duplicated()) : OpenFolder(try descriptor.openInRoot(path, .directory))
    }
}
