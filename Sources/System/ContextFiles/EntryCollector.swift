import DockerfileSyntax
import EnginePorts

/// Walks a source and lists what is in it, each folder before its contents, without what is left out.
struct EntryCollector {
    /// A file of a source.
    struct Collected: Sendable {
        var node: TreeNode
        /// Relative to the source; empty for itself.
        var path: BytePath
    }

    private let tree: FileTreeReader
    private let excludes: IgnoreRules
    private var collected: [Collected] = []

    private init(tree: FileTreeReader, excludes: IgnoreRules) {
        self.tree = tree
        self.excludes = excludes
    }

    /// Lists a source whose folders were loaded.
    ///
    /// `--exclude` never leaves out the source itself.
    static func entries(
        of source: MatchedSource, in tree: FileTreeReader, excluding excludes: IgnoreRules
    ) throws -> [Collected] {
        var collector = EntryCollector(tree: tree, excludes: excludes)
        collector.collected.append(Collected(node: source.node, path: .root))
        if source.node.isDirectory, !source.isEmpty {
            var state: IgnoreRules.FolderState?
            if source.path != .root { state = excludes.verdict(for: source.path.bytes, isDirectory: true).state }
            try collector.collect(in: source.node, path: .root, excludePath: source.path, state: state)
        }
        return collector.collected
    }

    private mutating func collect(
        in folder: TreeNode, path: BytePath, excludePath: BytePath, state: IgnoreRules.FolderState?
    ) throws {
        for child in try tree.children(of: folder) {
            var isIn = !child.isExcluded
            var childState: IgnoreRules.FolderState?
            var childExcludePath = BytePath.root
            if !excludes.isEmpty {
                childExcludePath = excludePath.appending(child.name)
                let verdict = excludes.verdict(
                    for: childExcludePath.bytes, isDirectory: child.isDirectory, parent: state)
                if verdict.isExcluded && !verdict.mayHoldIncluded { continue }
                isIn = isIn && !verdict.isExcluded
                childState = verdict.state
            }
            guard isIn || child.isDirectory else { continue }
            let entry = Collected(node: child, path: path.appending(child.name))
            collected.append(entry)
            guard child.isDirectory else { continue }
            let count = collected.count
            try collect(in: child, path: entry.path, excludePath: childExcludePath, state: childState)
            // A folder that is left out itself comes along only with something that is not.
            if !isIn, collected.count == count { collected.removeLast() }
        }
    }
}
