import BuildEvents
import TerminalCells

/// One layer's tree as it is looked at: which folders are open, which row is chosen, where the view stands.
struct FileView: Sendable, Hashable {
    /// A node in view and how deep it stands.
    struct Row: Sendable, Hashable {
        var node: Int
        var depth: Int
    }

    /// Folders are opened at first while no more than so many rows come of it.
    private static let openedAtFirst = 40

    /// The step whose layer it is; nil where it is nobody's.
    let step: StepID?
    let tree: FileTree
    /// Why there are no files.
    let failure: String?
    private(set) var rows: [Row] = []
    /// How many of the tree's files match the filter.
    private(set) var matching = 0
    var cursor = 0
    var top = 0

    private var open: Set<Int> = []
    private var filter: String?

    init(step: StepID?, listing: FileListing) {
        self.step = step
        tree = FileTree(listing.entries)
        failure = listing.failure
        openSome()
        flatten()
    }

    /// Whether a folder shows what is in it.
    func isOpen(_ node: Int) -> Bool { filter != nil || open.contains(node) }

    /// Shows only what a text is found in, with the folders that lead there; nil shows all.
    mutating func filter(by text: String?) {
        guard text != filter else { return }
        let chosen = rows.indices.contains(cursor) ? rows[cursor].node : nil
        filter = text
        flatten()
        cursor = chosen.flatMap { node in rows.firstIndex { $0.node == node } } ?? 0
    }

    /// Opens or closes a folder.
    mutating func set(_ node: Int, open isOpen: Bool) {
        guard filter == nil, tree.nodes[node].isFolder else { return }
        if isOpen { open.insert(node) } else { open.remove(node) }
        flatten()
    }

    /// Chooses the row of a node.
    mutating func choose(_ node: Int) {
        if let row = rows.firstIndex(where: { $0.node == node }) { cursor = row }
    }

    /// Keeps the chosen row in view.
    mutating func settle(rows height: Int) {
        cursor = min(max(0, cursor), max(0, rows.count - 1))
        if cursor < top { top = cursor }
        if height > 0, cursor >= top + height { top = cursor - height + 1 }
        top = min(max(0, top), max(0, rows.count - max(1, height)))
    }

    /// Opens folders level by level as long as what comes of it is easily overlooked, and those that stand alone.
    private mutating func openSome() {
        var count = tree.roots.count
        var level = tree.roots
        var isAlone = true
        while !level.isEmpty {
            var next: [Int] = []
            isAlone = isAlone && level.count == 1
            for node in level where !tree.nodes[node].children.isEmpty {
                let children = tree.nodes[node].children
                guard isAlone || count + children.count <= Self.openedAtFirst else { continue }
                open.insert(node)
                count += children.count
                next += children
            }
            level = next
        }
    }

    private mutating func flatten() {
        let shown = filter.map { matches($0) }
        rows = []
        var stack = tree.roots.reversed().map { Row(node: $0, depth: 0) }
        while let row = stack.popLast() {
            if let shown, !shown[row.node] { continue }
            rows.append(row)
            guard isOpen(row.node) else { continue }
            stack += tree.nodes[row.node].children.reversed().map { Row(node: $0, depth: row.depth + 1) }
        }
    }

    /// For each node whether its path holds a text, or one below it does.
    private mutating func matches(_ text: String) -> [Bool] {
        let nodes = tree.nodes
        var own = [Bool](repeating: false, count: nodes.count)
        let isPath = text.contains("/")
        for position in nodes.indices {
            let parent = nodes[position].parent
            let isBelow = parent >= 0 && own[parent]
            own[position] =
                isBelow || TextMatches.contains(text, in: isPath ? tree.path(of: position) : nodes[position].name)
        }
        matching = nodes.indices.count { own[$0] && !nodes[$0].isFolder }
        var shown = own
        for position in nodes.indices.reversed() where shown[position] && nodes[position].parent >= 0 {
            shown[nodes[position].parent] = true
        }
        return shown
    }
}
