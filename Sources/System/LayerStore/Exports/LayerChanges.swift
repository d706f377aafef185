import EnginePorts
import LinuxSystem
import SystemPackage

/// Lists what a layer adds, changes and removes.
struct LayerChanges {
    let cancellation: Cancellation

    /// The changes against a view of the layers below, sorted by path.
    func list(_ layer: OpenFolder, below: OpenFolder?) throws -> [LayerChange] {
        var changes: [LayerChange] = []
        try LayerWalk(cancellation: cancellation).visit(layer, below: below) { visit in
            let lower = try visit.statusBelow()
            if let change = try change(visit, lower) { changes.append(change) }
            if visit.isOpaque, lower?.kind == .directory, let folder = try visit.below?.folderIfPresent(visit.name) {
                try addRemovals(visit.path, own: try visit.folder.folder(visit.name), folder, &changes)
            }
        }
        return changes.sorted { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
    }

    private func change(_ visit: LayerWalk.Visit, _ lower: FileStatus?) throws -> LayerChange? {
        let path = visit.path.text
        if visit.status.isWhiteout {
            return lower == nil ? nil : LayerChange(path: path, kind: .removed, mode: 0, size: 0)
        }
        let size = visit.status.kind == .regular ? visit.status.size : 0
        guard let lower else { return LayerChange(path: path, kind: .added, mode: visit.status.mode, size: size) }
        if visit.status.kind == .directory, try isSame(visit, lower) { return nil }
        return LayerChange(path: path, kind: .changed, mode: visit.status.mode, size: size)
    }

    /// A folder that is only in the layer because of what is in it.
    private func isSame(_ visit: LayerWalk.Visit, _ lower: FileStatus) throws -> Bool {
        visit.status.mode == lower.mode && visit.status.owner == lower.owner && visit.status.group == lower.group
    }

    private func addRemovals(
        _ path: PathBytes, own: OpenFolder, _ below: OpenFolder, _ changes: inout [LayerChange]
    ) throws {
        for entry in try below.descriptor.directoryEntriesAnew() {
            let childPath = path.appending(entry.name)
            guard let status = try own.descriptor.statusIfPresent(at: entry.name) else {
                changes.append(LayerChange(path: childPath.text, kind: .removed, mode: 0, size: 0))
                continue
            }
            guard status.kind == .directory, let lower = try below.folderIfPresent(entry.name) else { continue }
            try addRemovals(childPath, own: try own.folder(entry.name), lower, &changes)
        }
    }
}
