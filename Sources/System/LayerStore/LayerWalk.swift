import LinuxSystem
import SystemPackage

/// Goes through the entries of a layer or a merged filesystem, each folder before its contents, sorted by name.
struct LayerWalk {
    /// One entry on the way.
    struct Visit {
        /// Path from the walk's root, relative.
        let path: PathBytes
        let name: FileName
        /// The folder that it is in.
        let folder: OpenFolder
        let status: FileStatus
        /// Whether it is a folder that hides what lower layers have in it.
        let isOpaque: Bool
        /// The folder of that path below the layer, nil where nothing shows from there.
        let below: OpenFolder?

        /// The entry's status below the layer.
        func statusBelow() throws -> FileStatus? { try below?.descriptor.statusIfPresent(at: name) }
    }

    let cancellation: Cancellation

    /// Calls `body` for each entry; `below` is a view of the layers under this one, if they matter.
    func visit(_ root: OpenFolder, below: OpenFolder? = nil, _ body: (Visit) throws -> Void) throws {
        try visit(root, path: PathBytes(), below: below, body)
    }

    private func visit(_ folder: OpenFolder, path: PathBytes, below: OpenFolder?, _ body: (Visit) throws -> Void) throws
    {
        try cancellation.check()
        for name in try folder.descriptor.directoryEntries().map(\.name).sorted() {
            guard let status = try folder.descriptor.statusIfPresent(at: name) else { continue }
            let entryPath = path.appending(name)
            guard status.kind == .directory else {
                try body(
                    Visit(
                        path: entryPath, name: name, folder: folder, status: status, isOpaque: false, below: below))
                continue
            }
            let child = try folder.folder(name)
            let isOpaque = try child.descriptor.attribute(AttributeNames.opaque) != nil
            try body(
                Visit(path: entryPath, name: name, folder: folder, status: status, isOpaque: isOpaque, below: below))
            try visit(child, path: entryPath, below: isOpaque ? nil : try below?.folderIfPresent(name), body)
        }
    }
}

/// The first name of each inode that has several: how hard links within a layer are found.
struct InodeNames {
    private struct Inode: Hashable {
        let device: UInt64
        let number: UInt64
    }

    private var first: [Inode: PathBytes] = [:]

    /// The name under which an inode was met before; nil at its first.
    mutating func earlierName(of status: FileStatus, at path: PathBytes) -> PathBytes? {
        guard status.linkCount > 1, status.kind != .directory else { return nil }
        let inode = Inode(device: status.device, number: status.inode)
        if let known = first[inode] { return known }
        first[inode] = path
        return nil
    }
}
