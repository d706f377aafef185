import DockerfileSyntax
import EnginePorts
import LinuxSystem
import OCIFormat
import SystemPackage

/// Carries one selection out: matches, lists, reads, and digests.
struct Selection {
    let tree: FileTreeReader
    let statCache: StatCache?
    /// Whether owners are those of the files; in a build context all are 0:0.
    let keepsOwners: Bool
    let worker: Worker

    /// A source with all that is selected of it.
    struct Listed {
        var source: MatchedSource
        var entries: [EntryCollector.Collected]
    }

    func run(
        _ selection: FileSelection, onRead: @escaping @Sendable (_ count: Int64) -> Void
    ) throws -> SelectedFiles {
        let listed = try list(selection)
        let reader = ContentReader(tree: tree, statCache: statCache, worker: worker, onRead: onRead)
        try reader.read(listed.flatMap { $0.entries.map(\.node) })
        return assemble(listed)
    }

    /// Finds the files without reading them.
    func list(_ selection: FileSelection) throws -> [Listed] {
        let excludes = try Self.rules(selection.excludes)
        return try sources(selection, excludes).map { source in
            try worker.check()
            if !source.isEmpty { try tree.load(source.node, worker) }
            let entries = try EntryCollector.entries(of: source, in: tree, excluding: excludes)
            return Listed(source: source, entries: entries)
        }
    }

    private static func rules(_ patterns: [String]) throws(FileTreeError) -> IgnoreRules {
        do {
            return try IgnoreRules(patterns: patterns)
        } catch {
            throw .badPattern(error.pattern)
        }
    }

    private func sources(_ selection: FileSelection, _ excludes: IgnoreRules) throws -> [MatchedSource] {
        let selector = SourceSelector(tree: tree, worker: worker)
        return try selection.patterns.flatMap { text in
            if selection.keepsParents {
                return try selector.sources(of: ParentsPattern(text), excluding: excludes)
            }
            return try selector.sources(of: SourcePattern(text, isPlain: selection.isPlainPath))
        }
    }

    private func assemble(_ listed: [Listed]) -> SelectedFiles {
        var digest = SelectionDigest()
        var sources: [SelectedSource] = []
        var nextGroup: UInt64 = 1
        for item in listed {
            let parents = item.source.parents.map { Collected(node: $0, path: $0.pathBelow(base: item.source)) }
            let groups = linkGroups(item.entries)
            digest.begin(name: item.source.name, parentCount: parents.count, entryCount: item.entries.count)
            let parentEntries = parents.map { add($0, group: 0, offset: 0, to: &digest) }
            var entries: [FileEntry] = []
            entries.reserveCapacity(item.entries.count)
            for entry in item.entries {
                let group = groups[LinkKey(entry.node)] ?? 0
                entries.append(add(entry, group: group, offset: nextGroup - 1, to: &digest))
            }
            nextGroup += UInt64(groups.count)
            sources.append(
                SelectedSource(
                    path: item.source.node.path.filePath, name: BytePath(bytes: item.source.name).filePath,
                    parents: parentEntries, entries: entries))
        }
        return SelectedFiles(root: tree.folder, sources: sources, digest: digest.finish())
    }

    private typealias Collected = EntryCollector.Collected

    private func add(
        _ collected: Collected, group: UInt64, offset: UInt64, to digest: inout SelectionDigest
    ) -> FileEntry {
        let node = collected.node
        let status = node.contents?.status ?? node.status
        var entry = FileEntry(
            path: collected.path.filePath, kind: FileEntry.Kind(status.kind), mode: status.permissions,
            uid: keepsOwners ? status.owner : 0, gid: keepsOwners ? status.group : 0,
            size: status.kind == .regular ? status.size : 0, mtime: status.modificationTime.totalNanoseconds)
        entry.contents = node.contents?.digest
        entry.linkTarget = node.linkTarget.map { BytePath(bytes: $0).filePath }
        if status.kind == .characterDevice || status.kind == .blockDevice {
            entry.device = DeviceNumber(major: status.deviceMajor, minor: status.deviceMinor)
        }
        if let capability = node.contents?.capability {
            entry.attributes = [ExtendedAttribute(name: "security.capability", value: capability)]
        }
        entry.linkGroup = group == 0 ? 0 : group + offset
        digest.add(entry, path: collected.path.bytes, linkTarget: node.linkTarget, group: group)
        return entry
    }

    /// Numbers the inodes that have several names in one source, from 1 in the order of their first.
    private func linkGroups(_ entries: [Collected]) -> [LinkKey: UInt64] {
        var counts: [LinkKey: Int] = [:]
        var order: [LinkKey] = []
        for entry in entries where entry.node.status.linkCount > 1 && entry.node.status.kind == .regular {
            let key = LinkKey(entry.node)
            if counts[key, default: 0] == 1 { order.append(key) }
            counts[key, default: 0] += 1
        }
        var groups: [LinkKey: UInt64] = [:]
        for (index, key) in order.enumerated() { groups[key] = UInt64(index) + 1 }
        return groups
    }
}

/// An inode.
private struct LinkKey: Hashable {
    var device: UInt64
    var inode: UInt64

    init(_ node: TreeNode) {
        device = node.status.device
        inode = node.status.inode
    }
}

extension TreeNode {
    /// The path of one of a source's parents, relative to the base of its pattern.
    fileprivate func pathBelow(base source: MatchedSource) -> BytePath {
        let baseCount = source.node.path.bytes.count - source.path.bytes.count
        return BytePath(bytes: Array(path.bytes.dropFirst(baseCount)))
    }
}

extension FileEntry.Kind {
    fileprivate init(_ kind: FileKind) {
        switch kind {
        case .regular: self = .regular
        case .directory: self = .directory
        case .symbolicLink: self = .symbolicLink
        case .characterDevice: self = .characterDevice
        case .blockDevice: self = .blockDevice
        case .fifo: self = .fifo
        case .socket: self = .socket
        }
    }
}

extension PatternFault {
    /// The pattern that can't be read.
    fileprivate var pattern: String {
        switch self {
        case .malformed(let pattern): pattern
        }
    }
}
