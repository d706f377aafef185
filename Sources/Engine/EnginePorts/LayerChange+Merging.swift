extension LayerChange {
    /// What several layers, lowest first, make of an empty filesystem: all that is in it at the end, sorted by path.
    ///
    /// Each layer's changes are those against the ones beneath it.
    package static func merged(_ layers: [[LayerChange]]) -> [LayerChange] {
        var present: [Substring: (change: LayerChange, layer: Int)] = [:]
        /// By path the last layer that took away what was below it, by removing it or putting a file in its place.
        var emptied: [Substring: Int] = [:]
        for (layer, changes) in layers.enumerated() {
            for change in changes {
                let path = change.path[...]
                if change.kind == .removed {
                    present[path] = nil
                } else {
                    let made = LayerChange(path: change.path, kind: .added, mode: change.mode, size: change.size)
                    present[path] = (made, layer)
                }
                if change.kind != .added, !change.isFolder { emptied[path] = layer }
            }
        }
        return present.values
            .filter { entry in
                emptied.isEmpty
                    || !entry.change.folders.contains { folder in emptied[folder].map { $0 > entry.layer } ?? false }
            }
            .map(\.change)
            .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private var isFolder: Bool { mode & 0o170000 == 0o040000 }

    /// The paths of the folders that it is in.
    private var folders: [Substring] {
        path.utf8.indices.filter { path.utf8[$0] == UInt8(ascii: "/") }.map { path[..<$0] }
    }
}
