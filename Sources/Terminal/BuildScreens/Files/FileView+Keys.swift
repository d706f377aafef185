import TerminalCells

extension FileView {
    /// Moves through the tree, opens and closes folders; `query` is what is searched for.
    mutating func perform(_ action: Action, rows height: Int, query: String?) -> PaneResult {
        guard !rows.isEmpty else { return .ignored }
        let page = max(1, height - 1)
        switch action {
        case .up: cursor -= 1
        case .down: cursor += 1
        case .pageUp: cursor -= page
        case .pageDown: cursor += page
        case .halfUp: cursor -= max(1, height / 2)
        case .halfDown: cursor += max(1, height / 2)
        case .top: cursor = 0
        case .end: cursor = rows.count - 1
        case .left: closeFolder()
        case .right, .open: return openFolder(toggles: action == .open)
        case .nextMatch, .previousMatch: return goToMatch(isBackward: action == .previousMatch, query)
        default: return .ignored
        }
        settle(rows: height)
        return .done
    }

    /// Chooses a row in view; a folder opens or closes with it.
    mutating func click(row: Int) -> PaneResult {
        let index = top + row
        guard row >= 0, rows.indices.contains(index) else { return .ignored }
        cursor = index
        return openFolder(toggles: true)
    }

    /// Closes the chosen folder, or goes to the one that it is in.
    private mutating func closeFolder() {
        let row = rows[cursor]
        let node = tree.nodes[row.node]
        if node.isFolder, isOpen(row.node), !node.children.isEmpty {
            set(row.node, open: false)
        } else if node.parent >= 0 {
            choose(node.parent)
        }
    }

    private mutating func openFolder(toggles: Bool) -> PaneResult {
        let row = rows[cursor]
        guard tree.nodes[row.node].isFolder else { return .done }
        set(row.node, open: !toggles || !isOpen(row.node))
        return .done
    }

    /// Goes to the next row whose own name holds the text; of the folders, only what is below them may.
    private mutating func goToMatch(isBackward: Bool, _ query: String?) -> PaneResult {
        guard let query else { return .ignored }
        let found = rows.indices.filter { TextMatches.contains(query, in: tree.nodes[rows[$0].node].name) }
        let next = isBackward ? found.last { $0 < cursor } : found.first { $0 > cursor }
        if let row = next ?? (isBackward ? found.last : found.first) { cursor = row }
        return .done
    }
}
