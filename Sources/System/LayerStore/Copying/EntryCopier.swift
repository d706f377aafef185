import EnginePorts
import LinuxSystem
import SystemPackage

/// The first copied name of each inode of a source that has several.
final class LinkGroups {
    var first: [UInt64: PathBytes] = [:]
}

/// Copies single entries that are no folders.
struct EntryCopier {
    let copier: TreeCopier
    /// The folder that the entry is in.
    let source: OpenFolder

    func copy(
        _ entry: FileEntry, called sourceName: FileName, to folder: DestinationFolder, _ name: FileName,
        _ links: LinkGroups
    ) throws {
        let path = folder.path.appending(name)
        do {
            try put(entry, sourceName, folder, name, links)
        } catch {
            throw LayerFailure.translate(error, path: path)
        }
    }

    private func put(
        _ entry: FileEntry, _ sourceName: FileName, _ folder: DestinationFolder, _ name: FileName, _ links: LinkGroups
    ) throws {
        let path = folder.path.appending(name)
        let attributes = copier.attributes(of: entry)
        if !folder.isNew {
            if try isThereAlready(entry, sourceName, attributes, in: folder, name) { return }
            try copier.clear(name, of: folder)
        }
        let own = try folder.materialized()
        if entry.linkGroup != 0, let first = links.first[entry.linkGroup] {
            return try link(first, into: own, name)
        }
        let job = FileJob(
            source: source, sourceName: sourceName, destination: own, name: name, path: path,
            attributes: attributes, digest: entry.linkGroup == 0 ? entry.contents : nil,
            expected: SourceState(entry))
        try create(entry, job)
        if entry.linkGroup != 0 { links.first[entry.linkGroup] = path }
    }

    private func create(_ entry: FileEntry, _ job: FileJob) throws {
        switch entry.kind {
        case .regular where entry.linkGroup == 0: try copier.jobs.add(job)
        case .regular: try copier.jobs.writeNow(job)
        default: try makeSpecial(entry, job)
        }
    }

    private func makeSpecial(_ entry: FileEntry, _ job: FileJob) throws {
        let folder = job.destination.descriptor
        switch entry.kind {
        case .regular, .directory: return
        case .symbolicLink: try folder.makeSymbolicLink(at: job.name, to: entry.linkTarget ?? FilePath())
        case .fifo: try folder.makeNode(at: job.name, kind: .fifo, permissions: 0o600)
        case .characterDevice: try makeDevice(.characterDevice, entry, job)
        case .blockDevice: try makeDevice(.blockDevice, entry, job)
        // A socket is of no use without its process; BuildKit leaves an empty file in its place.
        case .socket: try folder.makeNode(at: job.name, kind: .regular, permissions: 0o600)
        }
        let owner = job.attributes.owner
        try folder.setOwner(at: job.name, owner: owner.uid, group: owner.gid)
        if entry.kind != .symbolicLink { try folder.setPermissions(at: job.name, job.attributes.mode) }
        try folder.setTimes(at: job.name, access: nil, modification: job.attributes.modified)
        copier.tally.count(bytes: 0)
    }

    private func makeDevice(_ kind: FileKind, _ entry: FileEntry, _ job: FileJob) throws {
        try job.destination.descriptor.makeNode(
            at: job.name, kind: kind, permissions: 0o600, major: entry.device?.major ?? 0,
            minor: entry.device?.minor ?? 0)
    }

    private func link(_ first: PathBytes, into folder: OpenFolder, _ name: FileName) throws {
        guard let firstName = first.lastName else { return }
        let parent = try copier.tree.root.materialized().descendant(first.parent)
        try parent.descriptor.makeHardLink(from: firstName, to: folder.descriptor, at: name)
        copier.tally.count(bytes: 0)
    }

    /// Whether what shows from below is the same file already, so that the layer need not hold it.
    private func isThereAlready(
        _ entry: FileEntry, _ sourceName: FileName, _ attributes: FileAttributes, in folder: DestinationFolder,
        _ name: FileName
    ) throws -> Bool {
        guard entry.linkGroup == 0, case .other(let status, isOwn: false) = try folder.find(name) else { return false }
        if entry.kind == .symbolicLink {
            guard status.kind == .symbolicLink, attributes.owner.uid == status.owner,
                attributes.owner.gid == status.group, attributes.modified == status.modificationTime,
                let target = entry.linkTarget
            else { return false }
            return try folder.linkTarget(name, isOwn: false) == PathBytes(target)
        }
        guard entry.kind == .regular, status.kind == .regular, attributes.match(status),
            let below = try folder.openBelow(name),
            try below.descriptor.attribute(FileAttributes.capabilityName) == attributes.capability
        else { return false }
        let wanted = try source.descriptor.openAt(sourceName, [.noFollow, .nonBlocking])
        defer { wanted.closeQuietly() }
        let isSame = try FileComparison.haveEqualContents(wanted, below.descriptor)
        try SourceState(entry).check(wanted, path: folder.path.appending(name).pathText)
        return isSame
    }
}
