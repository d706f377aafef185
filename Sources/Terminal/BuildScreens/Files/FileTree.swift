import Quantities
import TerminalCells

/// The paths of a layer as a tree, with what each folder holds added up.
struct FileTree: Sendable, Hashable {
    /// A path and what is below it.
    struct Node: Sendable, Hashable {
        /// The last part of its path.
        var name: String
        /// The position of its folder; -1 for those at the root.
        var parent: Int
        /// What the layer did to it; nil for a folder that only leads to others.
        var change: FileListing.Entry.Change?
        /// File type and permission bits; 0 where they are not known.
        var mode: UInt32 = 0
        /// Bytes of the file, or of all files below a folder.
        var size: Int64 = 0
        /// How many paths below a folder are no folders.
        var files: Int = 0
        /// The positions of what is in it, folders first, each by name.
        var children: [Int] = []

        /// Whether it is a folder, or something that has paths below it.
        var isFolder: Bool { !children.isEmpty || mode & FileMode.typeMask == FileMode.folder }
    }

    /// How many paths of a kind there are.
    struct Counts: Sendable, Hashable {
        var added = 0
        var changed = 0
        var removed = 0
        /// Bytes of what was added and changed.
        var size: Int64 = 0
    }

    /// All nodes; the position of a folder is below those of what is in it.
    private(set) var nodes: [Node] = []
    /// The positions of what is at the root.
    private(set) var roots: [Int] = []
    /// How many paths there are, folders that were there before left out.
    private(set) var counts = Counts()
    /// How many files the folder with most of them holds.
    private(set) var mostFiles = 0

    /// Makes a tree without paths.
    init() {}

    /// Makes the tree of a layer; takes time in proportion to its paths, and to sort each folder.
    init(_ entries: [FileListing.Entry]) {
        var builder = Builder()
        for entry in entries { builder.add(entry) }
        nodes = builder.nodes
        roots = builder.roots
        for entry in entries { count(entry) }
        addUp()
        sort()
    }

    /// The path of a node, absolute.
    func path(of node: Int) -> String {
        var names: [String] = []
        var node = node
        while node >= 0 {
            names.append(nodes[node].name)
            node = nodes[node].parent
        }
        return "/" + names.reversed().joined(separator: "/")
    }

    private mutating func count(_ entry: FileListing.Entry) {
        let isFolder = entry.mode & FileMode.typeMask == FileMode.folder
        switch entry.change {
        case .added: counts.added += isFolder ? 0 : 1
        case .changed: counts.changed += isFolder ? 0 : 1
        case .removed: counts.removed += 1
        }
        counts.size &+= entry.bytes
    }

    private mutating func addUp() {
        for position in nodes.indices.reversed() {
            let node = nodes[position]
            guard node.parent >= 0 else { continue }
            nodes[node.parent].size &+= node.size
            nodes[node.parent].files += node.isFolder ? node.files : 1
            mostFiles = max(mostFiles, nodes[node.parent].files)
        }
    }

    private mutating func sort() {
        let nodes = nodes
        func comes(_ left: Int, _ right: Int) -> Bool {
            let (first, second) = (nodes[left], nodes[right])
            if first.isFolder != second.isFolder { return first.isFolder }
            return first.name.utf8.lexicographicallyPrecedes(second.name.utf8)
        }
        for position in self.nodes.indices where self.nodes[position].children.count > 1 {
            self.nodes[position].children.sort(by: comes)
        }
        roots.sort(by: comes)
    }
}

extension FileListing.Entry {
    /// Bytes of a file; folders count for what is in them alone, links and devices for nothing.
    fileprivate var bytes: Int64 { mode & FileMode.typeMask == FileMode.file ? max(0, size) : 0 }
}

/// Puts paths into a tree in whatever order they come.
private struct Builder {
    private struct Key: Hashable {
        var parent: Int
        var name: Substring
    }

    var nodes: [FileTree.Node] = []
    var roots: [Int] = []
    private var positions: [Key: Int] = [:]
    /// The folder of the last path, since paths come folder by folder.
    private var lastFolder: (path: Substring, position: Int) = ("", -1)

    mutating func add(_ entry: FileListing.Entry) {
        let path = entry.path.drop { $0 == "/" }
        guard !path.isEmpty else { return }
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { path[..<$0] } ?? ""
        if folder != lastFolder.path { lastFolder = (folder, position(of: folder)) }
        let position = child(slash.map { path[path.utf8.index(after: $0)...] } ?? path, of: lastFolder.position)
        nodes[position].change = entry.change
        nodes[position].mode = entry.mode
        nodes[position].size = entry.bytes
    }

    private mutating func position(of folder: Substring) -> Int {
        folder.split(separator: "/").reduce(-1) { child($1, of: $0) }
    }

    private mutating func child(_ name: Substring, of parent: Int) -> Int {
        let key = Key(parent: parent, name: name)
        if let position = positions[key] { return position }
        let position = nodes.count
        positions[key] = position
        nodes.append(FileTree.Node(name: String(name), parent: parent))
        if parent >= 0 { nodes[parent].children.append(position) } else { roots.append(position) }
        return position
    }
}
